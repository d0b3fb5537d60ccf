import type { Incident } from '#lib/incident/incident.ts';
import type { ContainDeps } from './contain.ts';
import { IncidentBusy } from './incident-busy.ts';
import { type Look, look } from './look.ts';

// A change of IAM takes some seconds to reach the whole of AWS. Until it has, the thief's key still works and may
// detach the deny or switch itself on again. Whatever does not hold at a later look is applied again, and since he
// may do it once more before that has reached all of AWS, a look that found something is followed by another.
const watched = ({ status, steps }: Incident): boolean =>
  steps.length > 0 && (status === 'contained' || status === 'partly-contained' || status === 'not-contained');

/**
 * Looks at a contained incident once more and applies again what no longer holds.
 * @param number which look it is
 * @returns undefined when there is no such incident
 * @throws IncidentBusy when another run is at it
 */
export const lookAgain = async (
  incidentId: string,
  deps: ContainDeps,
  number = 1,
): Promise<Look | undefined> => {
  const claim = await deps.store.take(incidentId);
  if (!claim) return undefined;
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
