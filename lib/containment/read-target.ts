import { GetAccessKeyLastUsedCommand, type IAMClient } from '@aws-sdk/client-iam';
import { describeError, isAccessDenied, isNoSuchEntity } from '#lib/aws/errors.ts';
import { readUserStanding, type UserStanding } from '#lib/credential/user-standing.ts';
import type { Principal } from '#lib/incident/incident.ts';
import type { Target } from './steps/step.ts';

/** The user as it is called now, or why it could not be read. */
export type ReadBack =
  | { target: Target; standing: UserStanding }
  /** `lost`: AWS answered, and there is no such user. Otherwise it may answer a minute later. */
  | { why: string; lost: boolean };

export const targetOf = (accessKeyId: string, { name, arn, id }: Principal): Target => ({
  accessKeyId,
  userName: name,
  userId: id ?? '',
  arn,
});

/**
 * Reads the user of a target again. Inside IAM's propagation window a thief may rename it, and put an empty user
 * in its place: the unique id tells, and the key, which cannot change its user, leads to the new name. Never throws.
 */
export const readTarget = async (target: Target, iam: IAMClient): Promise<ReadBack> => {
  try {
    const standing = await readUserStanding(iam, target.userName);
    // The three reads are no snapshot: a key that is missing may have been looked for on a decoy.
    const whole = standing?.keys.some(({ accessKeyId }) => accessKeyId === target.accessKeyId);
    if (isSame(standing, target) && (whole || !(await hasMoved(target, iam)))) return { target, standing };
    return await readRenamed(target, iam);
  } catch (error) {
    return { why: describeError('reading the user back', error), lost: false };
  }
};

const isSame = (standing: UserStanding | undefined, { userId }: Target): standing is UserStanding =>
  standing !== undefined && (userId === '' || standing.userId === userId);

// IAM may go on naming the user of a deleted key: only another name is news.
const hasMoved = async ({ accessKeyId, userName }: Target, iam: IAMClient): Promise<boolean> => {
  const owner = await userOfKey(accessKeyId, iam);
  return owner !== undefined && owner !== userName;
};

const readRenamed = async (target: Target, iam: IAMClient): Promise<ReadBack> => {
  const name = await userOfKey(target.accessKeyId, iam);
  const standing = name === undefined ? undefined : await readUserStanding(iam, name);
  if (!isSame(standing, target) || !name) {
    const why = `user ${target.userName} (${target.userId}) is found neither under its name nor by its key`;
    return { why, lost: true };
  }
  return { target: { ...target, userName: name, arn: standing.arn }, standing };
};

const userOfKey = async (accessKeyId: string, iam: IAMClient): Promise<string | undefined> => {
  try {
    return (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }))).UserName;
  } catch (error) {
    if (isNoSuchEntity(error) || isAccessDenied(error)) return undefined;
    throw error;
  }
};
