/** A signal says that a credential leaked. Every source becomes one of these, or a reason why it is not one. */
export interface LeakSignal {
  /** The same report always has the same id, however often it is delivered: `github:owner/repo#7`. */
  id: string;
  source: 'github' | 'guardduty' | 'manual';
  accessKeyId: string;
  /** The account that the source names, if it names one. */
  accountId?: string;
  /** The IAM user that the source names; to be believed only once ListAccessKeys shows the key on that user. */
  userName?: string;
  /** The unique id of that user (`AIDA…`), where the source gives it: a name can be given to another. */
  userId?: string;
  /** Where it leaked, for people: `acme/shop: config/aws.env line 3`. Untrusted text. */
  where: string;
  /** A page where a person can look at the report. */
  url?: string;
  /** When the source says that it happened, ISO 8601 UTC. */
  reportedAt: string;
  /** What the source or the person said about it. Untrusted text. */
  reason?: string;
}

/** What a source's message amounts to. */
export type SignalReading =
  | { kind: 'leak'; signals: [LeakSignal, ...LeakSignal[]] }
  /** Understood, and nothing to act on: told where `tell` says so, otherwise only logged. */
  | { kind: 'not-a-leak'; reason: string; tell: boolean }
  /** A leak is real and which key it is cannot be found out: a person must act now. */
  | { kind: 'undecided'; reason: string }
  /** Not what this source sends. It can never succeed: `field` names what is wrong. */
  | { kind: 'malformed'; reason: string; field: string };
