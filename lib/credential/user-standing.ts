import {
  type AccessKeyMetadata,
  type AttachedPolicy,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { isNoSuchEntity } from '#lib/aws/errors.ts';

/** What stands on an IAM user at this moment, as far as containment reads and changes it. */
export interface UserStanding {
  userName: string;
  /** `AIDA…`: stays the same when the user is renamed, and is never given to another. */
  userId: string;
  arn: string;
  keys: { accessKeyId: string; status: string }[];
  /** ARNs of the managed policies attached to the user itself. */
  attachedPolicies: string[];
  /** ARN of the permissions boundary, or null. */
  boundary: string | null;
}

/** AWSDenyAll in the partition (aws, aws-cn, aws-us-gov) that the principal lives in. */
export const denyAllArn = (principalArn: string): string =>
  `arn:${principalArn.split(':')[1] ?? 'aws'}:iam::aws:policy/AWSDenyAll`;

/**
 * Reads a user's keys, attached policies and boundary: three calls at once, so one call deep.
 * @returns undefined when there is no such user.
 */
export const readUserStanding = async (
  iam: IAMClient,
  userName: string,
): Promise<UserStanding | undefined> => {
  try {
    const [user, keys, policies] = await Promise.all([
      iam.send(new GetUserCommand({ UserName: userName })),
      listKeys(iam, userName),
      listPolicies(iam, userName),
    ]);
    return {
      userName,
      userId: user.User?.UserId ?? '',
      arn: user.User?.Arn ?? '',
      keys: keys.map((key) => ({ accessKeyId: key.AccessKeyId ?? '', status: key.Status ?? 'unknown' })),
      attachedPolicies: policies.map((policy) => policy.PolicyArn ?? ''),
      boundary: user.User?.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    };
  } catch (error) {
    if (isNoSuchEntity(error)) return undefined;
    throw error;
  }
};

const listKeys = async (iam: IAMClient, userName: string): Promise<AccessKeyMetadata[]> => {
  const keys: AccessKeyMetadata[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(new ListAccessKeysCommand({ UserName: userName, Marker }));
    keys.push(...(page.AccessKeyMetadata ?? []));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker);
  return keys;
};

const listPolicies = async (iam: IAMClient, userName: string): Promise<AttachedPolicy[]> => {
  const policies: AttachedPolicy[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: userName, Marker }));
    policies.push(...(page.AttachedPolicies ?? []));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker);
  return policies;
};
