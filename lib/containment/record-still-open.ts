import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { logger } from '#lib/platform/logger.ts';
import { redact } from '#lib/platform/redact.ts';
import type { StillOpenFound } from '#lib/signal/still-open.ts';
import { isHeldOpen } from './engaged.ts';
import { heldOpen } from './findings.ts';
import { IncidentBusy } from './incident-busy.ts';
import { type LookDeps, look } from './look.ts';

interface Deps extends LookDeps {
  store: IncidentStore;
  afterwards(incident: Incident): Promise<void>;
}

/**
 * Records what keeps drawing new sessions, as the investigation saw it: until it is gone the incident is contained in
 * part at best, whatever looks and reports come meanwhile. Once it is gone the account is read again, and says what the
 * incident is. A restored incident stays as it is.
 * @throws Error when there is no such incident, IncidentBusy when another run is at it
 */
export const recordStillOpen = async ({ incidentId, open }: StillOpenFound, deps: Deps): Promise<void> => {
  const claim = await deps.store.take(incidentId);
  if (!claim) throw new Error(`there is no incident ${incidentId} that could be kept open`);
  if (claim.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  if (claim.kind !== 'run') throw new Error(`incident ${incidentId} could not be taken`);
  const { incident, lease } = claim;
  // What is only observed is open anyhow, and the report tells what draws new sessions.
  if (incident.status === 'restored' || incident.status === 'observed') {
    logger.info('what was restored, or is only observed, is not kept open', { incidentId });
    return deps.store.release(lease, incident.incidentId);
  }
  const noted = await note(incident, open, lease, deps);
  await deps.store.release(lease, noted.incidentId);
  await deps.afterwards(noted);
};

const note = async (
  incident: Incident,
  open: StillOpenFound['open'],
  lease: string,
  deps: Deps,
): Promise<Incident> => {
  const stillOpen = open.map(({ what, command }) => ({ what: redact(what), command: redact(command) }));
  const noted = await deps.store.record(lease, incident.incidentId, {
    stillOpen,
    ...(stillOpen.length > 0 && (incident.status === 'contained' || isHeldOpen(incident))
      ? heldOpen({ ...incident, stillOpen })
      : {}),
  });
  const again = stillOpen.length === 0 && isHeldOpen(incident);
  return again ? (await look(noted, lease, 0, deps)).incident : noted;
};
