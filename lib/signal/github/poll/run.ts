import type { GithubAlertRef } from '../../github-alert-ref.ts';
import type { Ask } from './ask.ts';
import type { Outbox } from './outbox.ts';

/** What was handled or queued before, by an id of ours. The records of kind `seen` of the incident store. */
export interface SeenStore {
  get(id: string): Promise<Record<string, unknown> | undefined>;
  /** Sets fields, and takes away those that are undefined. */
  set(id: string, fields: Record<string, unknown>): Promise<void>;
}

/** Puts alerts on the signals queue. @returns those that the queue has stored, of the same objects */
export type Enqueue = (refs: readonly GithubAlertRef[]) => Promise<readonly GithubAlertRef[]>;

export interface Tally {
  /** Deliveries that failed and were not delivered later either. */
  deliveries: number;
  /** Open AWS alerts that were looked at. */
  alerts: number;
  enqueued: number;
  /** Of both, those that were handled or queued before. */
  skipped: number;
  /** What the next run must go on with, for people. */
  left: string[];
  /** What could not be asked, for people: the rest was. */
  problems: string[];
  /** What nobody will mend by himself: a run with one of these has failed. */
  failures: string[];
}

export interface Run {
  seen: SeenStore;
  outbox: Outbox;
  tally: Tally;
}

/** A run at one host. */
export interface HostRun extends Run {
  /** `github.com`, `ghe.acme.com` */
  host: string;
  ask: Ask;
}
