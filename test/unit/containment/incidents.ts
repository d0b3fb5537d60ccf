import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { accountId, key, signal } from './fake-account.ts';

const at = '2026-11-23T03:00:02.000Z';

export const step = (
  id: string,
  outcome: StepRecord['outcome'],
  over: Partial<StepRecord> = {},
): StepRecord => ({
  id,
  outcome,
  at,
  ...over,
});

export const bothDone = (): StepRecord[] => [
  step('deactivate-key', 'done', { before: { status: 'Active' } }),
  step('deny-user', 'done', { before: { attached: false } }),
];

/** A contained incident as the store gives it back. */
export const incident = (over: Partial<Incident> = {}): Incident => ({
  incidentId: `${key}-1`,
  accessKeyId: key,
  accountId,
  principal: {
    kind: 'user',
    name: 'deploy-bot',
    arn: `arn:aws:iam::${accountId}:user/ci/deploy-bot`,
    id: 'AIDAT3SKF7WXYEXAMPLE1',
  },
  status: 'contained',
  statusSince: at,
  reason: 'a long-term key of an IAM user',
  signals: [signal()],
  steps: bothDone(),
  alsoStopped: [],
  openedAt: '2026-11-23T03:00:00.000Z',
  containedAt: at,
  ...over,
});
