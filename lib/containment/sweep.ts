import type { Incident } from '#lib/incident/incident.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { logger } from '#lib/platform/logger.ts';
import type { SweepAsked } from '#lib/signal/sweep.ts';
import { firstLookSeconds } from './afterwards.ts';
import { isEngaged, isSettled } from './engaged.ts';
import { lookAgain } from './look-again.ts';
import { type LookAndTellDeps, tellLook } from './look-and-tell.ts';

// IAM throttles by account, and all of these may be in one.
const atOnce = 4;

// The look that follows one that applied something again. It is not called the first: that one would deny what was issued
// up to now, which may be a rightful session by this time.
const nextLook = 2;

/**
 * Looks again at an incident and at all that came from it. What is missing is applied again, unless CloudTrail shows that
 * somebody took it off who is not of the lineage: that is recorded as lifted, and people are paged with the name.
 * @throws Error when there is no such incident; what a look threw, once all had their turn: the message comes again
 */
export const sweep = async (
  { incidentId, number, changes }: SweepAsked,
  deps: LookAndTellDeps,
): Promise<void> => {
  const root = await deps.store.find(incidentId);
  if (!root) throw new Error(`there is no incident ${incidentId} that could be swept`);
  if (root.status === 'restored') return logger.info('a restored incident is not swept', { incidentId });
  const all = [root, ...(await deps.store.descendantsOf(root.incidentId))].filter(isEngaged);
  const failed = await inParallel(all, atOnce, (each) =>
    sweepOne(each, { sweep: number, changes }, deps).catch((error: unknown) => ({ error })),
  );
  const errors = failed.flatMap((each) => (each ? [each.error] : []));
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} incidents could not be swept`);
};

const sweepOne = async (
  { incidentId }: Incident,
  occasion: { sweep: number; changes: SweepAsked['changes'] },
  deps: LookAndTellDeps,
): Promise<void> => {
  const looked = await lookAgain(incidentId, deps, occasion);
  if (!looked || looked.incident.status === 'restored') return;
  await tellLook(looked, `disturbed-sweep-${occasion.sweep}`, deps);
  if (looked.disturbed.length > 0 || !isSettled(looked.incident))
    await deps.channels.lookAgain(incidentId, nextLook, firstLookSeconds);
};
