import type { Incident, Status, StepRecord } from '#lib/incident/incident.ts';
import type { Findings } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { Applied } from './apply.ts';
import { principalOf } from './target.ts';

/**
 * What the steps amount to: contained only when every wanted thing was seen to hold.
 * @param incident as it stood before this run
 */
export const findingsOf = (
  reason: string,
  { target, records, held }: Applied,
  incident: Incident,
): Findings => {
  const holding = Object.values(held).filter(Boolean).length;
  const whole = holding === Object.keys(held).length && !isWithheld(records, incident);
  const status = whole ? 'contained' : holding > 0 ? 'partly-contained' : 'not-contained';
  const failures = records.flatMap((step) =>
    step.outcome === 'failed' ? [`${step.id}: ${step.reason}`] : [],
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
  return [...latest.values()].some(({ withheld, undoneAt }) => withheld || undoneAt !== undefined);
};

/** A status, and since when: what was told of the same status an earlier time is told again. */
export const statusOf = (status: Status, incident: Incident): Pick<Findings, 'status' | 'statusSince'> => ({
  status,
  statusSince: status === incident.status && incident.statusSince ? incident.statusSince : timestamp(),
});
