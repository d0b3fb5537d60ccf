import type { Incident, Status, StepRecord } from '#lib/incident/incident.ts';
import type { Findings } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { Applied } from './apply.ts';
import { isGuard } from './steps/index.ts';
import { principalOf } from './target.ts';

/**
 * What the steps amount to: contained only when every wanted thing was seen to hold. The guard's tag stops nothing: without
 * it the credential is as contained as the rest says, and the reason tells that the guard does not hold.
 * @param incident as it stood before this run
 */
export const findingsOf = (
  reason: string,
  { target, records, held }: Applied,
  incident: Incident,
): Findings => {
  const stopping = Object.entries(held).filter(([id]) => !isGuard(id));
  const holding = stopping.filter(([, holds]) => holds).length;
  const whole = holding === stopping.length && !isWithheld(records, incident);
  const status = whole ? 'contained' : holding > 0 ? 'partly-contained' : 'not-contained';
  const failures = records.flatMap(({ id, outcome, reason: why = '' }) =>
    outcome === 'failed' ? [failureOf(id, why)] : [],
  );
  return {
    ...(whole && incident.stillOpen?.length
      ? heldOpen(incident)
      : { ...statusOf(status, incident), reason: failures.length > 0 ? failures.join('; ') : reason }),
    principal: principalOf(target),
    ...(target.kind === 'role-session' && { session: target.session }),
    steps: records,
    ...(status === 'contained' && { containedAt: incident.containedAt ?? timestamp() }),
  };
};

/** A step that failed, in the reason of its incident. */
export const failureOf = (id: string, reason: string): string =>
  `${isGuard(id) ? 'the guard does not hold: ' : ''}${id}: ${reason}`;

/** What an incident is while something keeps drawing new sessions, though every wanted thing holds. */
export const heldOpen = (incident: Incident): Pick<Findings, 'status' | 'statusSince' | 'reason'> => {
  const [first, ...more] = incident.stillOpen ?? [];
  const others = more.length > 0 ? `; and ${more.length} more` : '';
  return {
    ...statusOf('partly-contained', incident),
    reason: `new sessions can still be drawn: ${first?.what}. What stops it: ${first?.command}${others}`,
  };
};

// What a rule withheld, or a person lifted, stays so until the step is carried out after all.
const isWithheld = (records: StepRecord[], { steps }: Incident): boolean => {
  const latest = new Map([...steps, ...records].map((step) => [step.id, step]));
  return [...latest.values()].some(
    ({ id, withheld, undoneAt }) => !isGuard(id) && (withheld || undoneAt !== undefined),
  );
};

/** A status, and since when: what was told of the same status an earlier time is told again. */
export const statusOf = (status: Status, incident: Incident): Pick<Findings, 'status' | 'statusSince'> => ({
  status,
  statusSince: status === incident.status && incident.statusSince ? incident.statusSince : timestamp(),
});
