import { digestOf } from './record-item.ts';
import type { RecordKind } from './records.ts';

// A partition key takes 2048 bytes (DynamoDB developer guide, "Quotas": partition key length).
const longestId = 1024;
const hashed = 'sha256:';

/** What all keys of a kind begin with. No incident id holds a `#`. */
export const keyPrefix = (kind: RecordKind): string => `record#${kind}#`;

/** The key of a record in the table of the incidents. */
export const recordKey = (kind: RecordKind, id: string): string =>
  keyPrefix(kind) + (fits(id) ? id : hashed + digestOf(id));

// An id that looks like a hashed one is hashed as well, so that nobody can name the record of another id.
const fits = (id: string): boolean =>
  id.isWellFormed() && !id.startsWith(hashed) && Buffer.byteLength(id) <= longestId;

/** A file's name without its ending: a few readable letters, and what tells it from all others. */
export const recordFileName = (id: string): string =>
  `${id.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}-${digestOf(id)}`;
