import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { isGuard } from './steps/index.ts';

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
  'root-restored',
]);

/** Whether a reason (lib/containment/reasons.ts) is one of people's rules. */
export const isRule = (reasonId: string): boolean => rules.has(reasonId);

/**
 * Whether something was done in an incident, or was about to be: then its principal is known and must be held. What
 * stood before is recorded first; steps without it are what a rule left undone.
 */
export const isEngaged = ({ principal, status, steps, decidedBy = '' }: Incident): boolean =>
  principal !== null &&
  steps.some(({ before }) => before !== undefined) &&
  !isRule(decidedBy) &&
  (status === 'contained' || status === 'partly-contained' || status === 'not-contained');

/** Whether a step has yet to hold: it was never finished, and nobody lifted it. */
export const isOpen = ({ outcome, undoneAt }: StepRecord): boolean =>
  undoneAt === undefined && (outcome === 'failed' || outcome === 'planned');

/**
 * Whether an incident is not contained because a rule withheld a step or a person lifted one, and for no other reason:
 * then nothing of it is tried again.
 */
export const isLeftOnPurpose = ({ status, steps }: Incident): boolean => {
  const stopping = steps.filter(({ id }) => !isGuard(id));
  const left = stopping.some(({ withheld, undoneAt }) => withheld || undoneAt !== undefined);
  const holds = stopping.some(({ outcome, undoneAt }) => undoneAt === undefined && outcome !== 'skipped');
  // Where something holds and the status does not say so, the principal was lost.
  return left && !steps.some(isOpen) && status === (holds ? 'partly-contained' : 'not-contained');
};

/** Whether all that was wanted holds, and only what keeps drawing new sessions is why it is contained in part. */
export const isHeldOpen = (incident: Incident): boolean =>
  incident.status === 'partly-contained' &&
  (incident.stillOpen ?? []).length > 0 &&
  !incident.steps.some(isOpen) &&
  !isLeftOnPurpose(incident);

/** Whether nothing of it is to be tried again: it is contained, or not for another reason than a failure. */
export const isSettled = (incident: Incident): boolean =>
  incident.status === 'contained' || isHeldOpen(incident) || isLeftOnPurpose(incident);
