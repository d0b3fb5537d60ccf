import type { Call } from './call.ts';
import { type Issued, isKnownToIssue } from './issuing.ts';

/** A credential of the lineage and how it is known. */
export interface Known extends Issued {
  issuedBy: string | null;
  via: string | null;
  /** Milliseconds; null where no record tells. */
  issuedAt: number | null;
  /** Whether the link itself is certain; that of its parent is another matter. */
  linkCertain: boolean;
  why: string;
  issuedFrom?: { ip: string | null; userAgent: string | null };
}

/** A link from one credential to another. */
export interface Link {
  issuedBy: string | null;
  via: string | null;
  at: number | null;
  certain: boolean;
  why: string;
  from?: { ip: string | null; userAgent: string | null };
}

export const sourceOf = ({ sourceIp, userAgent }: Call): NonNullable<Known['issuedFrom']> => ({
  ip: sourceIp,
  userAgent: userAgent?.slice(0, 512) ?? null,
});

/** The link of a call that issued a credential in its own answer. */
export const issuedLink = (call: Call, issuedBy: string): Link => ({
  issuedBy,
  via: call.eventName,
  at: call.at,
  certain: isKnownToIssue(call),
  why: isKnownToIssue(call)
    ? `${call.eventName} answered with its id`
    : `${call.eventName}, which is not known to issue credentials, answered with what looks like one`,
  from: sourceOf(call),
});
