import type { IAMClient } from '@aws-sdk/client-iam';
import type { Incident, Principal, StepRecord } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { applyAndReadBack } from './apply.ts';
import { findingsOf, statusOf } from './findings.ts';
import { readTarget, targetOf } from './read-target.ts';
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
 * @throws Error when the user cannot be read now
 */
export const look = async (
  found: Incident,
  lease: string,
  { number, principal }: { number: number; principal: Principal },
  deps: LookDeps,
): Promise<Look> => {
  const read = await readTarget(targetOf(found.accessKeyId, principal), deps.iam);
  if ('why' in read) return { incident: await recordLost(found, lease, read, deps), disturbed: [] };
  const { target, standing } = read;
  const missing = found.steps.filter(
    ({ id, outcome }) =>
      (outcome === 'done' || outcome === 'already') && !holds(stepById(id), target, standing),
  );
  const incident = await recordMissing(found, missing, lease, number, deps);
  const disturbed = incident.steps.filter((step) => step.takenOffAtLook === number).map(({ id }) => id);
  const renamed = target.userName !== principal.name;
  if (missing.length === 0 && incident.status === 'contained' && !renamed) return { incident, disturbed };
  const wanted = incident.steps.filter((step) => step.outcome !== 'skipped').map((step) => step.id);
  const befores = Object.fromEntries(incident.steps.map((step) => [step.id, step.before ?? {}]));
  const applied = await applyAndReadBack(target, wanted, standing, befores, deps.iam);
  const records = applied.records.map((step) =>
    disturbed.includes(step.id) ? { ...step, takenOffAtLook: number } : step,
  );
  const reason = found.status === 'contained' ? found.reason : 'what was missing was done at a later look';
  const findings = findingsOf(reason ?? '', { ...applied, records }, found);
  return { incident: await deps.store.record(lease, incident.incidentId, findings), disturbed };
};

// A user that is neither under its name nor behind its key is not contained: its sessions may live on.
const recordLost = async (
  incident: Incident,
  lease: string,
  { why, lost }: { why: string; lost: boolean },
  { store }: LookDeps,
): Promise<Incident> => {
  if (!lost) throw new Error(why);
  return store.record(lease, incident.incidentId, { ...statusOf('not-contained', incident), reason: why });
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
