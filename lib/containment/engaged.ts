import type { Incident } from '#lib/incident/incident.ts';

// For what people decided, and not for what AWS shows, a principal is left alone.
const rules: ReadonlySet<string> = new Set([
  'own-identity',
  'protected',
  'observe',
  'dismissed',
  'contradicted',
  'backlog',
  'burst',
  'brake',
]);

/** Whether a reason (lib/containment/reasons.ts) is one of people's rules. */
export const isRule = (reasonId: string): boolean => rules.has(reasonId);

/** Whether something was done in an incident, or was about to be: then its principal is known and must be held. */
export const isEngaged = ({ principal, status, steps, decidedBy = '' }: Incident): boolean =>
  principal !== null &&
  steps.length > 0 &&
  !isRule(decidedBy) &&
  (status === 'contained' || status === 'partly-contained' || status === 'not-contained');
