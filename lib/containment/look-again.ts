import { readUserStanding } from '#lib/credential/user-standing.ts';
import type { Incident, Principal, StepRecord } from '#lib/incident/incident.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { applyAndReadBack } from './apply.ts';
import { type ContainDeps, findingsOf, targetOf } from './contain.ts';
import { IncidentBusy } from './incident-busy.ts';
import { stepById } from './steps/index.ts';
import { holds } from './steps/step.ts';

/** What a later look found. `disturbed` names the steps that had held and that somebody took off. */
export interface Look {
  incident: Incident | undefined;
  disturbed: string[];
}

// A change of IAM takes some seconds to reach the whole of AWS. Until it has, the thief's key still works and may
// detach the deny or switch itself on again. Whatever does not hold at a later look is applied again, and since he
// may do it once more before that has reached all of AWS, a look that found something is followed by another.
const watched = ({ status, steps }: Incident): boolean =>
  steps.length > 0 && (status === 'contained' || status === 'partly-contained' || status === 'not-contained');

/**
 * Looks at a contained incident once more and applies again what no longer holds.
 * @param number which look it is: run again after a crash, it tells again what it had found
 * @throws IncidentBusy when another run is at it
 */
export const lookAgain = async (incidentId: string, deps: ContainDeps, number = 1): Promise<Look> => {
  const claim = await deps.store.take(incidentId);
  if (!claim) return { incident: undefined, disturbed: [] };
  if (claim.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  if (claim.kind !== 'run') return { incident: claim.incident, disturbed: [] };
  const { incident, lease } = claim;
  if (!watched(incident) || !incident.principal) {
    await deps.store.release(lease, incidentId);
    return { incident, disturbed: [] };
  }
  const looked = await look(incident, lease, { number, principal: incident.principal }, deps);
  await deps.store.release(lease, incidentId);
  return looked;
};

const look = async (
  found: Incident,
  lease: string,
  { number, principal }: { number: number; principal: Principal },
  deps: ContainDeps,
): Promise<Look> => {
  const target = targetOf(found.accessKeyId, { userName: principal.name, arn: principal.arn });
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
  { store }: ContainDeps,
): Promise<Incident> => {
  if (missing.length === 0) return incident;
  const at = timestamp();
  return store.record(lease, incident.incidentId, {
    status: 'not-contained',
    reason: `somebody took off: ${missing.map(({ id }) => id).join(', ')}`,
    steps: missing.map(({ id }) => ({ id, outcome: 'planned', at, takenOffAtLook: number })),
  });
};
