import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Incident } from './incident.ts';

/**
 * Which incident a claim of this signal makes another one the descendant of; undefined where it is none. A report about
 * the leaked key's own user may join the key's own incident: nothing descends from itself.
 */
export const descentOf = ({ descendantOf }: LeakSignal, incidentId: string): string | undefined =>
  descendantOf === incidentId ? undefined : descendantOf;

/** Tells the descendants of an incident, those included whose lineage is that of another leaked credential as well. */
export const descendsFrom =
  (root: string) =>
  ({ incidentId, descendantOf, signals }: Incident): boolean =>
    incidentId !== root && (descendantOf === root || signals.some((signal) => signal.descendantOf === root));
