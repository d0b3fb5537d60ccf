import { isOfLineageAlone } from '#lib/containment/mail/standing.ts';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';

/** Whether nobody has to do anything any more: it is undone, it never was ours, or a person called it no leak. */
export const isOver = ({ status, decidedBy }: Incident): boolean =>
  status === 'restored' || status === 'not-ours' || decidedBy === 'dismissed';

/** What waits in the backlog, or needs nobody, stands in the daily digest and not in mails of its own. */
const inDigest: ReadonlySet<string> = new Set(['documentation-key', 'dismissed', 'backlog', 'burst']);

/** What is held or undone, and stands in what is told of the leaked credential. */
const isToldByRoot = (incident: Incident): boolean =>
  isOfLineageAlone(incident) && toldByRoot.has(incident.status);

const toldByRoot: ReadonlySet<Incident['status']> = new Set(['contained', 'observed', 'restored']);

/**
 * Whether people are told of it by itself, as the plain mails do. What was told before is told to its end: what was
 * opened for it is closed.
 */
export const isWorthTelling = (incident: Incident, before: DestinationOutcome | undefined): boolean => {
  if (before?.reference !== undefined) return true;
  const { status, decidedBy = '' } = incident;
  return status !== 'not-ours' && !inDigest.has(decidedBy) && !isToldByRoot(incident);
};
