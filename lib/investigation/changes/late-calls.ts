import type { ActionCount } from '../activity.ts';
import { certainlyBefore } from '../whole-seconds.ts';
import type { LookSummary } from './look-summary.ts';

/** Calls older than the last look that it did not see: they arrived late, or nobody knew yet whose they are. */
export interface LateCalls {
  /** So many at least: of calls that go on only those are sure which nobody had made before. */
  events: number;
  /** Of which calls, those with the most late ones first. */
  actions: { eventSource: string; eventName: string; region: string; events: number }[];
}

/** CloudTrail delivers after about 5 minutes on average and promises no longest time, so a look misses the newest. */
export const arrivedLate = (
  before: LookSummary,
  now: readonly ActionCount[],
  keyOf: (action: ActionCount) => string,
): LateCalls => {
  const was = new Map(before.actions.known);
  const late = (action: ActionCount): number => {
    const { events, first, last } = action;
    const known = was.get(keyOf(action)) ?? (before.actions.beyond > 0 ? events : undefined);
    if (first === null || last === null || !certainlyBefore(first, before.to)) return 0;
    // Some of a call that goes on are newer than the last look: which of them nobody counted.
    if (!certainlyBefore(last, before.to)) return known === undefined ? 1 : 0;
    return Math.max(0, events - (known ?? 0));
  };
  const actions = now
    .map((action) => ({ action, events: late(action) }))
    .filter(({ events }) => events > 0)
    .sort((one, other) => other.events - one.events)
    .map(({ action: { eventSource, eventName, region }, events }) => ({
      eventSource,
      eventName,
      region,
      events,
    }));
  return { events: actions.reduce((total, { events }) => total + events, 0), actions };
};
