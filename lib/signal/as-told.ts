import type { LeakSignal } from './leak-signal.ts';

const isVouchedFor = ({ certainty, source }: LeakSignal): boolean =>
  certainty === 'proven' || source === 'manual';

/**
 * Reports in the order in which people are told of them: what is proven and what a person said first, each the earliest
 * first. Anybody who may put events on the bus could name an earlier time, and would have people click his link before
 * that of the alert.
 */
export const asTold = (signals: readonly LeakSignal[]): LeakSignal[] =>
  signals.toSorted(
    (one, other) =>
      Number(isVouchedFor(other)) - Number(isVouchedFor(one)) ||
      one.reportedAt.localeCompare(other.reportedAt),
  );
