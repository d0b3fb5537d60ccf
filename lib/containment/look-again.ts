import type { Incident } from '#lib/incident/incident.ts';
import { isEngaged } from './engaged.ts';
import { IncidentBusy } from './incident-busy.ts';
import { type Look, type LookDeps, look } from './look.ts';
import type { Occasion } from './taken-off.ts';

/**
 * Looks at a contained incident once more and applies again what no longer holds. A change of IAM takes some seconds
 * to reach the whole of AWS, and until it has, the thief's credential still works: he may detach the deny or switch
 * his key on again. And since he may do it once more before that has reached all of AWS, a look that found something
 * is followed by another.
 * @param occasion which look it is
 * @returns undefined when there is no such incident
 * @throws IncidentBusy when another run is at it
 */
export const lookAgain = async (
  incidentId: string,
  deps: LookDeps,
  occasion: Occasion = 1,
): Promise<Look | undefined> => {
  const claim = await deps.store.take(incidentId);
  if (!claim) return undefined;
  if (claim.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  if (claim.kind !== 'run') return { incident: claim.incident, disturbed: [] };
  const { incident, lease } = claim;
  const looked = isEngaged(incident) ? await look(incident, lease, occasion, deps) : untouched(incident);
  await deps.store.release(lease, incident.incidentId);
  return looked;
};

const untouched = (incident: Incident): Look => ({ incident, disturbed: [] });
