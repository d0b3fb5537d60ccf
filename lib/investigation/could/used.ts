import type { ActionCount } from '../activity.ts';
import type { CouldHaveDone } from '../investigation.ts';
import { actionOf } from '../making.ts';
import { dangerousActions } from './dangerous-actions.ts';

const callsOf: ReadonlyMap<string, readonly string[]> = new Map(
  dangerousActions.map(({ action, used }) => [action, used]),
);

/** With the calls of the lineage that did it and succeeded. Reading data is seldom in the trail that is read. */
export const withUsed = (could: CouldHaveDone, actions: readonly ActionCount[]): CouldHaveDone => {
  const succeeded = new Map<string, number>();
  for (const { eventSource, eventName, events, failed } of actions) {
    const call = actionOf(eventSource, eventName);
    succeeded.set(call, (succeeded.get(call) ?? 0) + events - failed);
  }
  return {
    ...could,
    actions: could.actions.map((each) => ({
      ...each,
      used: (callsOf.get(each.action) ?? []).reduce((sum, call) => sum + (succeeded.get(call) ?? 0), 0),
    })),
  };
};
