import type { EvidenceOfLook } from '#lib/incident/evidence-record.ts';
import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { type Approval, approvalsOf, type PageTaken } from './approvals.ts';

/** What an auditor asks of one incident. Times are ISO 8601 UTC; null where that did not happen. */
export interface IncidentRow {
  incidentId: string;
  accessKeyId: string | null;
  accountId: string | null;
  /** The ARN. */
  principal: string | null;
  /** Who reported it, each source once. */
  sources: string[];
  /** Where it leaked, as the first report says. Untrusted text. */
  where: string | null;
  /** The earliest time that a source names. */
  reportedAt: string | null;
  openedAt: string;
  /** When it was read that the key is off, and that the principal is denied. */
  keyOffAt: string | null;
  deniedAt: string | null;
  /** From `reportedAt` to `deniedAt`. */
  secondsToDenied: number | null;
  /** Whether nothing worked any more, as the last look could prove; null where nothing was contained. */
  silent: 'yes' | 'no' | 'not proved' | null;
  silentUntil: string | null;
  /** `left`: a rule or AWS itself said not to touch it. */
  mode: 'acted' | 'observed' | 'left';
  approvals: Approval[];
  status: string;
  reason: string | null;
  restoredAt: string | null;
  restoredBy: string | null;
  drill: boolean;
  /** Where the evidence of each look lies, the earliest look first; none where none is kept. */
  evidence: EvidencePlace[];
  descendantOf: string | null;
}

export type EvidencePlace = Pick<EvidenceOfLook, 'look' | 'where' | 'manifestSha256' | 'signed' | 'at'>;

const denies = ['deny-user', 'bound-user', 'deny-session', 'deny-role', 'bound-role'];

/**
 * @param evidence the evidence of its looks, the earliest first
 * @param pages that people took on
 * @param drill whether it is one (drills.ts)
 */
export const incidentRow = (
  incident: Incident,
  evidence: readonly EvidenceOfLook[],
  pages: readonly PageTaken[],
  drill: boolean,
): IncidentRow => {
  const { signals, principal, status } = incident;
  const reported = signals.map(({ reportedAt }) => reportedAt).filter(isTime);
  const earliest = reported.sort().at(0) ?? null;
  // No report is later than the incident that it opened, whatever time its source names.
  const reportedAt = earliest !== null && earliest > incident.openedAt ? incident.openedAt : earliest;
  const deniedAt = heldAt(incident, (id) => denies.includes(id));
  return {
    incidentId: incident.incidentId,
    accessKeyId: incident.accessKeyId,
    accountId: incident.accountId,
    principal: principal?.arn ?? null,
    sources: [...new Set(signals.map(({ source }) => source))],
    where: signals[0]?.where ?? null,
    reportedAt,
    openedAt: incident.openedAt,
    keyOffAt: heldAt(incident, (id) => id === 'deactivate-key'),
    deniedAt,
    secondsToDenied: reportedAt && deniedAt ? seconds(reportedAt, deniedAt) : null,
    ...silenceOf(incident, evidence),
    mode: status === 'observed' ? 'observed' : incident.steps.some(isTouched) ? 'acted' : 'left',
    approvals: approvalsOf(incident, pages),
    status,
    reason: incident.reason ?? null,
    restoredAt: incident.restoredAt ?? null,
    restoredBy: incident.restoredBy ?? null,
    drill,
    evidence: evidence.map(({ look, where, manifestSha256, signed, at }) => ({
      look,
      where,
      manifestSha256,
      signed,
      at,
    })),
    descendantOf: incident.descendantOf ?? null,
  };
};

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));

const seconds = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 1000);

const isHeld = ({ outcome }: StepRecord): boolean => outcome === 'done' || outcome === 'already';
const isTouched = (step: StepRecord): boolean => isHeld(step) || step.outcome === 'failed';

/** A later look may have done a step again: what was contained before was held before. */
const heldAt = ({ steps, containedAt }: Incident, isMeant: (id: string) => boolean): string | null => {
  const [first] = steps
    .filter((step) => isMeant(step.id) && isHeld(step))
    .map(({ at }) => at)
    .sort();
  if (first === undefined) return null;
  return containedAt !== undefined && containedAt < first ? containedAt : first;
};

const silenceOf = (
  { containedAt }: Incident,
  evidence: readonly EvidenceOfLook[],
): Pick<IncidentRow, 'silent' | 'silentUntil'> => {
  const last = evidence.findLast(({ silent }) => silent !== undefined);
  const silentUntil = last?.silentUntil ?? null;
  if (last?.silent) return { silent: 'yes', silentUntil };
  if (last?.succeededAfter) return { silent: 'no', silentUntil };
  return { silent: containedAt === undefined ? null : 'not proved', silentUntil };
};
