import { GetAccessKeyLastUsedCommand, type IAMClient } from '@aws-sdk/client-iam';
import { describeError, isAccessDenied, isNoSuchEntity } from '#lib/aws/errors.ts';
import type { Owner, OwnerQuestion, OwnerSources } from './owner.ts';
import { readUserStanding, type UserStanding } from './user-standing.ts';

export interface KeyQuestion extends OwnerQuestion {
  accessKeyId: string;
  /** The account that the key id itself carries, when it can be read offline. */
  decodedAccountId?: string;
}

const carriesKey = (standing: UserStanding | undefined, accessKeyId: string): standing is UserStanding =>
  standing?.keys.some((key) => key.accessKeyId === accessKeyId) ?? false;

/**
 * Finds the user behind a long-term key. Our own account is asked first, unless the id names another one that we
 * answer for: on the way that most leaks take no call is spent on knowing the account.
 */
export const findKeyOwner = async (question: KeyQuestion, sources: OwnerSources): Promise<Owner> => {
  const own = await sources.ownAccountId();
  const { decodedAccountId } = question;
  if (decodedAccountId !== undefined && decodedAccountId !== own) {
    const elsewhere = await inMember(question, decodedAccountId, sources);
    if (elsewhere) return elsewhere;
  }
  return inAccount(question, own, sources);
};

/** Undefined where the account is not one that we answer for: STS must confirm that before it is said. */
const inMember = async (
  question: KeyQuestion,
  accountId: string,
  sources: OwnerSources,
): Promise<Owner | undefined> => {
  const standing = await sources.accountStanding(accountId);
  if (standing === 'member') return inAccount(question, accountId, sources);
  return typeof standing === 'object' ? { kind: 'undecided', why: standing.undecided } : undefined;
};

const inAccount = async (question: KeyQuestion, accountId: string, sources: OwnerSources): Promise<Owner> => {
  const iam = await sources.iamFor(accountId, question.accessKeyId);
  const named = question.userName ? await readUserStanding(iam, question.userName) : undefined;
  if (carriesKey(named, question.accessKeyId)) return { kind: 'user', standing: named };
  return askForOwner(question, { accountId, iam }, sources, sameUser(named, question.userId));
};

// A name alone proves nothing once the key is gone: it may have been given to somebody else, or be made up together
// with the key. The unique id is never given twice.
const sameUser = (named: UserStanding | undefined, userId: string | undefined): UserStanding | undefined =>
  named && named.userId === userId ? named : undefined;

interface Place {
  accountId: string;
  iam: IAMClient;
}

const askForOwner = async (
  question: KeyQuestion,
  place: Place,
  sources: OwnerSources,
  named: UserStanding | undefined,
): Promise<Owner> => {
  const { accessKeyId } = question;
  const lookup = await lastUsedBy(accessKeyId, place.iam);
  if (lookup.userName) {
    const standing = await readUserStanding(place.iam, lookup.userName);
    if (carriesKey(standing, accessKeyId)) return { kind: 'user', standing };
    // The key is gone but IAM still names its user: that is AWS's own word, better than a signal's.
    return { kind: 'deleted', named: standing ?? named };
  }
  return withoutUser(question, place, sources, lookup.why, named);
};

type LastUsed = { userName: string; why?: never } | { userName?: never; why: unknown };

/** IAM knows the key and names no user: every key of a user names its own, so it is the root user's. */
class NamesNoUser extends Error {}

// How IAM names the root user where it names it at all: `<root_account>`, which no user can be called.
const lastUsedBy = async (accessKeyId: string, iam: IAMClient): Promise<LastUsed> => {
  try {
    const { UserName } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }));
    const isUser = UserName !== undefined && /^[\w+=,.@-]+$/.test(UserName);
    return isUser ? { userName: UserName } : { why: new NamesNoUser('IAM names no user for this key') };
  } catch (why) {
    // Both answers are met for a key that the account does not have; which of the two is not documented.
    if (isNoSuchEntity(why) || isAccessDenied(why)) return { why };
    throw why;
  }
};

// Only the key's account tells "not ours" from "ours, but deleted" and from "we may not ask".
const withoutUser = async (
  question: KeyQuestion,
  asked: Place,
  sources: OwnerSources,
  why: unknown,
  named: UserStanding | undefined,
): Promise<Owner> => {
  const account = await accountOf(question, sources);
  if ('why' in account) return { kind: 'undecided', why: account.why };
  if (account.id !== asked.accountId) return inOther(question, account.id, sources);
  if (why instanceof NamesNoUser) return { kind: 'root', accountId: account.id };
  if (isNoSuchEntity(why)) return { kind: 'deleted', named };
  return { kind: 'undecided', why: describeError('iam:GetAccessKeyLastUsed', why) };
};

// STS names another account than the one that was asked: an id that carries no account, or a wrong one.
const inOther = async (question: KeyQuestion, accountId: string, sources: OwnerSources): Promise<Owner> => {
  const standing = await sources.accountStanding(accountId);
  if (standing === 'foreign') return { kind: 'not-ours', accountId };
  if (typeof standing === 'object') return { kind: 'undecided', why: standing.undecided };
  if (question.decodedAccountId === accountId)
    return {
      kind: 'undecided',
      why: `account ${accountId} does not know the key and STS says that it is its own`,
    };
  return inAccount({ ...question, decodedAccountId: accountId }, accountId, sources);
};

// STS is asked first: that an id carries its account is how AWS builds ids today, not a promise of AWS.
const accountOf = async (
  { accessKeyId, decodedAccountId }: KeyQuestion,
  sources: OwnerSources,
): Promise<{ id: string } | { why: string }> => {
  try {
    return { id: await sources.accountOfKey(accessKeyId) };
  } catch (error) {
    if (decodedAccountId) return { id: decodedAccountId };
    return { why: describeError('sts:GetAccessKeyInfo', error) };
  }
};
