import type { Status } from '#lib/incident/incident.ts';
import type { Verdict } from '#lib/investigation/investigation.ts';
import { grouped } from './layout.ts';

/**
 * What is true of a descendant now, in words, the most pressing first. Only what containment has read back is called
 * stopped: a verdict without a status says what is meant to happen.
 */
export const fates = {
  open: 'NOT STOPPED',
  partly: 'PARTLY STOPPED',
  protected: 'PROTECTED',
  byHand: 'by hand only',
  waits: 'waiting for you',
  restored: 'restored',
  observed: 'observed only',
  notOurs: 'not ours',
  handed: 'to be contained',
  undecided: 'not decided',
  stopped: 'stopped',
  covered: 'covered',
  ended: 'ended',
} as const;

export type Fate = keyof typeof fates;

const ofStatus = {
  contained: 'stopped',
  'partly-contained': 'partly',
  'not-contained': 'open',
  observed: 'observed',
  'not-ours': 'notOurs',
  protected: 'protected',
  restored: 'restored',
} as const satisfies Record<Status, Fate>;

const ofVerdict = {
  contain: 'handed',
  waits: 'waits',
  covered: 'covered',
  expired: 'ended',
  cannot: 'byHand',
} as const satisfies Record<Verdict['what'], Fate>;

export const fateOf = (verdict: Verdict | undefined): Fate => {
  if (!verdict) return 'undecided';
  // The session is over, whatever had been done about it.
  if (verdict.what === 'expired') return 'ended';
  return verdict.status ? ofStatus[verdict.status] : ofVerdict[verdict.what];
};

const isKey = <T extends object>(table: T, key: PropertyKey): key is keyof T => Object.hasOwn(table, key);

const order = Object.keys(fates);

export const pressingFirst = (one: Verdict | undefined, other: Verdict | undefined): number =>
  order.indexOf(fateOf(one)) - order.indexOf(fateOf(other));

/** The words of a mail: it comes after the message to containment went out. */
export const fateInMail = (verdict: Verdict | undefined): string => mailWords[fateOf(verdict)];

const mailWords: Record<Fate, string> = { ...fates, handed: 'handed to containment' };

/** The same of what a look remembers of a verdict: `contain/contained` (lib/investigation/changes). */
export const stateInMail = (state: string): string => {
  const [what = '', status = ''] = state.split('/');
  if (what !== 'expired' && isKey(ofStatus, status)) return mailWords[ofStatus[status]];
  return mailWords[isKey(ofVerdict, what) ? ofVerdict[what] : 'undecided'];
};

/**
 * `1 waiting for you, 2 stopped`, the most pressing first.
 * @param wordOf the words, those of a mail or of a terminal
 */
export const talliedFates = (
  verdicts: readonly (Verdict | undefined)[],
  wordOf: (verdict: Verdict | undefined) => string = (verdict) => fates[fateOf(verdict)],
): string => {
  const pressing = [...new Map(verdicts.map((verdict) => [wordOf(verdict), verdict])).values()];
  const tally = Map.groupBy(verdicts, wordOf);
  return pressing
    .toSorted(pressingFirst)
    .map(wordOf)
    .flatMap((words) => {
      const number = tally.get(words)?.length ?? 0;
      return number > 0 ? [`${grouped(number)} ${words}`] : [];
    })
    .join(', ');
};
