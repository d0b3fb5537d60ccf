import type { Json } from './detail.ts';
import type { TrailRecord } from './trail-record.ts';

/** One call of the lineage as the page shows it, with nothing secret in it. Its text comes from strangers. */
export interface KeptCall {
  /** ISO 8601 UTC; null where CloudTrail gave none. */
  at: string | null;
  region: string;
  eventSource: string;
  /** Without the dated suffix. */
  eventName: string;
  /** The id of the credential of the lineage that made it. */
  by: string;
  ip: string | null;
  userAgent: string | null;
  readOnly: boolean | null;
  errorCode: string | null;
  /** The tactic that the timeline counts it under; absent for a call that everybody makes. */
  tactic?: string;
}

/**
 * Is handed every call of the lineage that is counted, whether or not its link is certain, and every call under the
 * name of a reported user: each once, in no order. The whole record is for the evidence.
 */
export interface CallKeeper {
  /**
   * Must not throw: what cannot be kept does not stop what is found.
   * @param detail the record as CloudTrail wrote it: it may hold session tokens, and is redacted before it is kept
   * @param credentialId the credential that made it; `user:<ARN>` where the record of a reported user names none
   */
  keep(record: TrailRecord, detail: Json, credentialId: string): void;

  /**
   * Is handed what somebody else called and the lineage hangs by: no call of the lineage, and counted nowhere. Must not
   * throw.
   */
  keepLink(record: TrailRecord, detail: Json): void;
}
