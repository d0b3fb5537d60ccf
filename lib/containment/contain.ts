import type { IAMClient } from '@aws-sdk/client-iam';
import type { UserStanding } from '#lib/credential/user-standing.ts';
import type { Before, Incident, Principal, Status } from '#lib/incident/incident.ts';
import type { Claim, Findings, IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { type Applied, applyAndReadBack, withFallbacks } from './apply.ts';
import { decide, type Plan } from './decide.ts';
import { type FactSources, gatherFacts } from './facts.ts';
import { IncidentBusy } from './incident-busy.ts';
import type { Target } from './steps/step.ts';

export interface ContainDeps extends FactSources {
  iam: IAMClient;
  store: IncidentStore;
  /** Told of an incident that was recorded: mails, pages, starts the investigation. Safe to call again. */
  afterwards(incident: Incident): Promise<void>;
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
export const contain = async (signal: LeakSignal, deps: ContainDeps): Promise<Outcome> => {
  const [claim, facts] = await Promise.all([
    deps.store.claim(signal.accessKeyId, signal),
    gatherFacts(signal, deps),
  ]);
  if (claim.kind === 'joined') return { incident: claim.incident, retry: false };
  if (claim.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  return carryOut(decide(facts), signal, claim, deps);
};

/** What would be done, with nothing changed and nothing stored. */
export const containDryRun = async (signal: LeakSignal, sources: FactSources): Promise<Incident> => {
  const plan = decide(await gatherFacts(signal, sources));
  const now = timestamp();
  const target = plan.act ? targetOf(signal.accessKeyId, plan.standing) : undefined;
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
  const { incidentId } = incident;
  const findings = plan.act
    ? await carryOutSteps(plan, signal.accessKeyId, incident, lease, deps)
    : { status: plan.status, reason: plan.reason };
  const accountId = accountOf(plan);
  const recorded = await deps.store.record(lease, incidentId, {
    ...findings,
    ...(accountId && { accountId }),
    ...(plan.act && { principal: principalOf(plan.standing) }),
  });
  const retry = plan.act ? recorded.status !== 'contained' : plan.retry;
  await deps.afterwards(recorded);
  await deps.store.release(lease, incidentId, !retry);
  return { incident: recorded, retry };
};

const carryOutSteps = async (
  plan: Extract<Plan, { act: true }>,
  accessKeyId: string,
  incident: Incident,
  lease: string,
  deps: ContainDeps,
): Promise<Findings> => {
  const target = targetOf(accessKeyId, plan.standing);
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

/** What the steps amount to: contained only when every wanted thing was seen to hold. */
export const findingsOf = (reason: string, { records, held }: Applied, incident: Incident): Findings => {
  const holding = Object.values(held).filter(Boolean).length;
  const status: Status =
    holding === Object.keys(held).length ? 'contained' : holding > 0 ? 'partly-contained' : 'not-contained';
  const failures = records.flatMap((step) =>
    step.outcome === 'failed' ? [`${step.id}: ${step.reason}`] : [],
  );
  return {
    status,
    reason: failures.length > 0 ? failures.join('; ') : reason,
    steps: records,
    ...(status === 'contained' && { containedAt: incident.containedAt ?? timestamp() }),
  };
};

const beforesOf = (plan: Extract<Plan, { act: true }>, target: Target): Record<string, Before> =>
  Object.fromEntries(withFallbacks(plan.steps).map((step) => [step.id, step.read(target, plan.standing)]));

export const targetOf = (
  accessKeyId: string,
  { userName, arn }: { userName: string; arn: string },
): Target => ({
  accessKeyId,
  userName,
  arn,
});

const principalOf = ({ userName, arn }: UserStanding): Principal => ({ kind: 'user', name: userName, arn });

const accountOf = (plan: Plan): string | undefined =>
  plan.act ? plan.standing.arn.split(':')[4] : plan.accountId;
