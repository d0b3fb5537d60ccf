import { createHash } from 'node:crypto';
import { now } from '#lib/platform/clock.ts';
import type { Fields, RecordKind } from './records.ts';

/** A record as both stores keep it. */
export interface RecordItem {
  fields: Fields;
  /** Whom `admit` counted. */
  members?: readonly string[];
  /** Seconds since 1970, as DynamoDB's TTL wants it. */
  expiresAt?: number;
}

const day = 24 * 60 * 60;

/** How long what counts or remembers is of use, in seconds. Everything else stays until it is removed. */
const lifetimes: Partial<Record<RecordKind, number>> = { brake: 2 * day, burst: 2 * day, seen: 120 * day };

export const seconds = (): number => Math.floor(now().getTime() / 1000);

export const expiryOf = (kind: RecordKind): { expiresAt?: number } => {
  const lifetime = lifetimes[kind];
  return lifetime === undefined ? {} : { expiresAt: seconds() + lifetime };
};

/** DynamoDB removes an item some time after its TTL, a file nobody removes: until then it counts as gone. */
export const isLive = (item: RecordItem | undefined): item is RecordItem =>
  item !== undefined && (item.expiresAt === undefined || item.expiresAt > seconds());

/** A record as its readers see it: whom `admit` counted stands in `members`. */
export const fieldsOf = ({ fields, members }: RecordItem): Fields =>
  members ? { ...fields, members: [...members].sort() } : fields;

/** Tells any two ids apart, also by letter case and where they are no valid Unicode. */
export const digestOf = (id: string): string =>
  createHash('sha256').update(Buffer.from(id, 'utf16le')).digest('hex');
