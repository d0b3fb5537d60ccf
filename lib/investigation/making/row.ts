import type { Json } from '../detail.ts';
import type { Names } from './reading.ts';

/** Whose a thing is: the user of an access key, the receiver of a policy, the cluster of a service. */
export interface Owner {
  kind: string;
  name: string;
}

/** Where a record names whose the thing is. */
export interface OwnerPath {
  kind: string;
  name: readonly string[];
}

/** How a call that makes or issues something is read. */
export interface Making {
  /** The word for it in a mail, of at most 20 characters. */
  kind: string;
  /** Its CloudFormation type; absent where CloudFormation knows no such thing. */
  type?: string;
  id: Names;
  owner?: OwnerPath;
  /** What stands there ends in its name: `/hostedzone/Z1`. */
  endsInName?: true;
  /** The call also succeeds where the thing already stood, and may have changed it or done nothing. */
  mayHaveStood?: true;
  /** It is made on something that stood before, or may have stood itself: that is told as touched as well. */
  touches?: true;
  /** Where its owner is deleted it is gone too. */
  goesWithOwner?: true;
  /** Whether the call made anything. */
  when?: (detail: Json) => boolean;
}

/** Calls by their names, `iam:CreateUser`. */
export type MakingTable = Readonly<Record<string, Making>>;

/**
 * A row of a table.
 * @param type its CloudFormation type, or null
 * @param id paths to its name, the best one first
 */
export const thing = (kind: string, type: string | null, ...id: string[]): Making => ({
  kind,
  ...(type !== null && { type }),
  id,
});

/** The same, of somebody or something: `owned(row, 'user', …)`. */
export const owned = <T extends object>(
  row: T,
  kind: string,
  ...name: string[]
): T & { owner: OwnerPath } => ({
  ...row,
  owner: { kind, name },
});
