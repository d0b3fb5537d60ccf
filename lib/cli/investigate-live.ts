import type { Coverage } from '#lib/investigation/coverage.ts';
import { deepTrail } from '#lib/investigation/deep-trail.ts';
import { investigate } from '#lib/investigation/investigate.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { CallKeeper } from '#lib/investigation/kept-call.ts';
import { createPacers } from '#lib/investigation/pacer.ts';
import { enabledRegions } from '#lib/investigation/regions.ts';
import { createTrailClients } from '#lib/investigation/trail-clients.ts';
import { sleep, timestamp } from '#lib/platform/clock.ts';
import { config } from '#lib/platform/config.ts';
import type { Question } from './investigation-question.ts';
import { NoAccess } from './no-access.ts';
import type { Watch } from './progress.ts';
import { UsageError } from './usage-error.ts';

/**
 * Asks LookupEvents, and the trail in S3 where one is configured, with the caller's own credentials, for as long as it
 * takes.
 * @throws UsageError when LookupEvents has nothing of that time; NoAccess when no Region could be read
 */
export const investigateLive = async (
  { reportedAt, ...question }: Question,
  watch: Watch,
  keeper?: CallKeeper,
): Promise<Investigation> => {
  let [events, credentials] = [0, 1];
  const deep = deepTrail();
  const told = () => watch.events(events, credentials);
  try {
    const found = await investigate(
      { ...question, ...(reportedAt && { reportedAt: timestamp(reportedAt) }) },
      {
        clientFor: createTrailClients(),
        pacerFor: createPacers(),
        pause: sleep,
        timeLeft: () => Number.POSITIVE_INFINITY,
        enabledRegions: () => enabledRegions(config.region()),
        ...(deep && { deep }),
        ...(keeper && { keeper }),
        watch: () => {
          events += 1;
          told();
        },
        onFound: async (soFar) => {
          credentials = soFar.credentials.length;
          told();
        },
      },
    );
    mustBeReadable(found.coverage);
    return found;
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(
        '--since',
        'LookupEvents keeps 90 days, and nothing that was asked for lies in them: older calls are in the files of a trail (--logs)',
      );
    throw error;
  }
};

const reasonsShown = 3;

const mustBeReadable = (coverage: readonly Coverage[]): void => {
  if (coverage.some(({ complete, events }) => complete || events > 0)) return;
  const reasons = [...new Set(coverage.map(({ reason = 'unknown' }) => reason))];
  const more = reasons.length > reasonsShown ? '; and others' : '';
  const regions = coverage.map(({ region }) => region).join(', ');
  throw new NoAccess(
    'nothing-readable',
    `CloudTrail could not be read in any Region: ${reasons.slice(0, reasonsShown).join('; ')}${more} (${regions})`,
    undefined,
  );
};
