import type { Incident } from '#lib/incident/incident.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';

/** A person's word: asked for a containment, or took on a page about it. Untrusted text. */
export interface Approval {
  what: 'asked-for' | 'page-acknowledged';
  /** Who, as far as it is known; a request's id leads to the name in CloudTrail. */
  by: string;
  /** ISO 8601 UTC. */
  at: string;
  /** What they said, and which rule they overrode. */
  reason?: string;
}

/** A page that somebody took on. */
export interface PageTaken {
  incidentId?: string;
  acknowledgedAt?: string;
  acknowledgedBy?: string;
}

/** Who decided something about an incident. None: everything came by itself, as the rules say. */
export const approvalsOf = ({ incidentId, signals }: Incident, pages: readonly PageTaken[]): Approval[] => [
  ...signals.filter(({ source }) => source === 'manual').map(asked),
  ...pages.flatMap((page) => {
    const { acknowledgedAt: at, acknowledgedBy: by = 'somebody' } = page;
    return page.incidentId === incidentId && at !== undefined
      ? [{ what: 'page-acknowledged' as const, by, at }]
      : [];
  }),
];

const asked = ({ id, reportedAt, reason, override = [] }: LeakSignal): Approval => {
  const words = [...override.map((each) => `over ${each}`), ...(reason ? [reason] : [])].join('; ');
  return { what: 'asked-for', by: `a person (${id})`, at: reportedAt, ...(words && { reason: words }) };
};

/** For a cell of a table. */
export const approvalText = ({ what, by, at, reason }: Approval): string =>
  `${what === 'asked-for' ? 'asked for' : 'page acknowledged'} by ${by} at ${at}${reason ? `: ${reason}` : ''}`;
