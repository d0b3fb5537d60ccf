import type { IAMClient } from '@aws-sdk/client-iam';
import { parseKeyId } from './key-id.ts';
import { findKeyOwner } from './key-owner.ts';
import type { AccountStanding } from './organization.ts';
import {
  type RoleSessionStanding,
  type RoleStanding,
  readRoleSessionStanding,
  readRoleStanding,
} from './role-standing.ts';
import { readUserStanding, type UserStanding } from './user-standing.ts';

/** Whose a leaked credential is, as far as AWS would tell. */
export type Owner =
  /** A long-term key, on this user. */
  | { kind: 'user'; standing: UserStanding }
  /** A session of GetSessionToken or GetFederationToken: this user is behind it. */
  | { kind: 'user-session'; standing: UserStanding }
  /** The report names this user and no key. */
  | { kind: 'user-only'; standing: UserStanding }
  | { kind: 'role-session'; standing: RoleSessionStanding; sessionName: string | undefined }
  /** The report is about this role itself. */
  | { kind: 'role'; standing: RoleStanding }
  | { kind: 'root'; accountId: string }
  /** The account is none that we answer for. */
  | { kind: 'not-ours'; accountId: string }
  /** Our account, no such key any more; the user is the one that the signal named, when it is still the same. */
  | { kind: 'deleted'; named: UserStanding | undefined }
  /** The user or role that was named does not exist (any more). */
  | { kind: 'gone'; what: string }
  /** A temporary credential of ours: no API tells whose. */
  | { kind: 'unknown'; accountId: string }
  /** AWS would not say. Nothing may be assumed. */
  | { kind: 'undecided'; why: string };

/** What a signal says about a credential's owner. */
export interface OwnerQuestion {
  accessKeyId?: string;
  accountId?: string;
  /** To be believed only when ListAccessKeys shows the key on that user. */
  userName?: string;
  /** The unique id of that user, as the signal gives it. */
  userId?: string;
  session?: { roleName: string; roleId?: string; sessionName?: string };
  /** A role itself, and no session of it. */
  role?: { roleName: string; roleId?: string };
  root?: true;
}

export interface OwnerSources {
  ownAccountId(): Promise<string>;
  /** sts:GetAccessKeyInfo. */
  accountOfKey(accessKeyId: string): Promise<string>;
  accountStanding(accountId: string): Promise<AccountStanding>;
  /** IAM of an account: ours, or a member's through its role. `subject` names the session. */
  iamFor(accountId: string, subject: string): Promise<IAMClient>;
}

/** An account that may be acted in, with its IAM; otherwise the answer. */
type Entry = { iam: IAMClient; accountId: string } | { owner: Owner };

/**
 * Finds who is behind a credential and what stands on it: one call deep where the signal names the right user of our
 * own account, two where the owner must be asked for first.
 * @throws what AWS throws, when it does not answer
 */
export const findOwner = async (question: OwnerQuestion, sources: OwnerSources): Promise<Owner> => {
  const { accessKeyId } = question;
  const key = accessKeyId === undefined ? undefined : parseKeyId(accessKeyId);
  if (accessKeyId !== undefined && key?.kind === 'long-term' && !question.root)
    return findKeyOwner(
      { ...question, accessKeyId, ...(key.accountId && { decodedAccountId: key.accountId }) },
      sources,
    );
  const entry = await enter(question, sources);
  if ('owner' in entry) return entry.owner;
  if (question.root) return { kind: 'root', accountId: entry.accountId };
  if (question.session) return ofRoleSession(question.session, accessKeyId ?? '', entry.iam);
  if (question.role) return ofRole(question.role, entry.iam);
  if (question.userName !== undefined) return ofUser(question, question.userName, entry.iam);
  return { kind: 'unknown', accountId: entry.accountId };
};

// The account that STS names is believed before the one that a source names.
const enter = async (question: OwnerQuestion, sources: OwnerSources): Promise<Entry> => {
  const accountId =
    question.accessKeyId === undefined
      ? question.accountId
      : await sources.accountOfKey(question.accessKeyId).catch((error: unknown) => {
          if (question.accountId !== undefined) return question.accountId;
          throw error;
        });
  if (accountId === undefined) return { owner: { kind: 'undecided', why: 'the report names no account' } };
  const standing = await sources.accountStanding(accountId);
  if (standing === 'foreign') return { owner: { kind: 'not-ours', accountId } };
  if (typeof standing === 'object') return { owner: { kind: 'undecided', why: standing.undecided } };
  const subject = question.accessKeyId ?? question.userName ?? question.role?.roleName ?? 'owner';
  return { iam: await sources.iamFor(accountId, subject), accountId };
};

const ofRoleSession = async (
  { roleName, roleId, sessionName }: NonNullable<OwnerQuestion['session']>,
  accessKeyId: string,
  iam: IAMClient,
): Promise<Owner> => {
  const standing = await readRoleSessionStanding(iam, roleName, denySessionPolicy(accessKeyId));
  return isStill(standing, roleId)
    ? { kind: 'role-session', standing, sessionName }
    : goneRole(roleName, roleId);
};

const ofRole = async (
  { roleName, roleId }: NonNullable<OwnerQuestion['role']>,
  iam: IAMClient,
): Promise<Owner> => {
  const standing = await readRoleStanding(iam, roleName);
  return isStill(standing, roleId) ? { kind: 'role', standing } : goneRole(roleName, roleId);
};

// A role that was made anew under the same name has another id, and the sessions of the old one are dead.
const isStill = <S extends { roleId: string }>(
  standing: S | undefined,
  roleId: string | undefined,
): standing is S => standing !== undefined && (roleId === undefined || standing.roleId === roleId);

const goneRole = (roleName: string, roleId: string | undefined): Owner => ({
  kind: 'gone',
  what: `role ${roleName}${roleId ? ` (${roleId})` : ''}`,
});

const ofUser = async (
  { accessKeyId, userId }: OwnerQuestion,
  userName: string,
  iam: IAMClient,
): Promise<Owner> => {
  const standing = await readUserStanding(iam, userName);
  if (!standing || (userId !== undefined && standing.userId !== userId))
    return { kind: 'gone', what: `user ${userName}${userId ? ` (${userId})` : ''}` };
  return accessKeyId === undefined ? { kind: 'user-only', standing } : { kind: 'user-session', standing };
};

/** The name of the inline policy that denies the thief's sessions: one for each leaked credential. */
export const denySessionPolicy = (accessKeyId: string): string => `TourniquetDeny-${accessKeyId}`;
