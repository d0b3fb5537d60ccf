import type { Incident } from '#lib/incident/incident.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';

/** Where `tourniquet drill --live` makes its canaries: AWS itself shows it in the ARN of the user. */
export const canaryPath = '/tourniquet-drill/';

// A folder called drill is none: `drill/aws.env` is where a key leaked.
const says = (text: string | undefined): boolean => text !== undefined && /^\s*drill(?:[\s:]|$)/i.test(text);

const isOfPerson = ({ source, reason }: LeakSignal): boolean => source === 'manual' && says(reason);
const isOfScanner = ({ source, where }: LeakSignal): boolean => source === 'scanner' && says(where);

const isCanary = ({ principal }: Incident): boolean => principal?.arn.includes(`:user${canaryPath}`) ?? false;

/**
 * Whoever may put an event on the bus could call a real leak a drill: such an event counts only beside a person's word,
 * who may ask for a containment, or where AWS shows that the key is a canary's.
 */
const isAllOfDrill = (incident: Incident, reports: readonly LeakSignal[]): boolean =>
  reports.length > 0 &&
  reports.every((report) => isOfPerson(report) || isOfScanner(report)) &&
  (reports.some(isOfPerson) || isCanary(incident));

const reportsOf = ({ signals }: Incident): LeakSignal[] =>
  signals.filter(({ source }) => source !== 'lineage');

/**
 * Tells whether an incident is a drill: every report of it says so, its reason (a person) or its place (a scanner)
 * beginning with the word "drill". One report that does not say so makes it a leak. What came from a drill is part of it.
 * @param incidents all there are
 */
export const drillsAmong = (incidents: readonly Incident[]): ((incident: Incident) => boolean) => {
  const byId = new Map(incidents.map((incident) => [incident.incidentId, incident]));
  return (incident) => {
    const { incidentId, descendantOf } = incident;
    const own = reportsOf(incident);
    if (own.length > 0) return isAllOfDrill(incident, own);
    const root =
      descendantOf === undefined || descendantOf === incidentId ? undefined : byId.get(descendantOf);
    // A chain of two incidents that name each other leads nowhere: the root's own reports decide.
    return root !== undefined && isAllOfDrill(root, reportsOf(root));
  };
};
