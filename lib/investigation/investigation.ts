import type { Principal, Status } from '#lib/incident/incident.ts';
import type { IssuedSession } from '#lib/incident/issued-sessions.ts';
import type { ActionCount, SourceCount } from './activity.ts';
import type { Coverage } from './coverage.ts';
import type { MadeThing } from './made-things.ts';
import type { OwnerFinding } from './owner-finder.ts';

export type CredentialKind =
  | 'access-key'
  | 'role-session'
  | 'session-token'
  | 'federation-token'
  | 'root-session'
  | 'console-session'
  | 'login-profile'
  | 'service-specific';

/** The leaked key, or a credential that came from it. */
export interface KnownCredential {
  id: string;
  kind: CredentialKind;
  /** The id of the credential that issued it; null for the leaked one. */
  issuedBy: string | null;
  /** The call that issued it. */
  via: string | null;
  issuedAt: string | null;
  principal: Principal | null;
  /** False where the link to the leak rests on inference. */
  certain: boolean;
  why: string;
  events: number;
  /** Nobody looked for its own calls, as of the workload's sessions that had ended: no event does not mean that it was never used. */
  notLookedUp?: true;
  /** How many of its events have an error code. */
  failed?: number;
  firstUsed?: string;
  lastUsed?: string;
  accountId?: string;
  /** When it ends at the latest, ISO 8601 UTC; absent for what lives until somebody ends it. */
  until?: string;
  /** Of a role session: the part of aws:userid after the colon. */
  sessionName?: string;
  /** Where the call came from that issued it. */
  issuedFrom?: { ip: string | null; userAgent: string | null };
  /** What is to be done about it; absent for the leaked credential itself. */
  verdict?: Verdict;
}

/**
 * What containment does about a descendant.
 * - `contain`: issued or made after the leak began, by the thief: it is contained without asking
 * - `waits`: a person decides, with one command
 * - `covered`: what holds another credential holds this one too
 * - `expired`: it has ended by itself
 * - `cannot`: nothing here can contain it; `command` or `why` says who can
 */
export interface Verdict {
  what: 'contain' | 'waits' | 'covered' | 'expired' | 'cannot';
  /** Which rule decided it: an id of lib/investigation/descendants/reasons.ts. */
  rule: string;
  /** For people, a sentence. */
  why: string;
  /** What a person can type. */
  command?: string;
  /** The incident that holds it, once containment has acted, and what became of it. */
  incidentId?: string;
  status?: Status;
}

/** When the leak began, as far as anything tells. */
export interface LeakBegan {
  /** ISO 8601 UTC; null where nothing tells. */
  at: string | null;
  by: 'report' | 'foreign-use' | 'asked' | 'unknown';
  why: string;
}

/** What the lineage changed without making it: only a person can tell what stood there before. */
export interface Touched {
  /** The word for it: `trust policy`, `bucket policy`, `shared snapshot`. */
  kind: string;
  id: string;
  /** The credential that did it. */
  by: string;
  at: string;
  eventName: string;
  region: string;
  /** Shows how it stands now. */
  review: string;
  /** Takes it back, where the record tells how. */
  revert?: string;
  /** Whom of the outside it let in, where the record tells: account ids, ARNs, `*` for everybody. */
  sharedWith?: string[];
}

/** Compute of the lineage that nobody has ended yet. */
export interface KeepsDrawing {
  what: string;
  /** The credential that started it. */
  by: string;
  /** Stops it, or shows how. */
  command?: string;
}

/** Calls that an AWS service made in the name of a credential, with an id of its own (forward access sessions). */
export interface OnBehalf {
  /** `secretsmanager.amazonaws.com`. */
  service: string;
  eventSource: string;
  eventName: string;
  events: number;
}

/** AWS's own quarantine, which may be recorded with the victim as the caller. */
export interface QuarantineByAws {
  policy: string;
  principal: string;
  at: string;
}

