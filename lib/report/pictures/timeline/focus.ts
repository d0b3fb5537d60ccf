import { type Beat, type Extent, isWithin, lengthOf } from './beats.ts';
import type { Moment } from './moments.ts';

/** At least so long, milliseconds: a second alone is no picture of what came before and after it. */
const shortest = 60_000;

export const around = (times: readonly number[]): Extent => ({
  from: times.reduce((one, other) => Math.min(one, other)),
  to: times.reduce((one, other) => Math.max(one, other)),
});

const widened = ({ from, to }: Extent, by: number): Extent => ({ from: from - by, to: to + by });

/**
 * All that is known; undefined where no call is.
 * @param exact when the first and the last call were made: slots begin before and end after them
 */
export const wholeOf = (
  moments: readonly Moment[],
  beats: readonly Beat[],
  exact: Extent | undefined,
): Extent | undefined => {
  if (beats.length === 0) return undefined;
  const slots = around(beats.flatMap(({ at, span }) => [at, at + span]));
  const isIn = exact !== undefined && isWithin(exact.from, slots) && isWithin(exact.to, slots);
  const calls = isIn ? exact : slots;
  const whole = around([calls.from, calls.to, ...moments.map(({ at }) => at)]);
  return widened(whole, Math.max(lengthOf(whole) * 0.02, (shortest - lengthOf(whole)) / 2));
};

/** A time without anything that is so many times as long as the rest is left out. */
const farAway = 8;
/** What takes so much of the whole is no part to be looked at by itself. */
const mostOfIt = 0.5;

/** A leak may be reported long before anybody uses it: until then the thief did nothing. */
const sinceUse = (moments: readonly Moment[]): readonly Moment[] => {
  const used = moments.findIndex(({ kind }) => kind === 'used');
  const [first, last] = [moments[used], moments.at(-1)];
  const [reported] = moments;
  if (!first || !last || !reported) return moments;
  const isFar = first.at - reported.at > farAway * Math.max(shortest, last.at - first.at);
  return isFar ? moments.slice(used) : moments;
};

/**
 * The part that a reader wants to see: from a little before the leak began until the last call, or, where a workload
 * goes on trying for a day what is denied to it, until it was over. Undefined where that is most of the whole.
 */
export const focusOf = (
  whole: Extent,
  moments: readonly Moment[],
  exact: Extent | undefined,
): Extent | undefined => {
  // Without a begin of the leak there is no reason to take one part for the one that matters.
  if (!moments.some(({ kind }) => kind === 'leaked' || kind === 'used')) return undefined;
  const core = around(sinceUse(moments).map(({ at }) => at));
  const length = Math.max(shortest, lengthOf(core));
  const last = Math.max(core.to, exact?.to ?? 0);
  const end = last - core.to > farAway * length ? core.to + length / 2 : last;
  const seen = { from: core.from, to: Math.max(end, core.from + shortest) };
  const focus = widened(seen, lengthOf(seen) * 0.08);
  return lengthOf(focus) > lengthOf(whole) * mostOfIt ? undefined : focus;
};
