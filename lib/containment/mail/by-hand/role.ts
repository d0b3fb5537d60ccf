import type { Incident } from '#lib/incident/incident.ts';
import { nounOf, ownerName, sessionName } from '../credential.ts';
import { roleWord } from '../shell-words.ts';
import { containCommand, type UndoWays } from '../ways.ts';
import {
  boundRoleCommand,
  denyRoleCommand,
  denySessionCommand,
  indented,
  lookUpCommand,
  roleIdLines,
  withCredentials,
} from './commands.ts';

/** The deny of a role itself, or of its session, or of all of them where that was decided or nobody knows which. */
export const roleByHand = (incident: Incident): string[] => {
  if (nounOf(incident) === 'role') return wholeRoleByHand(incident);
  const decided = incident.session?.name === null || incident.decidedBy === 'whole-role';
  const whole = decided || sessionName(incident) === undefined;
  const command = denySessionCommand(incident, whole);
  const what = whole ? '. All that runs under the role stops until it fetches new credentials' : '';
  return [`By hand, ${withCredentials(incident)}${what}:`, ...indented([command]), ...roleIdLines(command)];
};

// The boundary was tried because no further policy can be attached: the same would meet a person.
const wholeRoleByHand = (incident: Incident): string[] => {
  const role = roleWord(ownerName(incident));
  const full = incident.steps.some(({ id }) => id === 'bound-role');
  return [
    `By hand, ${withCredentials(incident)}. All that the role has issued and will issue is denied:`,
    ...indented([full ? boundRoleCommand(role, incident) : denyRoleCommand(role, incident)]),
  ];
};

/** Nobody named the session: it has to be found, or the whole role stopped. */
export const whichSession = (incident: Incident, ways: UndoWays): string[] => {
  const { accessKeyId } = incident;
  const role = roleWord(ownerName(incident));
  return [
    `By hand, ${withCredentials(incident)}. In what this prints, userIdentity.arn ends in the SESSION:`,
    ...indented([lookUpCommand(accessKeyId)]),
    'Then contain that session; or all of the role, and all that runs under it stops until it fetches new credentials:',
    ...indented([
      containCommand(accessKeyId, { role, session: 'SESSION' }, ways),
      containCommand(accessKeyId, { role, wholeRole: true }, ways),
    ]),
  ];
};
