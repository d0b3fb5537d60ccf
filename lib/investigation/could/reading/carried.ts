/** A policy document by its name. */
export interface PolicyText {
  name: string;
  text: string;
}

/** What carries policies of its own. */
interface Carrier {
  inline: PolicyText[];
  /** ARNs of managed policies. */
  attached: string[];
}

/** All that IAM keeps on a user or role and that has a say in what it may do. */
export interface Carried extends Carrier {
  /** The unique id, `AIDA…` or `AROA…`. */
  id: string;
  tags: Record<string, string>;
  /** ARN of the permissions boundary, or null. */
  boundary: string | null;
  /** Of a user. */
  groups: (Carrier & { name: string })[];
}

/** What could not be read: of what kind it is decides what cannot be told without it. */
export interface Unread {
  of: 'identity' | 'boundary' | 'scp';
  why: string;
  /** Whether the same call may be answered another time. */
  passing: boolean;
}

export interface Reading {
  carried: Carried;
  unread: Unread[];
  /** The text of a managed policy. @throws what IAM throws */
  document(arn: string): Promise<string>;
}

/** IAM answers with documents percent-encoded (IAM API reference, GetPolicyVersion). */
export const decoded = (document: string | undefined): string => decodeURIComponent(document ?? '');

export const tagsOf = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []) =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
