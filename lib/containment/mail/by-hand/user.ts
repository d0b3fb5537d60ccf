import type { Incident } from '#lib/incident/incident.ts';
import { serviceCredentialStep } from '../../steps/deactivate-service-credential.ts';
import { nounOf, userName } from '../credential.ts';
import { credentialWord, keyWord, userWord } from '../shell-words.ts';
import { holds, isInForce } from '../standing.ts';
import { boundUserCommand, denyUserCommand, indented, lookUpCommand, withCredentials } from './commands.ts';

/** What could not be done to a user, as commands, and nothing else. */
export const userByHand = (incident: Incident): string[] => {
  const user = wordOf(incident);
  const commands = [...switchOff(user, incident), ...deny(user, incident), ...services(user, incident)];
  if (commands.length === 0) return [];
  return [
    `By hand, ${withCredentials(incident)}${whatItStops(incident)}:`,
    ...(user === 'USER' && nounOf(incident) === 'key'
      ? [
          `  aws iam get-access-key-last-used --access-key-id ${keyWord(incident.accessKeyId)}   # names the USER`,
        ]
      : []),
    ...indented(commands),
  ];
};

// The report's word for the owner of a key is not enough to act on; of a user incident it is all there is.
const wordOf = (incident: Incident): string =>
  userWord(incident.accessKeyId === null ? userName(incident) : incident.principal?.name);

const whatItStops = ({ steps, alsoStopped = [] }: Incident): string =>
  steps.some(({ withheld }) => withheld)
    ? `, if all of the user may stop${alsoStopped.length > 0 ? ', its other key included' : ''}`
    : '';

const withoutKey: ReadonlySet<string> = new Set(['user-session', 'user-only', 'deleted-key-of-named-user']);

const switchOff = (user: string, incident: Incident): string[] => {
  const { accessKeyId, decidedBy = '', steps } = incident;
  if (nounOf(incident) !== 'key' || withoutKey.has(decidedBy)) return [];
  if (steps.length > 0 && !isMissing(incident, 'deactivate-key')) return [];
  return [
    `aws iam update-access-key --user-name ${user} --access-key-id ${keyWord(accessKeyId)} --status Inactive`,
  ];
};

const deny = (user: string, incident: Incident): string[] => {
  if (incident.steps.length === 0) return [denyUserCommand(user, incident)];
  if (holds(incident, 'deny-user') || holds(incident, 'bound-user')) return [];
  // The boundary was tried because no further policy can be attached: the same would meet a person.
  if (isMissing(incident, 'bound-user')) return [boundUserCommand(user, incident)];
  return isMissing(incident, 'deny-user') ? [denyUserCommand(user, incident)] : [];
};

const isMissing = ({ steps }: Incident, id: string): boolean =>
  steps.some((step) => step.id === id && !isInForce(step) && step.undoneAt === undefined);

const mostServices = 2;

const services = (user: string, { steps }: Incident): string[] =>
  steps
    .filter((step) => step.id.startsWith(`${serviceCredentialStep}:`) && step.outcome === 'failed')
    .filter((step) => step.undoneAt === undefined)
    .slice(0, mostServices)
    .map(
      ({ id }) =>
        `aws iam update-service-specific-credential --user-name ${user} --service-specific-credential-id ${credentialWord(id.split(':')[1])} --status Inactive`,
    );

/** The key is deleted, and nobody names its user: CloudTrail does. */
export const deletedKeyByHand = (incident: Incident): string[] => [
  `By hand, ${withCredentials(incident)}. This names the user, if the key was used within 90 days:`,
  ...indented([lookUpCommand(incident.accessKeyId)]),
  'Then deny that user, which stops the sessions that the key issued (up to 36 hours):',
  ...indented([denyUserCommand('USER', incident)]),
];
