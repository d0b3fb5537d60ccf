import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { serviceCredentialStep } from '../../steps/deactivate-service-credential.ts';
import { ownerName, userName } from '../credential.ts';
import { credentialWord, keyWord, roleWord, userWord } from '../shell-words.ts';
import {
  boundRoleCommand,
  boundUserCommand,
  denyRoleCommand,
  denySessionCommand,
  denyUserCommand,
  indented,
  roleIdLines,
  tagCommand,
  withCredentials,
} from './commands.ts';

const mostShown = 3;

/** What somebody took off who is not of the thief's, and the command that puts each of it back. */
export const putBack = (incident: Incident, lifted: readonly StepRecord[]): string[] => {
  const who = [...new Set(lifted.map(({ liftedBy = '' }) => inert(liftedBy, 120)))].slice(0, 2);
  const commands = lifted.slice(0, mostShown).map(({ id }) => commandFor(id, incident));
  return [
    `To put back what ${who.join(' and ')} took off, ${withCredentials(incident)}:`,
    ...indented(commands),
    ...roleIdLines(commands.join(' ')),
  ];
};

const commandFor = (id: string, incident: Incident): string => {
  const user = userWord(userName(incident));
  const role = roleWord(ownerName(incident));
  const [name, thing] = id.split(':', 2);
  switch (name) {
    case 'deactivate-key':
      return `aws iam update-access-key --user-name ${user} --access-key-id ${keyWord(incident.accessKeyId)} --status Inactive`;
    case serviceCredentialStep:
      return `aws iam update-service-specific-credential --user-name ${user} --service-specific-credential-id ${credentialWord(thing)} --status Inactive`;
    case 'bound-user':
      return boundUserCommand(user, incident);
    case 'deny-role':
      return denyRoleCommand(role, incident);
    case 'bound-role':
      return boundRoleCommand(role, incident);
    case 'tag-user':
      return tagCommand('user', user);
    case 'tag-role':
      return tagCommand('role', role);
    case 'deny-session':
      return denySessionCommand(incident, incident.session?.name === null);
    default:
      return denyUserCommand(user, incident);
  }
};
