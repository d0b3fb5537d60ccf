import type { Clock } from '../contract.ts';
import type { Activity } from './activity.ts';
import type { InvocationResult } from './result.ts';
import { soon } from './soon.ts';

/** Lambda waits a minute before the first retry and two before the second (Lambda guide, "async-error-handling"). */
const retryDelays = [60_000, 120_000];

export interface AsynchronousOptions {
  clock: Clock;
  activity: Activity;
  /** Runs one attempt; a retry keeps the request id of the event. */
  attempt(name: string, event: string, requestId: string): Promise<InvocationResult>;
  /** Receives an event that failed for the last time. */
  giveUp(name: string, event: string, result: InvocationResult): Promise<void>;
}

/** Queues events as `InvocationType: Event` does: answered at once, retried twice, then given up. */
export const createAsynchronous = ({ clock, activity, attempt, giveUp }: AsynchronousOptions) => {
  const pending = new Set<{ cancel(): void }>();

  const run = async (name: string, requestId: string, event: string, retries: number): Promise<void> => {
    const result = await attempt(name, event, requestId);
    if (!result.functionError) return;
    const delay = retryDelays[retries];
    if (delay === undefined) return giveUp(name, event, result);
    const due = clock.at(new Date(clock.now().getTime() + delay), () => {
      pending.delete(due);
      return activity.during(() => run(name, requestId, event, retries + 1));
    });
    pending.add(due);
  };

  return {
    submit(name: string, requestId: string, event: string): void {
      soon(clock, activity, () => run(name, requestId, event, 0));
    },
    close(): void {
      for (const due of pending) due.cancel();
    },
  };
};
