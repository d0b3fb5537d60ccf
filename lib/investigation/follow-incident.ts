import { logger } from '#lib/platform/logger.ts';
import type { LookSummary } from './changes.ts';
import { type LookDeps, type LookOutcome, lookOnce } from './look-once.ts';
import type { InvestigateRequest } from './request.ts';

/** What a durable execution offers: steps whose results are kept, and waits that cost nothing. */
export interface Steps {
  /** Runs at least once; what it answered is kept, and handed out again when the execution is replayed. */
  step<T>(name: string, act: () => Promise<T>): Promise<T>;
  wait(name: string, seconds: number): Promise<void>;
}

export interface FollowDeps extends LookDeps {
  /** Told when a look fails for good: the key is off already, and people must know that nobody looks any more. */
  tellFailed(incidentId: string, look: number, error: unknown): Promise<void>;
}

/** Why the looks ended. */
export interface Followed {
  incidentId: string;
  looks: number;
  ended: 'after-the-last-look' | 'restored' | 'no-such-incident';
}

const minute = 60;
const hour = 60 * minute;

/** Seconds from one look to the next: at once, and 5 minutes, 15 minutes, 1 hour and 24 hours after the start. */
const pauses = [5 * minute, 10 * minute, 45 * minute, 23 * hour];

// No session lives longer than 36 hours (STS API reference, GetFederationToken), and CloudTrail is late: until then it
// may yet show whose a session is.
const searchPauses = [5 * minute, 10 * minute, 15 * minute, 30 * minute, ...Array<number>(35).fill(hour)];

/** @param ownerless whether nobody knows yet whose the credential is */
export const pauseAfter = (look: number, ownerless: boolean): number | undefined =>
  (ownerless ? searchPauses : pauses)[look];

/**
 * Follows an incident for a day: looks, hands what it finds to containment, tells people, waits, and looks again until
 * CloudTrail has caught up. Everything that it learns from outside it learns in steps, so that a replay goes the same
 * way.
 */
export const followIncident = async (
  request: InvestigateRequest,
  steps: Steps,
  deps: FollowDeps,
): Promise<Followed> => {
  const { incidentId } = request;
  let before: LookSummary | undefined;
  // A session whose owner is found late is followed for a day from then on.
  for (let look = 0, since = 0; ; look++) {
    const told = before;
    const outcome = await oneLook(request, { look, number: look - since, before: told }, steps, deps);
    if ('ended' in outcome) return { incidentId, looks: look, ended: outcome.ended };
    if (outcome.ownerFoundNow) since = look;
    const pause = pauseAfter(look - since, outcome.ownerless);
    if (pause === undefined) return { incidentId, looks: look + 1, ended: 'after-the-last-look' };
    before = outcome.summary;
    await steps.wait(`until-look-${look + 1}`, pause);
  }
};

const oneLook = async (
  request: InvestigateRequest,
  turn: { look: number; number: number; before: LookSummary | undefined },
  steps: Steps,
  deps: FollowDeps,
): Promise<LookOutcome> => {
  try {
    return await steps.step(`look-${turn.look}`, () => lookOnce(request, turn, deps));
  } catch (error) {
    logger.error('a look failed for good', { incidentId: request.incidentId, look: turn.look, error });
    await steps.step(`failed-${turn.look}`, () => deps.tellFailed(request.incidentId, turn.look, error));
    throw error;
  }
};
