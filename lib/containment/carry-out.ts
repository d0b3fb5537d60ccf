import type { Incident } from '#lib/incident/incident.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { act, type CarryOutDeps, type Run } from './act.ts';
import type { Outcome } from './contain.ts';
import { type LeavePlan, leave, type Plan } from './decide.ts';
import { isOpen } from './engaged.ts';
import { statusOf } from './findings.ts';
import { accountIn } from './hands.ts';
import type { Judgement } from './judge.ts';
import { stopTheRest } from './rest-of-user.ts';
import { principalOfStanding } from './target.ts';

/** Does what a plan says for an incident that is held, records what came of it, and tells people. */
export const carryOut = async (
  plan: Plan,
  signal: LeakSignal,
  run: Run,
  judgement: Judgement,
  deps: CarryOutDeps,
): Promise<Outcome> => {
  if (!plan.act) {
    const left = await leaveOrBrake(plan, signal, run, judgement, deps);
    return recordLeft(left, run, deps);
  }
  const acted = await act(plan, signal, run, judgement, deps);
  if (acted.kind === 'ended') return finish(run.incident, false, run.lease, deps);
  if (acted.braked) await deps.braked(signal, judgement);
  if (acted.kind === 'left') return recordLeft(acted.plan, run, deps);
  // Where only a key goes off, the rest of its user is none of the thief's.
  const incident = plan.steps.includes('deny-user')
    ? await stopTheRest(acted.incident, run.lease, deps)
    : acted.incident;
  // What was left out on purpose is not tried again: only a failure may end better the next time.
  return finish(incident, incident.steps.some(isOpen), run.lease, deps);
};

/** Tells people and lets go of the incident. */
export const finish = async (
  incident: Incident,
  retry: boolean,
  lease: string,
  deps: Pick<CarryOutDeps, 'store' | 'afterwards'>,
): Promise<Outcome> => {
  await deps.afterwards(incident, lease);
  await deps.store.release(lease, incident.incidentId, !retry);
  return { incident, retry };
};

/** Left alone: the record says why and, where a rule said so, what would have been done. */
const recordLeft = async (
  plan: LeavePlan,
  { incident, lease }: Run,
  deps: CarryOutDeps,
): Promise<Outcome> => {
  const { instead, standing } = plan;
  const at = timestamp();
  const accountId = plan.accountId ?? (standing && accountIn(standing.arn));
  const recorded = await deps.store.record(lease, incident.incidentId, {
    ...statusOf(plan.status, incident),
    reason: plan.reason,
    decidedBy: plan.reasonId,
    ...(accountId && { accountId }),
    ...(standing && { principal: principalOfStanding(standing) }),
    steps: (instead?.steps ?? []).map((id) => ({ id, outcome: 'planned', at })),
  });
  return finish(recorded, plan.retry, lease, deps);
};

// A search of CloudTrail is dear, and anybody may make key ids up: beyond the brake claims start none.
const leaveOrBrake = async (
  plan: LeavePlan,
  signal: LeakSignal,
  { incident }: Run,
  judgement: Judgement,
  deps: CarryOutDeps,
): Promise<LeavePlan> => {
  if (plan.reasonId !== 'principal-unknown' || signal.certainty === 'proven') return plan;
  const admission = await deps.admission(signal, incident.incidentId, plan, judgement);
  if (admission !== 'brake') return plan;
  await deps.braked(signal, judgement);
  return leave('brake', 'not-contained', plan.accountId ? { accountId: plan.accountId } : {});
};
