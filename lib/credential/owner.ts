import { GetAccessKeyLastUsedCommand, type IAMClient } from '@aws-sdk/client-iam';
import { describeError, isAccessDenied, isNoSuchEntity } from '#lib/aws/errors.ts';
import { readUserStanding, type UserStanding } from './user-standing.ts';

/** Whose a long-term key is, as far as AWS would tell. */
export type Owner =
  | { kind: 'user'; standing: UserStanding }
  /** The account of the key is not the one we answer for. */
  | { kind: 'not-ours'; accountId: string }
  /** Our account, no such key any more; the user is the one that the signal named, when it is still the same. */
  | { kind: 'deleted'; named: UserStanding | undefined }
  /** AWS would not say. Nothing may be assumed. */
  | { kind: 'undecided'; why: string };

export interface OwnerQuestion {
  accessKeyId: string;
  /** The user that the signal names, to be believed only when ListAccessKeys shows the key on it. */
  userName?: string;
  /** The unique id of that user, as the signal gives it. */
  userId?: string;
  /** The account that the key id itself carries, when it can be read offline. */
  decodedAccountId?: string;
}

export interface OwnerSources {
  iam: IAMClient;
  ownAccountId(): Promise<string>;
  /** sts:GetAccessKeyInfo. */
  accountOfKey(accessKeyId: string): Promise<string>;
}

const carriesKey = (standing: UserStanding | undefined, accessKeyId: string): standing is UserStanding =>
  standing?.keys.some((key) => key.accessKeyId === accessKeyId) ?? false;

/**
 * Finds the user behind a long-term key and what stands on it: one call deep where the signal names the right
 * user, two where the owner must be asked for first.
 */
export const findOwner = async (question: OwnerQuestion, sources: OwnerSources): Promise<Owner> => {
  const named = question.userName ? await readUserStanding(sources.iam, question.userName) : undefined;
  if (carriesKey(named, question.accessKeyId)) return { kind: 'user', standing: named };
  return askForOwner(question, sources, sameUser(named, question.userId));
};

// A name alone proves nothing once the key is gone: it may have been given to somebody else, or be made up together
// with the key. The unique id is never given twice.
const sameUser = (named: UserStanding | undefined, userId: string | undefined): UserStanding | undefined =>
  named && named.userId === userId ? named : undefined;

const askForOwner = async (
  { accessKeyId, decodedAccountId }: OwnerQuestion,
  sources: OwnerSources,
  named: UserStanding | undefined,
): Promise<Owner> => {
  const lookup = await lastUsedBy(accessKeyId, sources.iam);
  if (lookup.userName) {
    const standing = await readUserStanding(sources.iam, lookup.userName);
    if (carriesKey(standing, accessKeyId)) return { kind: 'user', standing };
    // The key is gone but IAM still names its user: that is AWS's own word, better than a signal's.
    return { kind: 'deleted', named: standing ?? named };
  }
  return withoutUser(accessKeyId, decodedAccountId, sources, lookup.why, named);
};

type LastUsed = { userName: string; why?: never } | { userName?: never; why: unknown };

const lastUsedBy = async (accessKeyId: string, iam: IAMClient): Promise<LastUsed> => {
  try {
    const { UserName } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }));
    return UserName ? { userName: UserName } : { why: new Error('IAM names no user for this key') };
  } catch (why) {
    // Both answers are met for a key that the account does not have; which of the two is not documented.
    if (isNoSuchEntity(why) || isAccessDenied(why)) return { why };
    throw why;
  }
};

// Only the key's account tells "not ours" from "ours, but deleted" and from "we may not ask".
const withoutUser = async (
  accessKeyId: string,
  decodedAccountId: string | undefined,
  sources: OwnerSources,
  why: unknown,
  named: UserStanding | undefined,
): Promise<Owner> => {
  const [own, account] = await Promise.all([
    sources.ownAccountId(),
    accountOf(accessKeyId, decodedAccountId, sources),
  ]);
  if ('why' in account) return { kind: 'undecided', why: account.why };
  if (account.id !== own) return { kind: 'not-ours', accountId: account.id };
  if (isNoSuchEntity(why)) return { kind: 'deleted', named };
  return { kind: 'undecided', why: describeError('iam:GetAccessKeyLastUsed', why) };
};

// STS is asked first: that an id carries its account is how AWS builds ids today, not a promise of AWS.
const accountOf = async (
  accessKeyId: string,
  decodedAccountId: string | undefined,
  sources: OwnerSources,
): Promise<{ id: string } | { why: string }> => {
  try {
    return { id: await sources.accountOfKey(accessKeyId) };
  } catch (error) {
    if (decodedAccountId) return { id: decodedAccountId };
    return { why: describeError('sts:GetAccessKeyInfo', error) };
  }
};
