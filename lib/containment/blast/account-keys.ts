import type { IAMClient, User } from '@aws-sdk/client-iam';
import { describeError, isNoSuchEntity } from '#lib/aws/errors.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { redact } from '#lib/platform/redact.ts';
import {
  type ActiveKey,
  activeKeysOf,
  consoleOf,
  policiesOf,
  serviceCredentialsOf,
  usersOf,
} from './user-reads.ts';

/** A user with active keys, and what else a deny on it stops. */
export interface KeyUser {
  accountId: string;
  arn: string;
  keys: ActiveKey[];
  console: { lastUsedAt: string } | null;
  serviceCredentials: string[];
  /** ARNs of the managed policies on the user itself. */
  policies: string[];
  /** What of it could not be read, a sentence each: that part is empty above, but not known to be. */
  unread: string[];
}

/** What could not be read: a whole account, or one of its users. */
export interface Unread {
  accountId: string;
  user: string | null;
  reason: string;
}

// The quotas of IAM belong to the account, and its own workloads come first.
const atOnce = 4;

/** Every user of an account that has an active key. What cannot be read is told, and the rest is read. */
export const keyUsersOf = async (
  accountId: string,
  enter: () => Promise<IAMClient>,
): Promise<{ users: KeyUser[]; unread: Unread[] }> => {
  const iam = await enter().catch((error: unknown) => ({ reason: wordsOf('entering the account', error) }));
  if ('reason' in iam) return { users: [], unread: [{ accountId, user: null, reason: iam.reason }] };
  const listed = await usersOf(iam).catch((error: unknown) => ({ reason: wordsOf('iam:ListUsers', error) }));
  if ('reason' in listed) return { users: [], unread: [{ accountId, user: null, reason: listed.reason }] };
  const read = await inParallel(listed, atOnce, (user) => keyUser(accountId, user, iam));
  return {
    users: read.flatMap((each) => (each && 'keys' in each ? [each] : [])),
    unread: read.flatMap((each) => (each && 'reason' in each ? [each] : [])),
  };
};

// What we say ourselves, of the member role or of an account that is none of ours, needs no words before it.
const wordsOf = (what: string, error: unknown): string =>
  error instanceof Error && (error.name === 'Error' || error.name.includes('MemberRole'))
    ? redact(error.message)
    : describeError(what, error);

/** Undefined: it has no active key, or was deleted meanwhile. */
const keyUser = async (
  accountId: string,
  user: User,
  iam: IAMClient,
): Promise<KeyUser | Unread | undefined> => {
  const { UserName = '', Arn = '' } = user;
  try {
    const keys = await activeKeysOf(iam, UserName);
    if (keys.length === 0) return undefined;
    const unread: string[] = [];
    const orNone = async <T>(operation: string, asked: Promise<T>, none: T): Promise<T> => {
      try {
        return await asked;
      } catch (error) {
        unread.push(describeError(operation, error));
        return none;
      }
    };
    const [console, policies, serviceCredentials] = await Promise.all([
      orNone('iam:GetLoginProfile', consoleOf(iam, user), null),
      orNone('iam:ListAttachedUserPolicies', policiesOf(iam, UserName), []),
      orNone('iam:ListServiceSpecificCredentials', serviceCredentialsOf(iam, UserName), []),
    ]);
    return { accountId, arn: Arn, keys, console, policies, serviceCredentials, unread };
  } catch (error) {
    if (isNoSuchEntity(error)) return undefined;
    return { accountId, user: UserName, reason: describeError('iam:ListAccessKeys', error) };
  }
};
