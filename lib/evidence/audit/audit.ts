import { evidenceIn } from '#lib/incident/evidence-record.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { type ModeChange, modeChanges } from '#lib/incident/mode-record.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import type { PageTaken } from './approvals.ts';
import { drillsAmong } from './drills.ts';
import { type IncidentRow, incidentRow } from './incident-row.ts';

export interface Audit {
  incidents: IncidentRow[];
  modeChanges: ModeChange[];
}

export interface AuditSources {
  incidents: { all(): Promise<Incident[]> };
  records: Pick<RecordStore, 'list'>;
}

/** ISO 8601 UTC; `until` does not belong to it. */
export interface Span {
  since?: string;
  until: string;
}

/** What happened in a span of time: the incidents that were opened in it, and each change of mode, the earliest first. */
export const auditOf = async ({ since, until }: Span, sources: AuditSources): Promise<Audit> => {
  const { records } = sources;
  const [all, evidence, pages, modes] = await Promise.all([
    sources.incidents.all(),
    records.list('evidence'),
    records.list('page'),
    modeChanges(records),
  ]);
  const isDrill = drillsAmong(all);
  const taken: PageTaken[] = Object.values(pages);
  const inSpan = (at: string): boolean => (since === undefined || at >= since) && at < until;
  return {
    incidents: all
      .filter(({ openedAt }) => inSpan(openedAt))
      .sort((one, other) => one.openedAt.localeCompare(other.openedAt))
      .map((incident) => {
        const looks = evidenceIn(evidence[incident.incidentId] ?? {});
        return incidentRow(incident, looks, taken, isDrill(incident));
      }),
    modeChanges: modes.filter(({ at }) => inSpan(at)),
  };
};
