import { readUserStanding } from '#lib/credential/user-standing.ts';
import type { Incident } from '#lib/incident/incident.ts';
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
// detach the deny or switch itself on again. Whatever does not hold at a later look is applied again; the thief
// cannot do it twice, because the key is off by then.
const watched = ({ status, steps }: Incident): boolean =>
  steps.length > 0 && (status === 'contained' || status === 'partly-contained' || status === 'not-contained');

/**
 * Looks at a contained incident once more and applies again what no longer holds.
 * @throws IncidentBusy when another run is at it
 */
export const lookAgain = async (incidentId: string, deps: ContainDeps): Promise<Look> => {
  const claim = await deps.store.take(incidentId);
  if (!claim) return { incident: undefined, disturbed: [] };
  if (claim.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  if (claim.kind !== 'run') return { incident: claim.incident, disturbed: [] };
  const { incident, lease } = claim;
  if (!watched(incident) || !incident.principal) {
    await deps.store.release(lease, incidentId);
    return { incident, disturbed: [] };
  }
  const looked = await look(incident, lease, incident.principal, deps);
  await deps.store.release(lease, incidentId);
  return looked;
};

const look = async (
  incident: Incident,
  lease: string,
  { name, arn }: { name: string; arn: string },
  deps: ContainDeps,
): Promise<Look> => {
  const target = targetOf(incident.accessKeyId, { userName: name, arn });
  const wanted = incident.steps.filter((step) => step.outcome !== 'skipped').map((step) => step.id);
  const befores = Object.fromEntries(incident.steps.map((step) => [step.id, step.before ?? {}]));
  const standing = await readUserStanding(deps.iam, name);
  if (!standing) return { incident, disturbed: [] };
  const stood = new Set(
    incident.steps.filter(({ outcome }) => outcome === 'done' || outcome === 'already').map(({ id }) => id),
  );
  const disturbed = wanted.filter((id) => stood.has(id) && !holds(stepById(id), target, standing));
  if (disturbed.length === 0 && incident.status === 'contained') return { incident, disturbed };
  const applied = await applyAndReadBack(target, wanted, standing, befores, deps.iam);
  const reason =
    incident.status === 'contained' ? incident.reason : 'what was missing was done at a later look';
  const findings = findingsOf(reason ?? '', applied, incident);
  return { incident: await deps.store.record(lease, incident.incidentId, findings), disturbed };
};
