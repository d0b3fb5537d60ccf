import type { Incident } from '#lib/incident/incident.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';

const says = (text: string | undefined): boolean => text !== undefined && /^\s*drill\b/i.test(text);

/** Only who may ask for a containment, or put an event on our bus, can call something a drill. */
const isOfDrill = ({ source, reason, where }: LeakSignal): boolean =>
  (source === 'manual' && says(reason)) || (source === 'scanner' && says(where));

/**
 * Tells whether an incident is a drill: every report of it says so, its reason (a person) or its place (a scanner)
 * beginning with the word "drill". One report that does not say so makes it a leak. What came from a drill is part of it.
 * @param incidents all there are
 */
export const drillsAmong = (incidents: readonly Incident[]): ((incident: Incident) => boolean) => {
  const byId = new Map(incidents.map((incident) => [incident.incidentId, incident]));
  const isDrill = ({ incidentId, signals, descendantOf }: Incident): boolean => {
    const own = signals.filter(({ source }) => source !== 'lineage');
    if (own.length > 0) return own.every(isOfDrill);
    const root =
      descendantOf === undefined || descendantOf === incidentId ? undefined : byId.get(descendantOf);
    // A chain of two incidents that name each other leads nowhere: the root's own reports decide.
    const reports = root?.signals.filter(({ source }) => source !== 'lineage') ?? [];
    return reports.length > 0 && reports.every(isOfDrill);
  };
  return isDrill;
};
