import type { SignalSource } from '#lib/platform/signal-sources.ts';

/**
 * How sure a signal is. Key ids are no secrets, so a claim about one can be a weapon.
 * - `proven`: the message is authentic and shows the leak itself
 * - `claimed`: the word of a scanner or a person; counts towards the brake
 * - `contradicted`: two authorities disagree, or it names more than one thing: a person decides
 */
export type Certainty = 'proven' | 'claimed' | 'contradicted';

/** The session of a role, as far as a source names it. */
export interface RoleSession {
  roleName: string;
  /** `AROA…`: outlives a change of name and is never given to another. */
  roleId?: string;
  /** The part of aws:userid after the colon; without it the role is known and its session is not. */
  sessionName?: string;
}

/** A signal says that a credential leaked. Every source becomes one of these, or a reason why it is not one. */
export interface LeakSignal {
  /** The same report always has the same id, however often it is delivered: `github:owner/repo#7`. */
  id: string;
  source: SignalSource;
  certainty: Certainty;
  /** Why it is not proven, for people. */
  doubt?: string;
  /** Absent where the source names only a user, as AWS's own quarantine does: then `userName` and `accountId` are there. */
  accessKeyId?: string;
  /** The account that the source names, if it names one. */
  accountId?: string;
  /** The IAM user that the source names; to be believed only once ListAccessKeys shows the key on that user. */
  userName?: string;
  /** The unique id of that user (`AIDA…`), where the source gives it: a name can be given to another. */
  userId?: string;
  /** The role session that the source names: the credential is temporary. */
  session?: RoleSession;
  /** A role is itself meant, and not a session of it. */
  role?: Pick<RoleSession, 'roleName' | 'roleId'>;
  /** The source says that the credential is one of the account's root user. */
  root?: true;
  /** CloudTrail showed whose it is: that is no claim of the source, however sure the leak itself is. */
  ownerShown?: true;
  /** The incident of the leaked credential that this one came from, as the investigation found out. */
  descendantOf?: string;
  /** What that lineage made: a key of a user who was there before, or the user or role itself. */
  made?: 'key' | 'user' | 'role';
  /** Where it leaked, for people: `acme/shop: config/aws.env line 3`. Untrusted text. */
  where: string;
  /** A page where a person can look at the report. */
  url?: string;
  /** When the source says that it happened, ISO 8601 UTC. */
  reportedAt: string;
  /** When the source last saw the credential misused, ISO 8601 UTC: after a restore this tells a repeat from a new leak. */
  lastSeenAt?: string;
  /** Who owns the place where it leaked (a GitHub organization): bursts are counted by it. */
  organization?: string;
  /** The whole world can read it: it never waits as backlog. */
  publicly?: true;
  /** What the source or the person said about it. Untrusted text. */
  reason?: string;
  /** A person decided to act although a rule says not to: `protected` lifts a protection, `backlog` ends the wait. */
  override?: ('protected' | 'backlog' | 'whole-role')[];
}

/** Whom to tell of something that is not acted on: at once by mail, in the daily digest, or only in the log. */
export type Tell = 'mail' | 'digest' | 'log';

/** What a source's message amounts to. */
export type SignalReading =
  | { kind: 'leak'; signals: [LeakSignal, ...LeakSignal[]] }
  /** Understood, and nothing to act on. `id` as in a signal: repeats of the same report are told once. */
  | { kind: 'not-a-leak'; reason: string; tell: Tell; id?: string }
  /**
   * A leak is real and which key it is cannot be found out: a person must act now. `id` as in a signal. `reportedAt`
   * only where it may wait if it is older than this system.
   */
  | { kind: 'undecided'; reason: string; id?: string; reportedAt?: string }
  /** Not what this source sends. It can never succeed: `field` names what is wrong. */
  | { kind: 'malformed'; reason: string; field: string };
