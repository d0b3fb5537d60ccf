import {
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  type User,
} from '@aws-sdk/client-iam';
import { isError, isNoSuchEntity } from '#lib/aws/errors.ts';
import { sleep } from '#lib/platform/clock.ts';
import { canaryPath, canaryTag, userNameOf } from './canary.ts';

/** A user of that name is there and is none of ours: nothing of it was touched. */
export class NotACanary extends Error {
  constructor(userName: string) {
    super(
      `the user ${userName} is not a canary of a drill (path ${canaryPath}, and tag ${canaryTag} with the rest of its name, do not both stand on it): it was left alone`,
    );
    this.name = 'NotACanary';
  }
}

const isCanary = ({ Path, UserName, Tags = [] }: User): boolean =>
  Path === canaryPath &&
  Tags.some(({ Key, Value }) => Key === canaryTag && UserName === userNameOf(Value ?? ''));

/** Undefined where there is no such user. @throws NotACanary */
const canaryNamed = async (iam: IAMClient, UserName: string): Promise<User | undefined> => {
  try {
    const { User } = await iam.send(new GetUserCommand({ UserName }));
    if (User && isCanary(User)) return User;
  } catch (error) {
    if (isNoSuchEntity(error)) return undefined;
    throw error;
  }
  throw new NotACanary(UserName);
};

/** The ids of the keys of a canary. @throws NotACanary */
export const keysOfCanary = async (iam: IAMClient, UserName: string): Promise<string[]> => {
  if (!(await canaryNamed(iam, UserName))) return [];
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  return AccessKeyMetadata.flatMap(({ AccessKeyId }) => AccessKeyId ?? []);
};

/**
 * All that a drill and its containment may have put on the user: IAM deletes only a bare one. Its boundary goes with it:
 * without one its policies would count (canary.ts).
 */
const strip = async (iam: IAMClient, UserName: string): Promise<void> => {
  const [keys, attached, inline] = await Promise.all([
    iam.send(new ListAccessKeysCommand({ UserName })),
    iam.send(new ListAttachedUserPoliciesCommand({ UserName })),
    iam.send(new ListUserPoliciesCommand({ UserName })),
  ]);
  // The key first: while it is there it may be used.
  for (const { AccessKeyId } of keys.AccessKeyMetadata ?? [])
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  for (const PolicyName of inline.PolicyNames ?? [])
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
  for (const { PolicyArn } of attached.AttachedPolicies ?? [])
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
};

const attempts = 5;

/**
 * Removes a canary with all that hangs on it, and reads back that it is gone. It looks again at path and tag before each
 * attempt.
 * @returns whether there was one
 * @throws NotACanary; what IAM throws
 */
export const removeCanary = async (iam: IAMClient, UserName: string): Promise<boolean> => {
  for (let attempt = 1; ; attempt += 1) {
    const user = await canaryNamed(iam, UserName);
    if (!user) return attempt > 1;
    try {
      await strip(iam, UserName);
      await iam.send(new DeleteUserCommand({ UserName }));
    } catch (error) {
      // What was taken off a moment ago may still be seen, or a look of ours has put it back.
      const passes = isNoSuchEntity(error) || isError(error, 'DeleteConflict', 'DeleteConflictException');
      if (!passes || attempt >= attempts) throw error;
    }
    if (attempt > 1) await sleep(1_000);
  }
};

/** The names of all canaries of the account. Lists show no tags: those are looked at before anything is removed. */
export const canariesLeft = async (iam: IAMClient): Promise<string[]> => {
  const names: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(new ListUsersCommand({ PathPrefix: canaryPath, Marker }));
    names.push(...(page.Users ?? []).flatMap(({ UserName }) => UserName ?? []));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker !== undefined);
  return names;
};
