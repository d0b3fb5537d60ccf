import { describeError, isError } from '#lib/aws/errors.ts';
import type { Before, StepRecord } from '#lib/incident/incident.ts';
import { sleep, timestamp } from '#lib/platform/clock.ts';
import { type ReadBack, readTarget } from './read-target.ts';
import { stepById } from './steps/index.ts';
import { type Hands, holds, isInForce, type Standing, type Step, type Target } from './steps/step.ts';

/** Steps that were carried out: their records, and whether each thing that was wanted holds. */
export interface Applied {
  /** The principal under the name that it had at the end. */
  target: Target;
  records: StepRecord[];
  /** By wanted step: true only when the account, asked again, showed it in force. */
  held: Record<string, boolean>;
}

type Attempt = { step: Step; error?: unknown; insteadOf?: Step; why?: string };

const fallbackOf = (step: Step): Step | undefined => (step.fallback ? stepById(step.fallback) : undefined);

/** The steps and their fallbacks: whose `before` must be known before the first change. */
export const withFallbacks = (ids: string[]): Step[] =>
  ids.map(stepById).flatMap((step) => [step, fallbackOf(step)].filter((each) => each !== undefined));

/** Whether a thing that is wanted is in force, by its own step or by the one that takes its place. */
export const isHeld = (id: string, target: Target, standing: Standing): boolean =>
  withFallbacks([id]).some((step) => holds(step, target, standing));

// Whoever renames the user between our reading and our change has us change another: once that is seen, it is done
// again on the right one. Each round costs him a call that must still be allowed.
const roundsAtMost = 3;

/**
 * Carries steps out, all at once, and reads the account back. A failed step does not stop the others: half a
 * containment is better than none, and the record says which half.
 * @param standing what stood just before; a step that already holds sends no call
 * @param befores what stood before the incident's first change
 */
export const applyAndReadBack = async (
  target: Target,
  ids: string[],
  standing: Standing,
  befores: Record<string, Before>,
  hands: Hands,
): Promise<Applied> => {
  let now = { target, standing };
  for (let round = 1; ; round++) {
    const attempts = await Promise.all(
      ids.map((id) => attempt(stepById(id), now.target, now.standing, hands)),
    );
    const after = await readBack(now.target, attempts, hands);
    const moved = 'target' in after && nameOf(after.target) !== nameOf(now.target);
    if (!moved || round === roundsAtMost) return outcomeOf(ids, attempts, after, befores, now.target);
    now = after;
  }
};

const nameOf = (target: Target): string => (target.kind === 'user' ? target.userName : target.roleName);

const outcomeOf = (
  ids: string[],
  attempts: Attempt[],
  after: ReadBack,
  befores: Record<string, Before>,
  target: Target,
): Applied => {
  const held = (id: string) => 'standing' in after && isHeld(id, after.target, after.standing);
  return {
    target: 'target' in after ? after.target : target,
    records: attempts.flatMap((each) => recordsOf(each, after, befores)),
    held: Object.fromEntries(ids.map((id) => [id, held(id)])),
  };
};

const attempt = async (step: Step, target: Target, standing: Standing, hands: Hands): Promise<Attempt> => {
  const fallback = fallbackOf(step);
  if (holds(step, target, standing)) return { step };
  if (fallback && holds(fallback, target, standing)) {
    return { step: fallback, insteadOf: step, why: `${fallback.id} denies already` };
  }
  try {
    await step.apply(target, hands);
    return { step };
  } catch (error) {
    if (!(fallback && isError(error, 'LimitExceeded', 'LimitExceededException'))) return { step, error };
    const why = `the ${target.kind} has no room for another attached policy: ${fallback.id} instead`;
    return { ...(await attempt(fallback, target, standing, hands)), insteadOf: step, why };
  }
};

// IAM answers a read from one of several copies: one that does not show the change yet is asked again.
const readBackTries = 4;
const readBackPause = 400;

const readBack = async (target: Target, attempts: Attempt[], hands: Hands): Promise<ReadBack> => {
  let answer: ReadBack = { why: 'never asked', lost: false };
  for (let tries = 0; tries < readBackTries; tries++) {
    if (tries > 0) await sleep(readBackPause);
    answer = await readTarget(target, hands.iam);
    if ('target' in answer && isSettled(answer, target, attempts)) return answer;
  }
  return answer;
};

const isSettled = (
  answer: { target: Target; standing: Standing },
  asked: Target,
  attempts: Attempt[],
): boolean =>
  nameOf(answer.target) !== nameOf(asked) ||
  attempts.every(({ step, error }) => error !== undefined || holds(step, answer.target, answer.standing));

const recordsOf = (
  { step, error, insteadOf, why = '' }: Attempt,
  after: ReadBack,
  befores: Record<string, Before>,
): StepRecord[] => {
  const before = befores[step.id] ?? {};
  const record = { id: step.id, before, at: timestamp(), ...judge(step, after, before, error) };
  if (!insteadOf) return [record];
  const skipped: StepRecord = { id: insteadOf.id, outcome: 'skipped', reason: why, at: record.at };
  const skippedBefore = befores[insteadOf.id];
  return [skippedBefore ? { ...skipped, before: skippedBefore } : skipped, record];
};

const judge = (
  step: Step,
  after: ReadBack,
  before: Before,
  error: unknown,
): Pick<StepRecord, 'outcome' | 'reason'> => {
  if ('why' in after) return { outcome: 'failed', reason: `could not be read back: ${after.why}` };
  if (holds(step, after.target, after.standing)) {
    return { outcome: isInForce(step, after.target, before) ? 'already' : 'done' };
  }
  const reason =
    error === undefined
      ? `${step.operation} was accepted, but the account does not show it`
      : describeError(step.operation, error);
  return { outcome: 'failed', reason };
};
