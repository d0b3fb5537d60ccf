import type { LeakSignal } from '#lib/signal/leak-signal.ts';

export const statuses = [
  'contained',
  'partly-contained',
  'not-contained',
  'observed',
  'not-ours',
  'protected',
  'restored',
] as const;
export type Status = (typeof statuses)[number];

export type StepOutcome = 'planned' | 'done' | 'already' | 'failed' | 'skipped';

/** What stood before a change, as its step recorded it: enough to undo it. */
export type Before = Record<string, unknown>;

/** One change to the account, what stood before it, and what became of it. */
export interface StepRecord {
  id: string;
  outcome: StepOutcome;
  reason?: string;
  /** What stood before anything was changed. Written once, never by a retry or a later look. */
  before?: Before;
  /** When the outcome was learnt, ISO 8601 UTC. */
  at: string;
  /** When a restore took the change back and read that back. */
  undoneAt?: string;
  /** The later look, from 1, that found the change taken off by somebody. */
  takenOffAtLook?: number;
}

export interface Principal {
  kind: string;
  /** Its name when it was read last: a thief may rename it. */
  name: string;
  arn: string;
  /** The unique id (`AIDA…`), which outlives a change of name and is never given to another. */
  id?: string;
}

/** The one record of a leaked credential. These fields are a stable interface: add, never rename. */
export interface Incident {
  incidentId: string;
  accessKeyId: string;
  accountId: string | null;
  principal: Principal | null;
  status: Status;
  /** When it became that, ISO 8601 UTC. */
  statusSince?: string;
  /** Why the status is what it is, in a sentence for people. */
  reason?: string;
  signals: LeakSignal[];
  steps: StepRecord[];
  /** Other active keys of the user, which the deny stops as well. */
  alsoStopped?: string[];
  openedAt: string;
  /** When containment was first read back. */
  containedAt?: string;
  restoredAt?: string;
}
