import { now } from '#lib/platform/clock.ts';

const minute = 60_000;

/** How far back LookupEvents reaches: 90 days (CloudTrail API reference, LookupEvents). */
const reach = 90 * 24 * 60 * minute;

export interface Window {
  from: Date;
  to: Date;
  /** Whether an earlier `from` was asked for than LookupEvents can answer. */
  cut: boolean;
}

/**
 * The times to look between: all that LookupEvents has, where nothing else is asked.
 * @throws RangeError when nothing lies between `from` and `to`, or all of it is out of reach
 */
export const lookupWindow = (asked: { from?: Date; to?: Date }): Window => {
  const present = now();
  const oldest = new Date(present.getTime() - reach);
  const to = asked.to && asked.to < present ? asked.to : present;
  const cut = asked.from !== undefined && asked.from < oldest;
  const from = asked.from && !cut ? asked.from : oldest;
  if (from >= to) {
    throw new RangeError(`from ${from.toISOString()} is not before to ${to.toISOString()}`);
  }
  return { from, to, cut };
};

/**
 * Up to when a look can be complete at best. CloudTrail delivers after about 5 minutes on average and promises
 * no longest time (CloudTrail user guide, "How CloudTrail works"): later looks can still find older calls.
 */
export const settledUntil = (to: Date): Date => new Date(to.getTime() - 5 * minute);
