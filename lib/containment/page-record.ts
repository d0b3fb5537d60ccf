import type { Fields } from '#lib/incident/records.ts';

/** A page as it is recorded. Times are ISO 8601 UTC. */
export interface PageRecord {
  id: string;
  subject: string;
  body: string;
  incidentId?: string;
  /** When it was last sent, or was about to be. */
  sentAt: string;
  /** How often it was sent. */
  times: number;
  /** When it last reached the topic; absent where that failed so far. */
  publishedAt?: string;
  /** When it did not get to the topic, where it was tried for the first time. */
  failedAt?: string;
  acknowledgedAt?: string;
  acknowledgedBy?: string;
  closedAt?: string;
}

export const pageOf = (id: string, fields: Fields | undefined): PageRecord | undefined =>
  fields && ({ ...fields, id } as PageRecord);

export const sameText = (
  one: Pick<PageRecord, 'subject' | 'body'>,
  other: Pick<PageRecord, 'subject' | 'body'>,
): boolean => one.subject === other.subject && one.body === other.body;

/** Nobody has taken it on, and its matter has not ended. */
export const isOpen = ({ acknowledgedAt, closedAt }: PageRecord): boolean =>
  acknowledgedAt === undefined && closedAt === undefined;
