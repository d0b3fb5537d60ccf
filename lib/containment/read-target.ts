import { GetAccessKeyLastUsedCommand, type IAMClient } from '@aws-sdk/client-iam';
import { describeError, isAccessDenied, isNoSuchEntity } from '#lib/aws/errors.ts';
import { denySessionPolicy } from '#lib/credential/owner.ts';
import { readRoleSessionStanding, readRoleStanding } from '#lib/credential/role-standing.ts';
import { readUserStanding, type UserStanding } from '#lib/credential/user-standing.ts';
import type { RoleSessionTarget, RoleTarget, Standing, Target, UserTarget } from './steps/step.ts';

/** The principal as it is now, or why it could not be read. */
export type ReadBack =
  | { target: Target; standing: Standing }
  /** `lost`: AWS answered, and there is no such principal. Otherwise it may answer a minute later. */
  | { why: string; lost: boolean };

/**
 * Reads the principal of a target again. Inside IAM's propagation window a thief may rename a user, and put an empty
 * one in its place: the unique id tells, and the key, which cannot change its user, leads to the new name. A role
 * cannot be renamed. Never throws.
 */
export const readTarget = async (target: Target, iam: IAMClient): Promise<ReadBack> => {
  try {
    return await read(target, iam);
  } catch (error) {
    return { why: describeError('reading the principal back', error), lost: false };
  }
};

const read = async (target: Target, iam: IAMClient): Promise<ReadBack> => {
  if (target.kind === 'user') return readUser(target, iam);
  const standing = await readAnyRole(target, iam);
  if (standing?.roleId === target.roleId) return { target, standing };
  return { why: `role ${target.roleName} (${target.roleId}) does not exist any more`, lost: true };
};

const readAnyRole = (target: RoleSessionTarget | RoleTarget, iam: IAMClient) =>
  target.kind === 'role'
    ? readRoleStanding(iam, target.roleName)
    : readRoleSessionStanding(iam, target.roleName, denySessionPolicy(target.accessKeyId));

const readUser = async (target: UserTarget, iam: IAMClient): Promise<ReadBack> => {
  const standing = await readUserStanding(iam, target.userName, { services: target.services ?? false });
  // The reads are no snapshot: a key that is missing may have been looked for on a decoy.
  const whole =
    target.accessKeyId === null ||
    standing?.keys.some(({ accessKeyId }) => accessKeyId === target.accessKeyId) === true;
  if (isSame(standing, target) && (whole || !(await hasMoved(target, iam)))) return { target, standing };
  return readRenamed(target, iam);
};

const isSame = (standing: UserStanding | undefined, { userId }: UserTarget): standing is UserStanding =>
  standing !== undefined && (userId === '' || standing.userId === userId);

// IAM may go on naming the user of a deleted key: only another name is news.
const hasMoved = async ({ accessKeyId, userName }: UserTarget, iam: IAMClient): Promise<boolean> => {
  const owner = await userOfKey(accessKeyId, iam);
  return owner !== undefined && owner !== userName;
};

const readRenamed = async (target: UserTarget, iam: IAMClient): Promise<ReadBack> => {
  const name = await userOfKey(target.accessKeyId, iam);
  const services = target.services ?? false;
  const standing = name === undefined ? undefined : await readUserStanding(iam, name, { services });
  if (!isSame(standing, target) || !name) {
    const why = `user ${target.userName} (${target.userId}) is found neither under its name nor by its key`;
    return { why, lost: true };
  }
  return { target: { ...target, userName: name, arn: standing.arn }, standing };
};

const userOfKey = async (accessKeyId: string | null, iam: IAMClient): Promise<string | undefined> => {
  if (accessKeyId === null) return undefined;
  try {
    return (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }))).UserName;
  } catch (error) {
    if (isNoSuchEntity(error) || isAccessDenied(error)) return undefined;
    throw error;
  }
};
