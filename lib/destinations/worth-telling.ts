import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';

/** Whether nobody has to do anything any more: it is undone, it never was ours, or a person called it no leak. */
export const isOver = ({ status, decidedBy }: Incident): boolean =>
  status === 'restored' || status === 'not-ours' || decidedBy === 'dismissed';

/**
 * Whether lists that people work off have to know of it. What needs nobody is told there only to close what was opened
 * before: a key that is not ours, one that a person called no leak.
 */
export const isWorthTelling = (incident: Incident, before: DestinationOutcome | undefined): boolean =>
  before?.reference !== undefined || incident.status === 'restored' || !isOver(incident);
