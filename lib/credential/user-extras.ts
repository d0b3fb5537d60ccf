import {
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  type IAMClient,
  ListServiceSpecificCredentialsCommand,
  paginateListAccessKeys,
  type ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam';
import { describeError, isAccessDenied, isNoSuchEntity, isUnsupported } from '#lib/aws/errors.ts';

/** What else a user can come in with. All of it is stopped by a deny on the user. Times are ISO 8601 UTC. */
export interface UserExtras {
  /** Its other active access keys. */
  keys: OtherKey[];
  /** Its console password, or null where it has none. */
  console: { createdAt: string | null; lastUsedAt: string | null } | null;
  /** Bedrock API keys and the like, whatever their status. */
  serviceCredentials: ServiceCredential[];
  /** What IAM would not let us read, a sentence each: that part is empty above, but not known to be. */
  unread: string[];
}

export interface OtherKey {
  accessKeyId: string;
  createdAt: string | null;
  /** Null: never, as far as IAM knows. */
  lastUsedAt: string | null;
  /** `s3`; null where it was never used. */
  lastService: string | null;
}

export interface ServiceCredential {
  /** `ACCA…` */
  id: string;
  /** `bedrock.amazonaws.com` */
  serviceName: string;
  /** `Active`, `Inactive` or `Expired`. */
  status: string;
  createdAt: string | null;
}

/**
 * Reads what else of a user a deny stops, for people and for the later look; it is no part of the hot path.
 * @param exceptKeyId the leaked key
 * @throws what AWS throws, but for a missing permission: that is told in `unread`
 */
export const readUserExtras = async (
  iam: IAMClient,
  userName: string,
  exceptKeyId: string | null,
): Promise<UserExtras> => {
  const unread: string[] = [];
  const readable = async <T>(operation: string, answer: Promise<T>, instead: T): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (!isAccessDenied(error) && !isUnsupported(error)) throw error;
      unread.push(describeError(operation, error));
      return instead;
    }
  };
  const [keys, console, serviceCredentials] = await Promise.all([
    readable('iam:ListAccessKeys and GetAccessKeyLastUsed', readOtherKeys(iam, userName, exceptKeyId), []),
    readable('iam:GetLoginProfile and GetUser', consoleOf(iam, userName), null),
    readable('iam:ListServiceSpecificCredentials', serviceCredentialsOf(iam, userName), []),
  ]);
  return { keys, console, serviceCredentials, unread };
};

const iso = (at: Date | undefined): string | null => at?.toISOString() ?? null;

/**
 * Reads the active access keys that a user has besides the leaked one, with their last use.
 * @throws what AWS throws
 */
export const readOtherKeys = async (
  client: IAMClient,
  UserName: string,
  exceptKeyId: string | null,
): Promise<OtherKey[]> => {
  const found = [];
  for await (const page of paginateListAccessKeys({ client }, { UserName })) {
    found.push(...(page.AccessKeyMetadata ?? []));
  }
  return Promise.all(
    found
      .filter(({ AccessKeyId, Status }) => AccessKeyId !== exceptKeyId && Status === 'Active')
      .map(async ({ AccessKeyId = '', CreateDate }) => {
        const answer = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
        const { LastUsedDate, ServiceName } = answer.AccessKeyLastUsed ?? {};
        return {
          accessKeyId: AccessKeyId,
          createdAt: iso(CreateDate),
          lastUsedAt: iso(LastUsedDate),
          // IAM writes N/A for a key that was never used.
          lastService: LastUsedDate ? (ServiceName ?? null) : null,
        };
      }),
  );
};

const consoleOf = async (iam: IAMClient, UserName: string): Promise<UserExtras['console']> => {
  const [profile, user] = await Promise.all([
    iam.send(new GetLoginProfileCommand({ UserName })).catch((error: unknown) => {
      if (isNoSuchEntity(error)) return undefined;
      throw error;
    }),
    iam.send(new GetUserCommand({ UserName })),
  ]);
  if (!profile) return null;
  return {
    createdAt: iso(profile.LoginProfile?.CreateDate),
    lastUsedAt: iso(user.User?.PasswordLastUsed),
  };
};

const serviceCredentialsOf = async (iam: IAMClient, UserName: string): Promise<ServiceCredential[]> => {
  const found: ServiceSpecificCredentialMetadata[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(new ListServiceSpecificCredentialsCommand({ UserName, Marker }));
    found.push(...(page.ServiceSpecificCredentials ?? []));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker);
  return found.map((each) => ({
    id: each.ServiceSpecificCredentialId ?? '',
    serviceName: each.ServiceName ?? '',
    status: each.Status ?? 'unknown',
    createdAt: iso(each.CreateDate),
  }));
};
