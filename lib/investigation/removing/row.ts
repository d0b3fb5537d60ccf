import type { Json } from '../detail.ts';
import type { Names } from '../making/reading.ts';
import type { OwnerPath } from '../making/row.ts';

/** How a call that takes a thing away is read. */
export interface Removing {
  /** The kind of what it takes away, as its making says it. */
  kind: string;
  id: Names;
  /** Whose the removed thing was, where the id alone does not tell. */
  owner?: OwnerPath;
  /** The call may name it by an ARN or a URL that ends in its name. */
  endsInName?: true;
  /** Whether the call takes it away, and whole. */
  when?: (detail: Json) => boolean;
}

/** Calls by their names, `iam:DeleteUser`. */
export type RemovingTable = Readonly<Record<string, Removing>>;

/** A row of a table. @param id paths to its name, the best one first */
export const removal = (kind: string, ...id: string[]): Removing => ({ kind, id });

/** The same, of a call that takes an ARN or a URL as well. */
export const removalByEnd = (kind: string, ...id: string[]): Removing => ({ kind, id, endsInName: true });
