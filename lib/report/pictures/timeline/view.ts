import type { Case } from '../../case.ts';
import { timeOf } from '../times.ts';
import { type Beat, beatsWithin, type Extent, slotBeats, tacticsIn } from './beats.ts';
import { around, focusOf, wholeOf } from './focus.ts';
import { type Moment, momentsOf } from './moments.ts';

/** All that is drawn, and told in words. */
export interface View {
  whole: Extent;
  /** The part that is drawn large: all of it where `isPart` is false. */
  focus: Extent;
  isPart: boolean;
  /** Calls of the whole time. */
  all: Beat[];
  /** Those of the part, finer where that is known. */
  near: Beat[];
  /** In the order of an attack. */
  tactics: string[];
  moments: Moment[];
}

/** Undefined where no call has a time. */
export const viewOf = (kase: Case): View | undefined => {
  const all = slotBeats(kase);
  const moments = momentsOf(kase);
  const exact = callsOf(kase);
  const whole = wholeOf(moments, all, exact);
  if (!whole) return undefined;
  const part = focusOf(whole, moments, exact);
  const focus = part ?? whole;
  const near = beatsWithin(kase, all, focus);
  return {
    whole,
    focus,
    isPart: part !== undefined,
    all,
    near,
    tactics: tacticsIn([...all, ...near]),
    moments,
  };
};

/** When the first and the last call were made, known to the second, which slots are not. */
const callsOf = ({ found: { accessKeyId, credentials } }: Case): Extent | undefined => {
  const counted = credentials.filter(({ certain }) => certain || accessKeyId === null);
  const times = counted.flatMap(({ firstUsed, lastUsed }) =>
    [firstUsed, lastUsed].flatMap((at) => timeOf(at) ?? []),
  );
  return times.length > 0 ? around(times) : undefined;
};
