import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Before, DeniedSession, Incident, Principal, StepRecord } from './incident.ts';

/** How long a run may hold an incident before another may take it over: longer than a function may run. */
export const leaseMilliseconds = 35_000;

/** What came of asking for an incident. */
export type Claim =
  /** It is ours to work on until the lease ends. */
  | { kind: 'run'; incident: Incident; lease: string; befores: Record<string, Before> }
  /** Everything was done before, or it was restored; the signal is in it. */
  | { kind: 'joined'; incident: Incident }
  /** Another run holds it; the signal is not in it yet. */
  | { kind: 'busy'; incident: Incident; until: string };

/** The lease was lost to another run: stop changing things. */
export class LeaseLost extends Error {
  readonly incidentId: string;
  constructor(incidentId: string) {
    super(`another run has taken over incident ${incidentId}`);
    this.name = 'LeaseLost';
    this.incidentId = incidentId;
  }
}

/** What a run learnt, to be written over what stood in the incident. */
export type Findings = Partial<
  Pick<
    Incident,
    | 'accountId'
    | 'principal'
    | 'status'
    | 'statusSince'
    | 'reason'
    | 'alsoStopped'
    | 'alsoDenied'
    | 'session'
    | 'stillOpen'
    | 'usableAgain'
    | 'decidedBy'
    | 'containedAt'
    | 'restoredAt'
    | 'restoredBy'
  >
> & { steps?: StepRecord[] };

/** What a run is about to do. The other fields are what the incident is until that was read back. */
export interface RecordedPlan extends Pick<Findings, 'status' | 'statusSince' | 'reason' | 'decidedBy'> {
  accountId: string;
  principal: Principal;
  session?: DeniedSession;
  befores: Record<string, Before>;
  steps: string[];
}

/**
 * The one record of every leaked credential. Implementations: DynamoDB for the deployed system, files for the
 * command line. Both keep the same contract (test/contract/incident-store).
 */
export interface IncidentStore {
  /**
   * Opens the key's incident, or joins it. A claim is a lease: an incident that was not finished is run again
   * by whoever comes next, once the lease has ended. A finished one is joined without a lease, by as many at once
   * as come. A restored incident takes no new signal: that opens the next incident of the same key.
   */
  claim(accessKeyId: string, signal: LeakSignal): Promise<Claim>;
  /**
   * The same for a signal that names a user and no key. The user's open incident is joined, or else an open one of
   * its keys; otherwise the user's own is opened. The first of the keys that a later signal names joins that one.
   * @param user names the user (`userSubject`), or a role that is itself meant (`roleSubject`)
   * @param accessKeyIds the keys that the user has now; a role has none
   */
  claimUser(user: string, accessKeyIds: readonly string[], signal: LeakSignal): Promise<Claim>;
  /** Takes the lease of an existing incident without a signal, for a later look or a restore. */
  take(incidentId: string): Promise<Claim | undefined>;
  /**
   * Keeps what is about to be done: on whom, by which steps, and what stood before each, which is never overwritten.
   * A step's fallback has its `before` kept as well, so that meeting a full quota costs one call and not two.
   * @returns what was recorded first, by step id
   * @throws LeaseLost
   */
  recordPlan(lease: string, incidentId: string, plan: RecordedPlan): Promise<Record<string, Before>>;
  /** Forgets a plan that is not carried out after all: what stood before is read anew the next time. @throws LeaseLost */
  dropPlan(lease: string, incidentId: string, stepIds: string[]): Promise<void>;
  /** @throws LeaseLost */
  record(lease: string, incidentId: string, findings: Findings): Promise<Incident>;
  /**
   * Marks one thing (a mail, a started investigation) as done.
   * @returns false when it was done before, or when there is no such incident: none is made
   */
  mark(incidentId: string, what: string): Promise<boolean>;
  marked(incidentId: string, what: string): Promise<boolean>;
  /** Ends the lease; `finished` (left as it is when not given) when nothing is left to do for its signals. */
  release(lease: string, incidentId: string, finished?: boolean): Promise<void>;
  /** By incident id, or the newest incident of an access key id, a user or a role (`userSubject`, `roleSubject`). */
  find(id: string): Promise<Incident | undefined>;
  /**
   * The incidents of what the lineage of a leaked credential issued, made or changed, whatever became of them. A claim
   * by a signal that says so (`descendantOf`) makes them that. Reads the whole store: not for the hot path.
   */
  descendantsOf(incidentId: string): Promise<Incident[]>;
  /** Every incident. Reads the whole store: for schedules and people, not for the hot path. */
  all(): Promise<Incident[]>;
}

/** The nth incident of a credential: `AKIA…-1`. A claim needs no lookup to know the name it must ask for. */
export const incidentIdOf = (accessKeyId: string, number: number): string => `${accessKeyId}-${number}`;

/**
 * The subject of an incident about a user whose leaked key is not known: `user-<account>-<name>`. What is neither
 * letter, digit nor hyphen is written as `_` and its code, so that two names never give one subject.
 */
export const userSubject = (accountId: string, userName: string): string =>
  `user-${accountId}-${escaped(userName)}`;

export const isUserSubject = (subject: string): boolean => subject.startsWith('user-');

/** The subject of an incident about a role itself, and not about a session of it: `role-<account>-<name>`. */
export const roleSubject = (accountId: string, roleName: string): string =>
  `role-${accountId}-${escaped(roleName)}`;

/** Whether a subject, or the id of an incident, is that of a role itself. */
export const isRoleSubject = (subject: string): boolean => subject.startsWith('role-');

const escaped = (name: string): string =>
  name.replaceAll(/[^A-Za-z0-9-]/g, (char) => `_${char.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** Ids become file names and keys of a table, and people type them: anything else names no incident. */
export const isIncidentId = (id: string): boolean => /^[\w-]{1,230}$/.test(id);
