import { clockOf, dateOf, dayAndTime, dayOf } from '../times.ts';
import type { Extent } from './beats.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  ...[1, 2, 5, 10, 15, 30].map((number) => number * second),
  ...[1, 2, 5, 10, 15, 30].map((number) => number * minute),
  ...[1, 2, 3, 6, 12].map((number) => number * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 365].map((number) => number * day),
];

export interface Tick {
  at: number;
  label: string;
  /** Below the label, where it is not the same as of the tick before. */
  below?: string;
}

/** A time as precise as a part of so many milliseconds needs it: `10:04:12Z`, or `1 Mar 10:04Z`. */
export const timeIn = (at: number, length: number): string =>
  length <= day ? `${clockOf(at, true)}Z` : dayAndTime(at);

/** Round times, UTC, at most so many. */
export const ticksOf = ({ from, to }: Extent, most: number): Tick[] => {
  const length = to - from;
  const least = length / Math.max(1, most);
  const step = steps.find((each) => each >= least) ?? Math.ceil(least / (365 * day)) * 365 * day;
  const ticks: Tick[] = [];
  let before = '';
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const below = step < day ? dateOf(at) : dateOf(at).slice(0, 4);
    const label = step < day ? clockOf(at, step < minute) : dayOf(at);
    ticks.push(below === before ? { at, label } : { at, label, below });
    before = below;
  }
  return ticks;
};
