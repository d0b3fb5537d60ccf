import type { Incident } from '#lib/incident/incident.ts';
import { logger } from '#lib/platform/logger.ts';

export interface IncidentReader {
  find(incidentId: string): Promise<Incident | undefined>;
}

/** The incident, `missing` when there is none, `unreadable` when the store does not answer. */
export const readIncident = async (
  incidents: IncidentReader,
  incidentId: string,
): Promise<Incident | 'missing' | 'unreadable'> => {
  try {
    return (await incidents.find(incidentId)) ?? 'missing';
  } catch (error) {
    logger.error('the incident could not be read', { incidentId, error });
    return 'unreadable';
  }
};
