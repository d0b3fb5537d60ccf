import type { Incident } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { isGuard, stepById } from '../steps/index.ts';
import { isRole, nounOf, userName } from './credential.ts';
import { joined } from './joined.ts';
import { keyWord, userWord } from './shell-words.ts';
import { isInForce } from './standing.ts';
import { containCommand, restoreCommand, type UndoWays } from './ways.ts';

/**
 * What to do once it is contained (nothing before that), in the order in which it is safe: the workload goes on with something new before
 * anything that was stopped is let go, and the leaked key is deleted in the end and never used again.
 * @param brief without the commands that somebody who knows AWS types without being told
 */
export const whatNow = (incident: Incident, ways: UndoWays, brief = false): string[] => {
  if (incident.status !== 'contained' || !incident.steps.some(isInForce)) return [];
  const steps = stepsFor(incident, ways, brief);
  return ['What now, in this order:', ...steps.map((line) => `  ${line}`)];
};

const stepsFor = (incident: Incident, ways: UndoWays, brief: boolean): string[] => {
  if (incident.descendantOf !== undefined) return ofDescendant(incident, incident.descendantOf);
  if (isRole(incident)) return ofRole(incident);
  if (nounOf(incident) === 'user') return whichKey(incident, ways);
  if (nounOf(incident) === 'session') return ofUserSession(ways);
  return incident.decidedBy === 'deleted-key-of-named-user'
    ? ofDeletedKey(incident, ways)
    : ofKey(incident, ways, brief);
};

const ofDescendant = (incident: Incident, root: string): string[] => {
  const noun = nounOf(incident);
  return [
    `1. Look at what incident ${inert(root, 140)} tells of it, and at what it did.`,
    noun === 'session'
      ? '2. Close the way by which it was got.'
      : `2. Delete the ${noun} if nobody of yours made it.`,
  ];
};

const replaceIt =
  '1. Issue a new key of another user, or a role. 2. Put it into the workload, in place of the leaked one.';

const ofKey = (incident: Incident, ways: UndoWays, brief: boolean): string[] => {
  const { accessKeyId, signals } = incident;
  const known = signals.some(({ source }) => source !== 'guardduty');
  const lift = liftLines(
    incident,
    ways,
    `3. Only if user ${inert(userName(incident) ?? '', 64)} must work again: lift the deny. Sessions that the key issued work again with it, up to 36 hours.`,
  );
  const user = userWord(userName(incident));
  return [
    replaceIt,
    ...lift,
    `${lift.length > 0 ? 4 : 3}. Delete the leaked key, and ${known ? 'remove it from where it leaked' : 'find out where it leaked'}. Never switch it on again: strangers have it.`,
    ...(brief
      ? []
      : [`   aws iam delete-access-key --user-name ${user} --access-key-id ${keyWord(accessKeyId)}`]),
  ];
};

const ofDeletedKey = (incident: Incident, ways: UndoWays): string[] => [
  '1. Find out who deleted the key, and what was done with it before.',
  ...liftLines(
    incident,
    ways,
    '2. In 36 hours at the latest the sessions that it issued have ended. Then lift the deny.',
  ),
];

const ofUserSession = (ways: UndoWays): string[] => [
  '1. Find the key that issued the session: CloudTrail shows it with GetSessionToken or GetFederationToken.',
  '2. Switch that key off as well:',
  `   ${containCommand(null, {}, ways)}`,
];

const whichKey = (incident: Incident, ways: UndoWays): string[] => [
  `1. Find out which key leaked. ${keysOf(incident)}`,
  '2. Contain it:',
  `   ${containCommand(null, {}, ways)}`,
];

const keysOf = ({ alsoDenied = [], alsoStopped = [] }: Incident): string => {
  const listed = alsoDenied.flatMap(({ kind, id, lastUsedAt }) =>
    kind === 'access-key'
      ? [`${inert(id, 128)} (${lastUsedAt ? `used ${inert(lastUsedAt.slice(0, 10), 10)}` : 'never used'})`]
      : [],
  );
  const keys = listed.length > 0 ? listed : alsoStopped.map((id) => inert(id, 128));
  return keys.length === 0 ? 'It has no active key.' : `Its active keys: ${joined(keys, 280)}.`;
};

const ofRole = ({ session }: Incident): string[] => [
  '1. Find out how the credentials got out: what runs under the role, or who may assume it.',
  `2. Close that way${session?.name === null ? '' : ': until then the thief may get another session, which is another leak'}.`,
];

// The fallback of a step is a part of it: lifting the one lifts the other.
const isOurDeny = (step: Incident['steps'][number]): boolean =>
  step.outcome === 'done' && isInForce(step) && stepById(step.id).shared && !isGuard(step.id);

/** How the user works again while the leaked key stays off; nothing where the deny is not ours to lift. */
const liftLines = (incident: Incident, ways: UndoWays, line: string): string[] =>
  incident.steps.some(isOurDeny)
    ? [line, `   ${restoreCommand(incident.incidentId, ways, 'deny-user')}`]
    : [];
