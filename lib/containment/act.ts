import type { Before, Incident, Principal, StepRecord } from '#lib/incident/incident.ts';
import type { Claim, Findings, IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Admission } from './admission.ts';
import { applyAndReadBack, withFallbacks } from './apply.ts';
import { type ActPlan, type LeavePlan, leave, type Plan } from './decide.ts';
import { isEngaged } from './engaged.ts';
import { findingsOf, statusOf } from './findings.ts';
import { accountIn, type HandsSources, handsFor } from './hands.ts';
import type { Judgement } from './judge.ts';
import { alsoActiveKeys, whyWithheld } from './rest-of-user.ts';
import type { Target } from './steps/step.ts';
import { principalOf, targetOfPlan } from './target.ts';

export interface CarryOutDeps extends HandsSources {
  store: IncidentStore;
  /** Counts a containment. Asked while the plan is recorded, so that it costs no time. */
  admission(signal: LeakSignal, incidentId: string, plan: Plan, judgement: Judgement): Promise<Admission>;
  /** Told when the brake is on, once what may still be done was done: pages. Safe to call again. */
  braked(signal: LeakSignal, judgement: Judgement): Promise<void>;
  /** Told of an incident that was recorded: mails, pages, starts the investigation, and asks for a later look at
   * what `run` (a lease) changed. Safe to call again. */
  afterwards(incident: Incident, run?: string): Promise<void>;
}

/**
 * An incident holds one principal already and a report names another. Both cannot be held and undone by one record:
 * a person must look at it.
 */
export class PrincipalDiffers extends Error {
  constructor({ incidentId, principal }: Incident, { arn, id }: Principal) {
    // Made anew under the same name: only the unique ids tell.
    const [held, named] = arn === principal?.arn ? [` (${principal.id})`, ` (${id})`] : ['', ''];
    super(
      `incident ${incidentId} holds ${principal?.arn}${held}, and a report names ${arn}${named}: restore the incident if that was wrong, then contain again`,
    );
    this.name = 'PrincipalDiffers';
  }
}

export type Run = Extract<Claim, { kind: 'run' }>;

/** What came of acting on a plan. `braked`: people must be told of the brake. */
export type Acted =
  | { kind: 'acted'; incident: Incident; braked: boolean }
  | { kind: 'left'; plan: LeavePlan; braked: boolean }
  /** Begun before, and the incident that it came from was restored since: that restore takes this back as well. */
  | { kind: 'ended' };

/**
 * Records what stands, carries the plan out and records what was read back.
 * @throws PrincipalDiffers
 */
export const act = async (
  plan: ActPlan,
  signal: LeakSignal,
  { incident, lease }: Run,
  judgement: Judgement,
  deps: CarryOutDeps,
): Promise<Acted> => {
  const { incidentId } = incident;
  const target = targetOfPlan(plan, incident);
  const accountId = accountIn(target.arn);
  const begun = isEngaged(incident);
  if (begun && incident.principal?.id !== principalOf(target).id)
    throw new PrincipalDiffers(incident, principalOf(target));
  const recordedPlan = {
    // Of a run that dies half-way nobody must read that a rule left the principal alone: a restore would take nothing back.
    ...(!begun && {
      ...statusOf('not-contained', incident),
      reason: plan.reason,
      decidedBy: plan.reasonId,
    }),
    accountId,
    principal: principalOf(target),
    ...(target.kind === 'role-session' && { session: target.session }),
    befores: beforesOf(plan, target),
    steps: plan.steps,
  };
  const [hands, befores, admission, withheld] = await Promise.all([
    handsFor(target.arn, incidentId, deps),
    deps.store.recordPlan(lease, incidentId, recordedPlan),
    // What was begun is gone on with; it was counted then.
    begun ? ('admitted' as const) : deps.admission(signal, incidentId, plan, judgement),
    whyWithheld(plan, target, judgement.rules, deps),
  ]);
  const restored = await isRootRestored(signal, deps);
  if (restored && begun) return { kind: 'ended' };
  const left = restored ? leave('root-restored', 'observed') : leftBy(admission, signal, plan);
  if (left) {
    await deps.store.dropPlan(lease, incidentId, Object.keys(recordedPlan.befores));
    return { kind: 'left', plan: left, braked: !restored && admission === 'brake' };
  }
  const findings = await apply(plan, target, befores, withheld, signal, incident, hands);
  const recorded = await deps.store.record(lease, incidentId, findings);
  return { kind: 'acted', incident: recorded, braked: admission === 'brake' };
};

// Asked once the plan is recorded: a restore of the root that has ended is seen here, and one that ends later looks once
// more for what came from it and finds this plan. So nothing is left behind that nobody takes back.
const isRootRestored = async ({ descendantOf }: LeakSignal, { store }: CarryOutDeps): Promise<boolean> =>
  descendantOf !== undefined && (await store.find(descendantOf))?.status === 'restored';

// With the brake on, what is proven still switches keys off and denies users. A role may be a whole production.
const leftBy = (admission: Admission, { certainty }: LeakSignal, plan: ActPlan): LeavePlan | undefined => {
  const more = { standing: plan.standing, instead: plan };
  if (admission === 'burst') return leave('burst', 'observed', more);
  const goesOn = certainty === 'proven' && plan.standing.kind === 'user';
  return admission === 'brake' && !goesOn ? leave('brake', 'not-contained', more) : undefined;
};

const apply = async (
  plan: ActPlan,
  target: Target,
  befores: Record<string, Before>,
  withheld: string | undefined,
  signal: LeakSignal,
  incident: Incident,
  hands: Awaited<ReturnType<typeof handsFor>>,
): Promise<Findings> => {
  const stay = liftedSince(incident, signal);
  const steps = plan.steps.filter((id) => !stay.has(id) && (withheld === undefined || id !== 'deny-user'));
  const applied = await applyAndReadBack(target, steps, plan.standing, befores, hands);
  const left: StepRecord[] =
    withheld === undefined
      ? []
      : [{ id: 'deny-user', outcome: 'skipped', withheld: true, reason: withheld, at: timestamp() }];
  return {
    ...findingsOf(plan.reason, { ...applied, records: [...applied.records, ...left] }, incident),
    decidedBy: plan.reasonId,
    alsoStopped: plan.steps.includes('deny-user') ? alsoActiveKeys(plan.standing, incident.accessKeyId) : [],
  };
};

/** Steps that a person lifted after all that this signal reports: only a newer leak puts them back. */
export const liftedSince = ({ steps }: Incident, { reportedAt, lastSeenAt = reportedAt }: LeakSignal) =>
  new Set(
    steps.flatMap(({ id, undoneAt }) =>
      undoneAt !== undefined && undoneAt >= reportedAt && undoneAt >= lastSeenAt ? [id] : [],
    ),
  );

/** What stands before each step and its fallback. */
export const beforesOf = (plan: ActPlan, target: Target): Record<string, Before> =>
  Object.fromEntries(withFallbacks(plan.steps).map((step) => [step.id, step.read(target, plan.standing)]));
