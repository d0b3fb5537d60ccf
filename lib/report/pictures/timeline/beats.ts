import type { Case } from '../../case.ts';
import { sum } from '../../layout.ts';
import { tacticRank } from '../../technique-lines.ts';
import { countable } from '../measure.ts';
import { timeOf } from '../times.ts';

/** Calls of one tactic at one time. */
export interface Beat {
  tactic: string;
  /** Milliseconds. */
  at: number;
  /** For how long they are counted together, milliseconds. */
  span: number;
  events: number;
  failed: number;
}

/** From a time to a time, milliseconds. */
export interface Extent {
  from: number;
  to: number;
}

export const lengthOf = ({ from, to }: Extent): number => to - from;

export const isWithin = (at: number, { from, to }: Extent): boolean => at >= from && at <= to;

const second = 1000;
/** Longer than any slot of a timeline: what is longer is damaged. */
const longest = 2 * 365 * 86_400 * second;
const other = 'Other';

/** All that the timeline counted. */
export const slotBeats = ({ found }: Case): Beat[] => {
  const { step = 0, lanes = [] } = found.timeline ?? {};
  const span = Math.min(longest, Math.max(second, countable(step) * second));
  return lanes.flatMap(({ tactic, slots }) =>
    slots.flatMap(({ at: iso, events, failed }) => {
      const at = timeOf(iso);
      const number = countable(events);
      return at === undefined || number === 0
        ? []
        : [{ tactic, at, span, events: number, failed: Math.min(number, countable(failed)) }];
    }),
  );
};

/** The calls that are kept, to the second: like the timeline without those that are of the lineage by inference. */
const callBeats = ({ calls, found: { accessKeyId, credentials } }: Case): Beat[] => {
  const uncertain = new Set(credentials.filter(({ certain }) => !certain).map(({ id }) => id));
  return calls.flatMap(({ at: iso, tactic = other, errorCode, by }) => {
    const at = timeOf(iso);
    if (at === undefined || (accessKeyId !== null && uncertain.has(by))) return [];
    return [{ tactic, at, span: second, events: 1, failed: errorCode === null ? 0 : 1 }];
  });
};

/** So few slots in a part that is looked at closely tell nothing of what came after what. */
const coarse = 40;

/**
 * What is drawn of a part of the time. Slots are as long as the whole time asks for: the minutes of a thief in the
 * months of a workload would be one of them. Then the calls themselves are drawn, if all of these slots are kept: of a
 * large incident only the first and the last ones are.
 */
export const beatsWithin = (kase: Case, slots: readonly Beat[], extent: Extent): Beat[] => {
  const ofSlots = slots.filter(({ at, span }) => at + span > extent.from && at <= extent.to);
  const [first] = ofSlots;
  if (!first || lengthOf(extent) / first.span >= coarse) return ofSlots;
  const calls = callBeats(kase);
  const counted = new Set(ofSlots.map(({ at }) => at));
  const kept = calls.filter(({ at }) =>
    counted.has(Math.floor((at - first.at) / first.span) * first.span + first.at),
  );
  return kept.length >= countsOf(ofSlots).events ? kept.filter(({ at }) => isWithin(at, extent)) : ofSlots;
};

/** The tactics in the order of an attack, what is none last. */
export const tacticsIn = (beats: readonly Beat[]): string[] =>
  [...new Set(beats.map(({ tactic }) => tactic))].sort(
    (one, another) =>
      tacticRank(one.toLowerCase()) - tacticRank(another.toLowerCase()) || (one < another ? -1 : 1),
  );

export const countsOf = (beats: readonly Beat[]): { events: number; failed: number } => ({
  events: sum(beats.map(({ events }) => events)),
  failed: sum(beats.map(({ failed }) => failed)),
});
