import { timestamp } from '#lib/platform/clock.ts';
import { count } from '#lib/platform/plain-text.ts';
import type { GithubAlertRef } from '../../github-alert-ref.ts';
import type { Enqueue, SeenStore, Tally } from './run.ts';
import { PollStopped } from './stopped.ts';

/** An alert for the queue, and the ids under which it is remembered once it is there. */
export interface Report {
  ref: GithubAlertRef;
  marks: readonly string[];
}

export interface Outbox {
  /**
   * Queues reports, then remembers them: a run that dies in between brings them again, and they join their incident.
   * @returns whether the queue took them all
   * @throws PollStopped when the run may queue no more
   */
  send(reports: readonly Report[]): Promise<boolean>;
}

const remember = async (marks: Iterable<string>, seen: SeenStore): Promise<void> => {
  await Promise.all([...marks].map((mark) => seen.set(mark, { at: timestamp() })));
};

/** @param limit the most alerts of one run: `contain` must come after */
export const outbox = (enqueue: Enqueue, seen: SeenStore, tally: Tally, limit: number): Outbox => {
  let taken = 0;
  const put = async (reports: readonly Report[]): Promise<boolean> => {
    const stored = new Set(await enqueue(reports.map(({ ref }) => ref)));
    const queued = reports.filter(({ ref }) => stored.has(ref));
    tally.enqueued += queued.length;
    await remember(new Set(queued.flatMap(({ marks }) => marks)), seen);
    const lost = reports.length - queued.length;
    if (lost > 0) tally.failures.push(`the queue did not take ${count(lost, 'alert')}`);
    return lost === 0;
  };
  return {
    send: async (reports) => {
      const fitting = reports.slice(0, limit - taken);
      // Counted before the wait: other hosts are polled meanwhile.
      taken += fitting.length;
      const all = fitting.length === 0 || (await put(fitting));
      if (fitting.length < reports.length)
        throw new PollStopped('run', `${limit} alerts were queued, the most of one run`);
      return all;
    },
  };
};
