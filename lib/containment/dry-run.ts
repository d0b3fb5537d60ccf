import type { Incident } from '#lib/incident/incident.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { beforesOf } from './act.ts';
import { type ContainDeps, redactedSignal } from './contain.ts';
import { type ActPlan, decide, type Plan } from './decide.ts';
import { type FactSources, gatherFacts } from './facts.ts';
import { accountIn } from './hands.ts';
import { judge } from './judge.ts';
import { principalOf, principalOfStanding, targetOfPlan } from './target.ts';

/** What would be done, with nothing changed and nothing stored. */
export const containDryRun = async (
  reported: LeakSignal,
  sources: FactSources & Pick<ContainDeps, 'judgement' | 'rules'>,
): Promise<Incident> => {
  const signal = redactedSignal(reported);
  const [facts, judgement] = await Promise.all([
    gatherFacts(signal, sources, sources.rules()),
    sources.judgement(signal),
  ]);
  const plan = judge(decide(facts), signal, judgement);
  const accountId = plan.act ? accountIn(plan.standing.arn) : plan.accountId;
  const incident: Incident = {
    incidentId: `${signal.accessKeyId ?? signal.userName}-dry-run`,
    accessKeyId: signal.accessKeyId ?? null,
    accountId: accountId ?? null,
    principal: null,
    status: 'observed',
    reason: plan.act ? plan.reason : `would be ${plan.status}: ${plan.reason}`,
    decidedBy: plan.reasonId,
    signals: [signal],
    steps: [],
    openedAt: timestamp(),
  };
  return plan.act ? { ...incident, ...planned(plan, incident) } : { ...incident, ...whoIsLeft(plan) };
};

const planned = (plan: ActPlan, incident: Incident): Partial<Incident> => {
  const target = targetOfPlan(plan, incident);
  const befores = beforesOf(plan, target);
  const steps = plan.steps.map((id) => {
    const before = befores[id];
    return { id, outcome: 'planned' as const, ...(before && { before }), at: incident.openedAt };
  });
  return {
    principal: principalOf(target),
    ...(target.kind === 'role-session' && { session: target.session }),
    steps,
  };
};

const whoIsLeft = ({ standing }: Extract<Plan, { act: false }>): Partial<Incident> =>
  standing ? { principal: principalOfStanding(standing), accountId: accountIn(standing.arn) } : {};
