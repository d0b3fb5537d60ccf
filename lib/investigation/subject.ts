import type { TrailRecord } from './trail-record.ts';

/** A user whose leaked key is not known. */
export interface NamedUser {
  name: string;
  /** `AIDA…`: a user that was made anew under the name has another, and its calls are another's. */
  id?: string;
}

/** Whose calls are looked for: those signed with a key, or those under the name of a user. */
export type Subject = { accessKeyId: string } | { user: NamedUser };

/** Whether a call was made under the name of a user. LookupEvents also finds role sessions that are named like it. */
export const isOfUser = ({ name, id }: NamedUser, { identity, damage }: TrailRecord): boolean => {
  if (!identity) return damage !== null;
  const { type, issuerId } = identity;
  if (identity.name !== name || (type !== 'IAMUser' && type !== 'FederatedUser')) return false;
  const actual = type === 'IAMUser' ? identity.id : issuerId;
  return id === undefined || actual === null || actual === id;
};

/** The credential of a user's own call: its key, or the session of a sign-in. Null where the record names neither. */
export const ownIdOf = ({ accessKeyId, eventSource, identity }: TrailRecord): string | null => {
  const signIn =
    eventSource === 'signin.amazonaws.com' && identity?.arn ? `console-session:${identity.arn}` : null;
  return accessKeyId ?? signIn;
};
