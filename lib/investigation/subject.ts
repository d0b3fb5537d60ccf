import type { TrailRecord } from './trail-record.ts';

/** A user whose leaked key is not known. */
export interface NamedUser {
  name: string;
  /** `AIDA…`: a user that was made anew under the name has another, and its calls are another's. */
  id?: string;
}

/** Whose calls are looked for: those signed with a key, or those under the name of a user. */
export type Subject = { accessKeyId: string } | { user: NamedUser };

// LookupEvents also finds role sessions that somebody named like the user.
const isOfUser = ({ name, id }: NamedUser, { identity, damage }: TrailRecord): boolean => {
  if (!identity) return damage !== null;
  const { type, issuerId } = identity;
  if (identity.name !== name || (type !== 'IAMUser' && type !== 'FederatedUser')) return false;
  const actual = type === 'IAMUser' ? identity.id : issuerId;
  return id === undefined || actual === null || actual === id;
};

/** Whether a record that LookupEvents answered is of the subject. Ids are compared exactly: near-identical ones exist. */
export const isOf = (subject: Subject, record: TrailRecord): boolean =>
  'user' in subject
    ? isOfUser(subject.user, record)
    : record.accessKeyId === null || record.accessKeyId === subject.accessKeyId;
