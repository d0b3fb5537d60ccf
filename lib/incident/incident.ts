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
  /** The same of a sweep of the investigation. */
  takenOffAtSweep?: number;
  /** Who took it off, an ARN, where that was nobody of the thief's: it was left so, and `undoneAt` says since when. */
  liftedBy?: string;
  /** Left out because a rule says so, and nothing took its place: the credential is contained in part only. */
  withheld?: true;
}

export interface Principal {
  kind: string;
  /** Its name when it was read last: a thief may rename it. */
  name: string;
  arn: string;
  /** The unique id (`AIDA…`), which outlives a change of name and is never given to another. */
  id?: string;
}

/** The session of a role that is denied. */
export interface DeniedSession {
  /** The part of aws:userid after the colon; null when the whole role is meant. */
  name: string | null;
  /** Credentials that were issued before this are denied, ISO 8601 UTC. */
  issuedBefore: string;
}

/** What else the deny of a user stops, for people. */
export interface AlsoDenied {
  kind: 'access-key' | 'console' | 'service-specific';
  /** The key id, or the name of the service. */
  id: string;
  /** ISO 8601 UTC; null: never, as far as IAM knows. */
  lastUsedAt: string | null;
}

/** What keeps drawing new sessions of the thief, and the command that stops it. Untrusted text. */
export interface StillOpen {
  what: string;
  command: string;
}

/** The one record of a leaked credential. These fields are a stable interface: add, never rename. */
export interface Incident {
  incidentId: string;
  /** Null while only a user is known: a quarantine names no key. */
  accessKeyId: string | null;
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
  /** All that the deny stops as well, with its last use. */
  alsoDenied?: AlsoDenied[];
  /** Of a role session: what is denied. */
  session?: DeniedSession;
  /** The incident of the leaked credential whose lineage this one is of, where the investigation found it. */
  descendantOf?: string;
  /** While this is not empty the incident is contained in part at best. */
  stillOpen?: StillOpen[];
  /** Which rule decided it (the ids of lib/containment/reasons.ts). */
  decidedBy?: string;
  openedAt: string;
  /** When containment was first read back. */
  containedAt?: string;
  restoredAt?: string;
  /** Who restored it or lifted a step of it, and how that is known, for people. */
  restoredBy?: string;
  /** What came from it and was set free with it, for people: `user support`, `AWS key AKIA… of support`. */
  usableAgain?: string[];
}
