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
}

/** Is handed every call of the lineage, each once, in no order: the whole record is for the evidence. */
export interface CallKeeper {
  /** @param detail the record as CloudTrail wrote it: it may hold session tokens, and is redacted before it is kept */
  keep(record: TrailRecord, detail: Json, credentialId: string): void;
}
