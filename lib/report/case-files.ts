import type { EvidenceFile } from '#lib/evidence/evidence-file.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { jsonText } from '#lib/platform/json-text.ts';
import { redact } from '#lib/platform/redact.ts';
import type { Case } from './case.ts';
import { investigationText } from './investigation-text.ts';
import { page } from './page.ts';

/** The file to open first. */
export const pageName = 'report.html';

const json = (path: string, document: unknown): EvidenceFile => ({
  path,
  contentType: 'application/json',
  body: `${jsonText(redact(document))}\n`,
});

/** What stood on each principal before anything was changed, as its steps recorded it: what `restore` goes by. */
const beforeOf = ({ incidentId, principal, steps }: Incident): object => ({
  incidentId,
  principal,
  steps: steps.flatMap(({ id, before, at }) => (before ? [{ id, before, at }] : [])),
});

/**
 * A case as files: the report in its three forms and what it rests on, without any secret. The calls themselves are
 * further files (lib/evidence/call-spool.ts).
 * @param text the report for a terminal, where more than the case itself says is to be told in it
 */
export const caseFiles = (told: Case, text = investigationText(told.found)): EvidenceFile[] => {
  const { incident, descendants, found, destinations } = told;
  const incidents = incident ? [incident, ...descendants] : descendants;
  return [
    { path: pageName, contentType: 'text/html; charset=utf-8', body: page(told) },
    { path: 'investigation.txt', contentType: 'text/plain; charset=utf-8', body: `${redact(text)}\n` },
    json('investigation.json', found),
    ...(incident
      ? [
          json('incident.json', incident),
          json('signals.json', incident.signals),
          json('before.json', incidents.map(beforeOf)),
        ]
      : []),
    ...(descendants.length > 0 ? [json('descendants.json', descendants)] : []),
    ...(destinations.length > 0 ? [json('destinations.json', destinations)] : []),
  ];
};
