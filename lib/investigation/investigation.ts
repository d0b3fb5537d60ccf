import type { Principal } from '#lib/incident/incident.ts';
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
  firstUsed?: string;
  lastUsed?: string;
}

/** A thing in the account that a known credential made. */
export interface Created {
  /** The CloudFormation type: `AWS::IAM::User`. */
  type: string;
  id: string;
  by: string;
  at: string;
  eventName: string;
  /** Where the call was made; IAM's calls stand in one Region for the whole account. */
  region: string;
  /** When the same credential took it away again. */
  removedAt?: string;
}

export interface Technique {
  /** The most specific ATT&CK id: `T1098.001`. */
  id: string;
  name: string;
  tactic: string;
  events: number;
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
  notes: string[];
}
