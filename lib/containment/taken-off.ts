import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { Undoing } from '#lib/signal/sweep.ts';

/**
 * When a containment is looked at again: the how manieth look of our own, which knows nothing of who did what, or the how
 * manieth sweep of the investigation, which does.
 */
export type Occasion = number | { sweep: number; changes: readonly Undoing[] };

/** How a step remembers the occasion at which it was found taken off. */
export const markOf = (occasion: Occasion): Pick<StepRecord, 'takenOffAtLook' | 'takenOffAtSweep'> =>
  typeof occasion === 'number' ? { takenOffAtLook: occasion } : { takenOffAtSweep: occasion.sweep };

/** Whether a step was found taken off at this occasion: run again after a crash, it tells again what it had found. */
export const isMarkedBy =
  (occasion: Occasion) =>
  ({ takenOffAtLook, takenOffAtSweep }: StepRecord): boolean =>
    typeof occasion === 'number' ? takenOffAtLook === occasion : takenOffAtSweep === occasion.sweep;

/**
 * Who took a step off for reasons of their own, if that was the last one to do so since we put it there: then it is
 * theirs to answer for, and not applied again behind their back. Undefined where it was the lineage, or nobody knows.
 */
export const liftedByOthers = (
  step: StepRecord,
  incident: Incident,
  occasion: Occasion,
): Undoing | undefined => {
  const last = lastTakenOff(step, incident, occasion);
  return last?.byLineage ? undefined : last;
};

const lastTakenOff = (
  step: StepRecord,
  { principal, accessKeyId }: Incident,
  occasion: Occasion,
): Undoing | undefined => {
  if (typeof occasion === 'number') return undefined;
  return occasion.changes
    .filter((change) => change.principalId === principal?.id && change.step === step.id)
    .filter((change) => change.accessKeyId === undefined || change.accessKeyId === accessKeyId)
    .filter(({ at }) => Date.parse(at) > Date.parse(step.at))
    .reduce<Undoing | undefined>((a, b) => (a && Date.parse(a.at) > Date.parse(b.at) ? a : b), undefined);
};

/**
 * Who of the lineage took steps off that are applied again, ARNs, each once.
 * @param before the incident as it was before this occasion
 */
export const thievesOf = (ids: readonly string[], before: Incident, occasion: Occasion): string[] => {
  const undoings = before.steps
    .filter(({ id }) => ids.includes(id))
    .flatMap((step) => lastTakenOff(step, before, occasion) ?? []);
  return [...new Set(undoings.filter(({ byLineage }) => byLineage).map(({ by }) => by))];
};

/**
 * Whether a step was left to somebody who now turns out to be of the lineage: CloudTrail may show how his session was
 * issued only after what he did with it. Then the step is due again. A restored incident stays as people left it.
 */
export const wasLineageAfterAll = (
  step: StepRecord,
  { principal, accessKeyId, status }: Incident,
  occasion: Occasion,
): boolean =>
  typeof occasion !== 'number' &&
  status !== 'restored' &&
  step.undoneAt !== undefined &&
  occasion.changes.some(
    (change) =>
      change.byLineage &&
      change.principalId === principal?.id &&
      change.step === step.id &&
      (change.accessKeyId === undefined || change.accessKeyId === accessKeyId) &&
      change.by === step.liftedBy &&
      timestamp(new Date(change.at)) === step.undoneAt,
  );

/** Steps that were taken off by somebody who is not of the lineage, and left so. */
export const liftedByOthersIn = ({ steps, status }: Pick<Incident, 'steps' | 'status'>): StepRecord[] =>
  status === 'restored' ? [] : steps.filter(({ undoneAt, liftedBy }) => undoneAt && liftedBy);
