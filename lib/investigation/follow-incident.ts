import { logger } from '#lib/platform/logger.ts';
import type { LookSummary } from './changes.ts';
import { type Course, nextAfter, start } from './course.ts';
import { type LookDeps, type LookEnd, type Looked, lookOnce, type Telling, type Turn } from './look-once.ts';
import type { InvestigateRequest } from './request.ts';

/** What a durable execution offers: steps whose results are kept, and waits that cost nothing. */
export interface Steps {
  /** Runs at least once; what it answered is kept, and handed out again when the execution is replayed. */
  step<T>(name: string, act: () => Promise<T>): Promise<T>;
  wait(name: string, seconds: number): Promise<void>;
}

/** A look that failed for good. */
export interface FailedLook {
  /** From 0. */
  look: number;
  error: unknown;
  /** Seconds until the next look; undefined where none follows. */
  pause: number | undefined;
}

export interface FollowDeps extends LookDeps {
  /** Mails what a look has to tell, once, however often it is asked. */
  tell(incidentId: string, telling: Telling): Promise<void>;
  /** The key is off already, and people must know that nobody sees what it does. */
  tellFailed(incidentId: string, failed: FailedLook): Promise<void>;
}

/** Why the looks ended. */
export interface Followed {
  incidentId: string;
  looks: number;
  ended: 'after-the-last-look' | LookEnd['ended'];
}

interface Following {
  request: InvestigateRequest;
  steps: Steps;
  deps: FollowDeps;
}

/**
 * Follows an incident for a day: looks, hands what it finds to containment, tells people, waits, and looks again until
 * CloudTrail has caught up. A look that fails ends nothing but itself: the next one tells what it would have told.
 * Everything that it learns from outside it learns in steps, so that a replay goes the same way.
 * @throws what made the last look fail
 */
export const followIncident = async (
  request: InvestigateRequest,
  steps: Steps,
  deps: FollowDeps,
): Promise<Followed> => {
  const { incidentId } = request;
  const following = { request, steps, deps };
  let before: LookSummary | undefined;
  let course: Course = { ownerless: false, ownerFoundNow: false, handedOn: true };
  for (let look = 0, place = start; ; look++) {
    const taken = await take({ look, place, before }, following);
    if ('ended' in taken) return { incidentId, looks: look, ended: taken.ended };
    course = taken.looked ?? { ...course, ownerFoundNow: false };
    before = taken.told?.summary ?? before;
    const next = nextAfter(place, course);
    if ('failure' in taken) await tellFailed({ look, error: taken.failure, pause: next?.pause }, following);
    if (!next) return ended(taken, { incidentId, looks: look + 1, ended: 'after-the-last-look' });
    place = next.place;
    await steps.wait(`until-look-${look + 1}`, next.pause);
  }
};

interface Taken {
  looked?: Looked;
  /** What people know from now on: only with it the next look may leave out what is not new. */
  told?: Looked;
  failure?: unknown;
}

/** One look, and what it has to tell in a step of its own: that step is repeated with the very same words. */
const take = async (turn: Turn, { request, steps, deps }: Following): Promise<LookEnd | Taken> => {
  const { incidentId } = request;
  let looked: Looked | undefined;
  try {
    const outcome = await steps.step(`look-${turn.look}`, () => lookOnce(request, turn, deps));
    if ('ended' in outcome) return outcome;
    looked = outcome;
    const { telling } = outcome;
    if (telling) await steps.step(`tell-${turn.look}`, () => deps.tell(incidentId, telling));
    return { looked, told: looked };
  } catch (failure) {
    logger.error('a look failed for good', { incidentId, look: turn.look, error: failure });
    return { ...(looked && { looked }), failure };
  }
};

const tellFailed = async (failed: FailedLook, { request, steps, deps }: Following): Promise<void> => {
  const { incidentId } = request;
  try {
    await steps.step(`failed-${failed.look}`, () => deps.tellFailed(incidentId, failed));
  } catch (error) {
    // Where nobody can be told, to end would be worse: the next look may succeed.
    logger.error('nobody could be told that a look failed', { incidentId, look: failed.look, error });
  }
};

/** What stays undone at the end makes the execution fail, and that sounds the alarm of its dead letters. */
const ended = ({ failure, looked }: Taken, followed: Followed): Followed => {
  if (failure !== undefined) throw failure;
  if (looked?.handedOn === false) throw new Error('not all that the last look found reached containment');
  return followed;
};
