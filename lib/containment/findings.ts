import type { Incident, Status } from '#lib/incident/incident.ts';
import type { Findings } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { Applied } from './apply.ts';

/** What the steps amount to: contained only when every wanted thing was seen to hold. */
export const findingsOf = (reason: string, { records, held }: Applied, incident: Incident): Findings => {
  const holding = Object.values(held).filter(Boolean).length;
  const status: Status =
    holding === Object.keys(held).length ? 'contained' : holding > 0 ? 'partly-contained' : 'not-contained';
  const failures = records.flatMap((step) =>
    step.outcome === 'failed' ? [`${step.id}: ${step.reason}`] : [],
  );
  return {
    status,
    reason: failures.length > 0 ? failures.join('; ') : reason,
    steps: records,
    ...(status === 'contained' && { containedAt: incident.containedAt ?? timestamp() }),
  };
};
