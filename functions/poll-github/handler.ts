import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { logger } from '#lib/platform/logger.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { pollGithub, type Tally } from '#lib/signal/github/poll/poll.ts';
import { deps } from './deps.ts';

/** A run in which something failed that the next one will not mend: an alarm hangs on the errors of the function. */
export class PollFailed extends Error {
  constructor(failures: readonly string[]) {
    super(failures.join('; '));
    this.name = 'PollFailed';
  }
}

// A request that is under way takes up to ten seconds, and then it must still be noted where the run has stopped.
const timeToEnd = 15_000;

const timeLimit = (context: Context): (() => number) => {
  const reserve = Math.min(timeToEnd, context.getRemainingTimeInMillis() / 2);
  return () => context.getRemainingTimeInMillis() - reserve;
};

type Polled = Omit<Tally, 'problems' | 'failures'>;

/**
 * On a schedule: queues the alerts of failed deliveries, and open AWS alerts that were not handled.
 * @throws PollFailed when a host could not be polled at all, a delivery cannot be read or the queue refused an alert,
 *   after everything else was done; SecretUnreadable, ConfigError
 */
const poll = async (_event: unknown, context: Context): Promise<Polled> => {
  const { hosts, ...parts } = deps();
  const tally = await pollGithub({ ...parts, hosts: await hosts(), timeLeft: timeLimit(context) });
  const { problems, failures, ...polled } = tally;
  for (const problem of problems) logger.error('GitHub could not be asked', { problem });
  if (polled.left.length > 0) logger.warn('the next run goes on', { left: polled.left });
  logger.info('polled GitHub', { ...polled });
  if (failures.length > 0) throw new PollFailed(failures);
  return polled;
};

export const handler = middy(poll).use(plainErrors());
