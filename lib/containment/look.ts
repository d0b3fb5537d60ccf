import type { IAMClient } from '@aws-sdk/client-iam';
import { readUserStanding } from '#lib/credential/user-standing.ts';
import type { Incident, Principal, StepRecord } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { applyAndReadBack } from './apply.ts';
import { findingsOf } from './findings.ts';
import { stepById } from './steps/index.ts';
import { holds } from './steps/step.ts';

/** What a later look found. `disturbed` names the steps that had held and that somebody took off. */
export interface Look {
  incident: Incident;
  disturbed: string[];
}

interface LookDeps {
  iam: IAMClient;
  store: IncidentStore;
}

/**
 * Reads a contained user again and applies what no longer holds.
 * @param lease of the incident, held by the caller
 * @param number which look it is: run again after a crash, it tells again what it had found
 */
export const look = async (
  found: Incident,
  lease: string,
  { number, principal }: { number: number; principal: Principal },
  deps: LookDeps,
): Promise<Look> => {
  const target = { accessKeyId: found.accessKeyId, userName: principal.name, arn: principal.arn };
  const standing = await readUserStanding(deps.iam, principal.name);
  if (!standing) return { incident: found, disturbed: [] };
  const missing = found.steps.filter(
    ({ id, outcome }) =>
      (outcome === 'done' || outcome === 'already') && !holds(stepById(id), target, standing),
  );
  const incident = await recordMissing(found, missing, lease, number, deps);
  const disturbed = incident.steps.filter((step) => step.takenOffAtLook === number).map(({ id }) => id);
  if (missing.length === 0 && incident.status === 'contained') return { incident, disturbed };
  const wanted = incident.steps.filter((step) => step.outcome !== 'skipped').map((step) => step.id);
  const befores = Object.fromEntries(incident.steps.map((step) => [step.id, step.before ?? {}]));
  const applied = await applyAndReadBack(target, wanted, standing, befores, deps.iam);
  const records = applied.records.map((step) =>
    disturbed.includes(step.id) ? { ...step, takenOffAtLook: number } : step,
  );
  const reason = found.status === 'contained' ? found.reason : 'what was missing was done at a later look';
  const findings = findingsOf(reason ?? '', { ...applied, records }, incident);
  return { incident: await deps.store.record(lease, incident.incidentId, findings), disturbed };
};

// Recorded before it is applied again: a run that dies in between would leave nobody who knows that somebody was
// here, and until it is read back the key is not contained.
const recordMissing = async (
  incident: Incident,
  missing: StepRecord[],
  lease: string,
  number: number,
  { store }: LookDeps,
): Promise<Incident> => {
  if (missing.length === 0) return incident;
  const at = timestamp();
  return store.record(lease, incident.incidentId, {
    status: 'not-contained',
    reason: `somebody took off: ${missing.map(({ id }) => id).join(', ')}`,
    steps: missing.map(({ id }) => ({ id, outcome: 'planned', at, takenOffAtLook: number })),
  });
};
