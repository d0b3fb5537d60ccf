import { investigate } from '#lib/investigation/investigate.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { createPacers } from '#lib/investigation/pacer.ts';
import { enabledRegions } from '#lib/investigation/regions.ts';
import { createTrailClients } from '#lib/investigation/trail-clients.ts';
import { sleep, timestamp } from '#lib/platform/clock.ts';
import { config } from '#lib/platform/config.ts';
import type { Question } from './investigate.ts';
import { UsageError } from './usage-error.ts';

/** Asks LookupEvents with the caller's own credentials, for as long as it takes. */
export const investigateLive = async ({ reportedAt, ...question }: Question): Promise<Investigation> => {
  try {
    return await investigate(
      { ...question, ...(reportedAt && { reportedAt: timestamp(reportedAt) }) },
      {
        clientFor: createTrailClients(),
        pacerFor: createPacers(),
        pause: sleep,
        timeLeft: () => Number.POSITIVE_INFINITY,
        enabledRegions: () => enabledRegions(config.region()),
      },
    );
  } catch (error) {
    // LookupEvents keeps 90 days.
    if (error instanceof RangeError) throw new UsageError('--since', error.message);
    throw error;
  }
};
