import {
  type AccessKeyMetadata,
  type AttachedPolicy,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListServiceSpecificCredentialsCommand,
} from '@aws-sdk/client-iam';
import { isNoSuchEntity } from '#lib/aws/errors.ts';
import { guardTagIn } from './guard-tag.ts';

/** What stands on an IAM user at this moment, as far as containment reads and changes it. */
export interface UserStanding {
  kind: 'user';
  userName: string;
  /** `AIDA…`: stays the same when the user is renamed, and is never given to another. */
  userId: string;
  arn: string;
  keys: { accessKeyId: string; status: string }[];
  /** ARNs of the managed policies attached to the user itself. */
  attachedPolicies: string[];
  /** ARN of the permissions boundary, or null. */
  boundary: string | null;
  /** What stands under the guard's key among its tags; absent where nothing does. */
  guardTag?: string;
  /** Service-specific credentials (Bedrock API keys and the like), by id; only where they were asked for. */
  serviceCredentials?: Record<string, string>;
}

/** AWSDenyAll in the partition (aws, aws-cn, aws-us-gov) that the principal lives in. */
export const denyAllArn = (principalArn: string): string =>
  `arn:${principalArn.split(':')[1] ?? 'aws'}:iam::aws:policy/AWSDenyAll`;

/**
 * Reads a user's keys, attached policies and boundary: three calls at once, so one call deep.
 * @param services whether its service-specific credentials are read as well, in a fourth call
 * @returns undefined when there is no such user.
 */
export const readUserStanding = async (
  iam: IAMClient,
  userName: string,
  { services = false } = {},
): Promise<UserStanding | undefined> => {
  try {
    const [user, keys, policies, serviceCredentials] = await Promise.all([
      iam.send(new GetUserCommand({ UserName: userName })),
      listKeys(iam, userName),
      listPolicies(iam, userName),
      services ? listServiceCredentials(iam, userName) : undefined,
    ]);
    const tag = guardTagIn(user.User?.Tags);
    return {
      kind: 'user',
      userName,
      userId: user.User?.UserId ?? '',
      arn: user.User?.Arn ?? '',
      keys: keys.map((key) => ({ accessKeyId: key.AccessKeyId ?? '', status: key.Status ?? 'unknown' })),
      attachedPolicies: policies.map((policy) => policy.PolicyArn ?? ''),
      boundary: user.User?.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
      ...(tag !== undefined && { guardTag: tag }),
      ...(serviceCredentials && { serviceCredentials }),
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

const listServiceCredentials = async (iam: IAMClient, userName: string): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  let Marker: string | undefined;
  do {
    const page = await iam.send(new ListServiceSpecificCredentialsCommand({ UserName: userName, Marker }));
    for (const each of page.ServiceSpecificCredentials ?? [])
      found[each.ServiceSpecificCredentialId ?? ''] = each.Status ?? 'unknown';
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker);
  return found;
};