/** A thing in the account that a known credential made. */
export interface Created {
  /** The CloudFormation type: `AWS::IAM::User`. */
  type: string;
  id: string;
  /** Of users and roles their unique id, where the record shows it: another one of the same name has another. */
  uniqueId?: string;
  by: string;
  at: string;
  eventName: string;
  /** Where the call was made; IAM's calls stand in one Region for the whole account. */
  region: string;
  /** When the lineage took it away again; of compute, when anybody did. */
  removedAt?: string;
  /** Where the call came from that made it; gone once the verdict is found. */
  from?: { ip: string | null; userAgent: string | null };
  /** Of users and roles that still stand: what is to be done about them. */
  verdict?: Verdict;
}

/** Calls by credentials that certainly are of the lineage which succeeded later than containment was read back. */
export interface AfterContainment {
  /** When containment was read back, ISO 8601 UTC: later calls count. */
  at: string;
  succeeded: number;
  /** A few of them. */
  examples: { credential: string; eventName: string; region: string; at: string }[];
}

export interface Technique {
  /** The most specific ATT&CK id: `T1098.001`. */
  id: string;
  name: string;
  tactic: string;
  events: number;
  /** How many of them failed: it was tried. */
  failed?: number;
}

/** When the lineage called what, for a picture: so many slots that a screen can show them, however long it went on. */
export interface Timeline {
  /** The begin of the first slot and the end of the last one, ISO 8601 UTC. */
  from: string;
  to: string;
  /** How long a slot is, seconds. */
  step: number;
  /** A lane for each tactic of ATT&CK, in its order of the attack, and `Other` for calls that no technique is known for. */
  lanes: { tactic: string; slots: { at: string; events: number; failed: number }[] }[];
}

/** An action that is dangerous in a thief's hands, and whether the credential was allowed to do it before we denied it. */
export interface CouldDo {
  /** `iam:CreateUser`. */
  action: string;
  /** For people, continuing `this key could`: `create users`. */
  label: string;
  /** Null where it could not be decided. */
  allowed: boolean | null;
  /** How many calls of the lineage did it and succeeded. */
  used: number;
  /** What limits it, for people: `only on arn:aws:s3:::acme-logs`, `only with MFA`. */
  limits?: string;
}

/** What the policies allowed that the principal had before it was denied. */
export interface CouldHaveDone {
  actions: CouldDo[];
  /** What was read: `3 attached policies`, `permissions boundary`, `2 groups`. */
  basedOn: string[];
  /** What could not be read and might have allowed or denied more, with the reason. */
  notRead: string[];
}

/**
 * What is known about the use of a leaked key, or of a user whose leaked key is not known: then all calls under the
 * user's name are counted. These fields are a stable interface: add, never rename.
 */
export interface Investigation {
  /** Null where only a user is known. */
  accessKeyId: string | null;
  /** The name that was looked for instead of a key. */
  userName?: string;
  window: { from: string; to: string };
  coverage: Coverage[];
  /** The leaked key first; of a user whose key is not known the keys that acted under its name, if any. */
  credentials: KnownCredential[];
  events: number;
  failed: number;
  /** When a call last succeeded, as far as the trail shows, ISO 8601 UTC. */
  lastSucceeded: string | null;
  actions: ActionCount[];
  created: Created[];
  /** What it issued, those that live longest first; at most 500. */
  sessions: IssuedSession[];
  /** Whose the temporary credential is, where that had to be found out. */
  owner?: OwnerFinding;
  /** What its own calls made or issued, with or without a CloudFormation type, the oldest first. */
  made: MadeThing[];
  techniques: Technique[];
  sources: SourceCount[];
  leak?: LeakBegan;
  touched?: Touched[];
  keepsDrawing?: KeepsDrawing[];
  after?: AfterContainment;
  onBehalf?: OnBehalf[];
  quarantine?: QuarantineByAws[];
  /** Error codes of failed calls, the most frequent first. */
  errors?: { code: string; events: number }[];
  timeline?: Timeline;
  /** When a call of the lineage was first refused after it had worked, ISO 8601 UTC. */
  firstDenied?: string;
  /** What the credential could have done. Found out off the hot path, once; absent where nobody asked. */
  could?: CouldHaveDone;
  notes: string[];
}
