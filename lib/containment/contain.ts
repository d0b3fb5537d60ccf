import type { IAMClient } from '@aws-sdk/client-iam';
import { describeError } from '#lib/aws/errors.ts';
import type { UserStanding } from '#lib/credential/user-standing.ts';
import type { Before, Incident, Principal } from '#lib/incident/incident.ts';
import type { Claim, Findings, IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { applyAndReadBack, isHeld, withFallbacks } from './apply.ts';
import { decide, type Plan, undecided } from './decide.ts';
import { type FactSources, gatherFacts } from './facts.ts';
import { findingsOf, principalOf, statusOf } from './findings.ts';
import { IncidentBusy } from './incident-busy.ts';
import { look } from './look.ts';
import type { Target } from './steps/step.ts';

export interface ContainDeps extends FactSources {
  iam: IAMClient;
  store: IncidentStore;
  /** Told of an incident that was recorded: mails, pages, starts the investigation, and asks for a later look at
   * what `run` (a lease) changed. Safe to call again. */
  afterwards(incident: Incident, run?: string): Promise<void>;
  /** Told when a signal arrives that a restored incident had already: nothing is changed for it. */
  reportedAgain(incident: Incident): Promise<void>;
}

/** What became of a signal. `retry` says that trying again may end better: a queue should keep the message. */
export interface Outcome {
  incident: Incident;
  retry: boolean;
}

/**
 * Contains the credential that a signal names. The way to the key being off is the owner and the claim at once,
 * what stands on the owner, the record of it, the change: four calls deep, three when the signal names the user.
 * @throws IncidentBusy when another run is at it
 */
export const contain = async (reported: LeakSignal, deps: ContainDeps): Promise<Outcome> => {
  const signal = redactedSignal(reported);
  const [claim, facts] = await Promise.all([
    deps.store.claim(signal.accessKeyId, signal),
    gatherFacts(signal, deps),
  ]);
  if (claim.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  const plan = decide(facts);
  if (claim.kind === 'run') return carryOut(plan, signal, claim, deps);
  const { incident } = claim;
  if (incident.status === 'restored') await deps.reportedAgain(incident);
  if (incident.status === 'restored' || stillStands(plan, incident)) return { incident, retry: false };
  return runAgain(plan, signal, incident, deps);
};

// File names and findings are other people's text, and people put secrets everywhere.
const redactedSignal = (signal: LeakSignal): LeakSignal => ({
  ...signal,
  where: redact(signal.where),
  ...(signal.reason !== undefined && { reason: redact(signal.reason) }),
});

// What was finished stays so while the account shows it. The facts that were just gathered tell, at no further cost.
const stillStands = (plan: Plan, { accessKeyId, status, principal }: Incident): boolean => {
  if (!plan.act) return plan.status === status;
  const { standing } = plan;
  const same = principal?.name === standing.userName && principal.id === standing.userId;
  return (
    status === 'contained' &&
    same &&
    plan.steps.every((id) => isHeld(id, { accessKeyId, ...standing }, standing))
  );
};

const runAgain = async (
  plan: Plan,
  signal: LeakSignal,
  { incidentId }: Incident,
  deps: ContainDeps,
): Promise<Outcome> => {
  const claim = await deps.store.take(incidentId);
  if (claim?.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  if (claim?.kind !== 'run') throw new Error(`incident ${incidentId} has disappeared`);
  const { principal, status } = claim.incident;
  // Somebody may have restored it between the two calls.
  if (status === 'restored') {
    await deps.store.release(claim.lease, incidentId);
    return { incident: claim.incident, retry: true };
  }
  // A key that a person deleted after we contained it: its user is known to the incident, so look at that one.
  const deleted = principal && status === 'contained' && plan.reasonId === 'deleted-key';
  return deleted ? lookInstead(principal, signal, claim, deps) : carryOut(plan, signal, claim, deps);
};

const lookInstead = async (
  principal: Principal,
  signal: LeakSignal,
  claim: Extract<Claim, { kind: 'run' }>,
  deps: ContainDeps,
): Promise<Outcome> => {
  const looked = await look(claim.incident, claim.lease, { number: 0, principal }, deps).catch(
    (error: unknown) => undecided(describeError('reading the user again', error)),
  );
  if ('act' in looked) return carryOut(looked, signal, claim, deps);
  return finish(looked.incident, looked.incident.status !== 'contained', claim.lease, deps);
};

const finish = async (
  incident: Incident,
  retry: boolean,
  lease: string,
  deps: ContainDeps,
): Promise<Outcome> => {
  await deps.afterwards(incident, lease);
  await deps.store.release(lease, incident.incidentId, !retry);
  return { incident, retry };
};

/** What would be done, with nothing changed and nothing stored. */
export const containDryRun = async (reported: LeakSignal, sources: FactSources): Promise<Incident> => {
  const signal = redactedSignal(reported);
  const plan = decide(await gatherFacts(signal, sources));
  const now = timestamp();
  const target = plan.act ? { accessKeyId: signal.accessKeyId, ...plan.standing } : undefined;
  return {
    incidentId: `${signal.accessKeyId}-dry-run`,
    accessKeyId: signal.accessKeyId,
    accountId: accountOf(plan) ?? null,
    principal: plan.act ? principalOf(plan.standing) : null,
    status: 'observed',
    reason: plan.act ? plan.reason : `would be ${plan.status}: ${plan.reason}`,
    signals: [signal],
    steps:
      plan.act && target
        ? Object.entries(beforesOf(plan, target))
            .filter(([id]) => plan.steps.includes(id))
            .map(([id, before]) => ({ id, outcome: 'planned', before, at: now }))
        : [],
    openedAt: now,
  };
};

const carryOut = async (
  plan: Plan,
  signal: LeakSignal,
  { incident, lease }: Extract<Claim, { kind: 'run' }>,
  deps: ContainDeps,
): Promise<Outcome> => {
  const findings = plan.act
    ? await carryOutSteps(plan, signal.accessKeyId, incident, lease, deps)
    : { ...statusOf(plan.status, incident), reason: plan.reason };
  const accountId = accountOf(plan);
  const recorded = await deps.store.record(lease, incident.incidentId, {
    ...findings,
    ...(accountId && { accountId }),
  });
  return finish(recorded, plan.act ? recorded.status !== 'contained' : plan.retry, lease, deps);
};

const carryOutSteps = async (
  plan: Extract<Plan, { act: true }>,
  accessKeyId: string,
  incident: Incident,
  lease: string,
  deps: ContainDeps,
): Promise<Findings> => {
  const target = { accessKeyId, ...plan.standing };
  const { store, iam } = deps;
  const befores = await store.recordBefore(lease, incident.incidentId, beforesOf(plan, target), plan.steps);
  const applied = await applyAndReadBack(target, plan.steps, plan.standing, befores, iam);
  return {
    ...findingsOf(plan.reason, applied, incident),
    alsoStopped: otherKeys(accessKeyId, plan.standing),
  };
};

const otherKeys = (accessKeyId: string, { keys }: UserStanding): string[] =>
  keys
    .filter((key) => key.accessKeyId !== accessKeyId && key.status === 'Active')
    .map((key) => key.accessKeyId);

const beforesOf = (plan: Extract<Plan, { act: true }>, target: Target): Record<string, Before> =>
  Object.fromEntries(withFallbacks(plan.steps).map((step) => [step.id, step.read(target, plan.standing)]));

const accountOf = (plan: Plan): string | undefined =>
  plan.act ? plan.standing.arn.split(':')[4] : plan.accountId;
