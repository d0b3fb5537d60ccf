import type { Incident } from '#lib/incident/incident.ts';
import { indented, withCredentials } from './by-hand/commands.ts';
import { mustPage } from './standing.ts';

const mostStops = 3;

/** What stops new sessions from being drawn: the commands, of which the first line has the first already. */
export const stopLines = (incident: Incident): string[] => {
  const { stillOpen = [] } = incident;
  if (stillOpen.length === 0 || !mustPage(incident)) return [];
  const shown = stillOpen.slice(0, mostStops).map(({ command }) => command);
  const hidden = stillOpen.length - shown.length;
  return [
    `What stops new sessions from being drawn, ${withCredentials(incident)}:`,
    ...indented(shown),
    ...(hidden > 0 ? [`and ${hidden} more, which the incident names`] : []),
  ];
};
