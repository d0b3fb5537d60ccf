import type { ModeChange } from '#lib/incident/mode-record.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { approvalText } from './approvals.ts';
import type { Audit } from './audit.ts';
import { type Cell, csv } from './csv.ts';
import type { IncidentRow } from './incident-row.ts';

/** Text that people or a thief chose, as one harmless line. */
const words = (text: string | null): string | null => text && inert(text, 500);

const yesOrNo = (value: boolean | null): string | null => (value === null ? null : value ? 'yes' : 'no');

type Column = readonly [name: string, of: (row: IncidentRow) => Cell];

/** Names may be added, never changed: people's spreadsheets refer to them. */
const columns: readonly Column[] = [
  ['record', () => 'incident'],
  ['at', ({ openedAt }) => openedAt],
  ['incidentId', ({ incidentId }) => incidentId],
  ['accessKeyId', ({ accessKeyId }) => accessKeyId],
  ['accountId', ({ accountId }) => accountId],
  ['principal', ({ principal }) => words(principal)],
  ['source', ({ sources }) => sources.join(' ')],
  ['where', ({ where }) => words(where)],
  ['reportedAt', ({ reportedAt }) => reportedAt],
  ['keyOffAt', ({ keyOffAt }) => keyOffAt],
  ['deniedAt', ({ deniedAt }) => deniedAt],
  ['secondsToDenied', ({ secondsToDenied }) => secondsToDenied],
  ['silent', ({ silent }) => silent],
  ['silentUntil', ({ silentUntil }) => silentUntil],
  ['mode', ({ mode }) => mode],
  ['approvedBy', ({ approvals }) => words(approvals.map(approvalText).join(' | '))],
  ['status', ({ status }) => status],
  ['reason', ({ reason }) => words(reason)],
  ['restoredAt', ({ restoredAt }) => restoredAt],
  ['restoredBy', ({ restoredBy }) => words(restoredBy)],
  ['drill', ({ drill }) => yesOrNo(drill)],
  ['evidence', ({ evidence }) => evidence.map(({ where }) => where).join(' | ')],
  ['manifestSha256', ({ evidence }) => evidence.map(({ manifestSha256 }) => manifestSha256).join(' | ')],
  [
    'signed',
    ({ evidence }) => yesOrNo(evidence.length === 0 ? null : evidence.every(({ signed }) => signed)),
  ],
  ['descendantOf', ({ descendantOf }) => descendantOf],
];

const modeRow = ({ mode, modes, at }: ModeChange): Cell[] => {
  const exceptions = modes.map(
    ({ account, source, mode }) =>
      `${mode} for ${account ?? 'every account'} and ${source ?? 'every source'}`,
  );
  const of: Record<string, Cell> = {
    record: 'mode-change',
    at,
    mode,
    reason: exceptions.join(' | ') || null,
  };
  return columns.map(([name]) => of[name]);
};

/** Incidents and changes of mode in one table, in the order of time; `record` says which of the two a row is. */
export const auditCsv = ({ incidents, modeChanges }: Audit): string => {
  const rows = [
    ...incidents.map((row) => ({ at: row.openedAt, cells: columns.map(([, of]) => of(row)) })),
    ...modeChanges.map((change) => ({ at: change.at, cells: modeRow(change) })),
  ].sort((one, other) => one.at.localeCompare(other.at));
  return csv(
    columns.map(([name]) => name),
    rows.map(({ cells }) => cells),
  );
};
