import type { Incident } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { isRole, nounOf } from './credential.ts';
import { joined } from './joined.ts';
import { containInTerminal, type UndoWays } from './ways.ts';

/** What to do once it is contained: two lines. */
export const whatNow = (incident: Incident, ways: UndoWays): string[] => {
  if (incident.descendantOf !== undefined) return ofDescendant(incident, incident.descendantOf);
  if (isRole(incident)) return ofRole(incident);
  if (nounOf(incident) === 'user') return whichKey(incident, ways);
  return nounOf(incident) === 'session' ? ofUserSession(ways) : ofKey(incident);
};

const ofDescendant = (incident: Incident, root: string): string[] => {
  const noun = nounOf(incident);
  const second =
    noun === 'session'
      ? 'Close the way by which it was got'
      : `Delete the ${noun} if nobody of yours made it`;
  return [
    `What now: 1. Look at what incident ${inert(root, 140)} tells of it, and at what it did.`,
    `  2. ${second}.`,
  ];
};

const ofKey = ({ signals, decidedBy }: Incident): string[] => {
  const known = signals.some(({ source }) => source !== 'guardduty');
  if (decidedBy === 'deleted-key-of-named-user')
    return [
      'What now: 1. Find out who deleted the key, and what was done with it before.',
      '  2. In 36 hours at the latest the sessions that it issued have ended: then the deny can be lifted.',
    ];
  return [
    'What now: 1. Give the workload a new key of another user, or a role. 2. Delete the leaked key.',
    `  3. ${known ? 'Remove it from where it leaked' : 'Find out where it leaked'}. Never switch it on again: strangers have it.`,
  ];
};

const ofUserSession = (ways: UndoWays): string[] => {
  const command = containInTerminal(null, {}, ways);
  return [
    'What now: 1. Find the key that issued the session: CloudTrail shows it with GetSessionToken or GetFederationToken.',
    `  2. Switch that key off as well: ${command}`,
  ];
};

const whichKey = (incident: Incident, ways: UndoWays): string[] => {
  const command = containInTerminal(null, {}, ways);
  return [`What now: 1. Find out which key leaked. ${keysOf(incident)}`, `  2. Contain it: ${command}`];
};

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
  'What now: 1. Find out how the credentials got out: what runs under the role, or who may assume it.',
  `  2. Close that way${session?.name === null ? '' : ': until then the thief may get another session, which is another leak'}.`,
];
