import type { Ask } from './ask.ts';
import { pollHost } from './host.ts';
import { outbox } from './outbox.ts';
import type { Enqueue, Run, SeenStore, Tally } from './run.ts';
import { PollStopped } from './stopped.ts';

export type { Enqueue, SeenStore, Tally } from './run.ts';

export interface PollDeps {
  hosts: readonly { host: string; ask: Ask }[];
  seen: SeenStore;
  enqueue: Enqueue;
  /** Milliseconds until the run must come to its end. */
  timeLeft(): number;
  /** The most alerts that one run queues; 500 by default. */
  limit?: number;
}

const mostAlerts = 500;

const inTime =
  (ask: Ask, timeLeft: () => number): Ask =>
  (question) => {
    if (timeLeft() > 0) return ask(question);
    throw new PollStopped('run', 'the time of this run is over');
  };

/**
 * Looks for what webhooks did not bring: deliveries that failed in the days for which GitHub shows them, and open AWS
 * alerts that nobody handled. Queues each once (again after a day if it is still open and unhandled).
 *
 * Hosts are polled side by side, so that a slow one holds up no other. What GitHub does not answer stands in
 * `problems`, what must wait for the next run in `left`; `failures` say that the run as a whole has failed.
 *
 * @throws what the store and the queue throw, once every host came to its end
 */
export const pollGithub = async ({
  hosts,
  seen,
  enqueue,
  timeLeft,
  limit = mostAlerts,
}: PollDeps): Promise<Tally> => {
  const tally: Tally = {
    deliveries: 0,
    alerts: 0,
    enqueued: 0,
    skipped: 0,
    left: [],
    problems: [],
    failures: [],
  };
  const run: Run = { seen, tally, outbox: outbox(enqueue, seen, tally, limit) };
  const ends = await Promise.allSettled(
    hosts.map(({ host, ask }) => pollHost({ ...run, host, ask: inTime(ask, timeLeft) })),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return tally;
};
