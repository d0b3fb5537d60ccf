import type { Investigation } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { amount } from '../layout.ts';
import { countOfKind, isStanding, thingsMade } from '../made/things.ts';
import { madeKinds } from '../made-names.ts';
import { touchedOthers } from '../touched-lines.ts';
import { type Calls, effectGroups } from './groups.ts';
import { didWords, objectOf, readWords, succeeded } from './words.ts';

const actionsNamed = 2;

/** Calls of one effect that succeeded, the most frequent first. */
const callsWith = (found: Investigation, effect: string): Calls[] =>
  effectGroups(found.actions)
    .filter((group) => group.effect === effect)
    .flatMap(({ calls }) => calls)
    .filter((call) => succeeded(call) > 0);

const each = (calls: readonly Calls[]): string[] => {
  const rest = calls.length - actionsNamed;
  return [
    ...calls.slice(0, actionsNamed).map(didWords),
    ...(rest > 0 ? [`${amount(rest, 'more kind')}`] : []),
  ];
};

const shared = (found: Investigation): string[] => {
  const what = [...new Set(callsWith(found, 'shared').map(({ action }) => objectOf(action)))];
  return what.length > 0 ? [`let outsiders in by ${what.slice(0, actionsNamed).join(' and ')}`] : [];
};

const read = (found: Investigation): string[] => {
  const calls = callsWith(found, 'read-data');
  return calls.length > 0 ? [readWords(calls)] : [];
};

const weakened = ({ techniques }: Investigation): string[] =>
  techniques.some(({ id, events, failed = 0 }) => /^T1562\b/.test(id) && events > failed)
    ? ['weakened defences']
    : [];

/** What was made; where that is one user alone, with its name: whoever reads it knows whether it is one of theirs. */
const made = (found: Investigation, told: ReadonlySet<string>): string[] => {
  const [first, ...others] = madeKinds(found).filter((kind) => !told.has(kind));
  if (!first) return [];
  const users = thingsMade(found).filter((thing) => thing.kind === 'user' && isStanding(thing));
  const [user] = users;
  const named = first === '1 user' && users.length === 1 && user ? `user ${inert(user.id, 32)}` : first;
  return [`made ${named}`, ...others];
};

const changed = (found: Investigation): string[] => {
  const { length } = touchedOthers(found);
  return length > 0 ? [`changed ${amount(length, 'thing')} that stood before`] : [];
};

const nothingElse = ({ events, failed }: Investigation): string[] =>
  events > 0 && events === failed ? ['every call failed'] : ['only looked'];

/**
 * What the calls did, in a few words each, the worst first: what cannot be taken back, what costs money, what was read,
 * the ways back in, and what was changed. One at least.
 */
export const harmPhrases = (found: Investigation): string[] => {
  const billed = callsWith(found, 'billed');
  const costly = new Set(
    billed.flatMap(({ made: some }) => (some ? [countOfKind(some.kind, some.number)] : [])),
  );
  const phrases = [
    ...shared(found),
    ...each(callsWith(found, 'destroyed')),
    ...weakened(found),
    ...each(billed),
    ...read(found),
    ...made(found, costly),
    ...changed(found),
  ];
  return phrases.length > 0 ? phrases : nothingElse(found);
};
