import type { Incident } from '#lib/incident/incident.ts';

/** Another run works on the incident. The signal is recorded in it; ask again after `until` (ISO 8601 UTC). */
export class IncidentBusy extends Error {
  readonly incident: Incident;
  readonly until: string;
  constructor(incident: Incident, until: string) {
    super(`another run holds incident ${incident.incidentId} until ${until}`);
    this.name = 'IncidentBusy';
    this.incident = incident;
    this.until = until;
  }
}
