import {
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListServiceSpecificCredentialsCommand,
  ListUsersCommand,
  type User,
} from '@aws-sdk/client-iam';
import { isNoSuchEntity } from '#lib/aws/errors.ts';
import { patiently } from './patiently.ts';

/** When a key was used last, as far as IAM knows. */
export interface Use {
  /** ISO 8601 UTC. */
  at: string;
  /** `s3` */
  service: string | null;
  /** `eu-west-1` */
  region: string | null;
}

export interface ActiveKey {
  accessKeyId: string;
  createdAt: string | null;
  /** Null: never. */
  lastUsed: Use | null;
}

interface Page {
  IsTruncated?: boolean | undefined;
  Marker?: string | undefined;
}

// Not the SDK's paginators: a generator that has thrown once is at its end, and the rest would be missing unseen.
const everyPage = async <P extends Page>(ask: (from: { Marker?: string }) => Promise<P>): Promise<P[]> => {
  const pages: P[] = [];
  let Marker: string | undefined;
  do {
    const from = Marker === undefined ? {} : { Marker };
    const page: P = await patiently(() => ask(from));
    pages.push(page);
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker !== undefined);
  return pages;
};

export const usersOf = async (iam: IAMClient): Promise<User[]> =>
  (await everyPage((from) => iam.send(new ListUsersCommand({ ...from, MaxItems: 1000 })))).flatMap(
    ({ Users = [] }) => Users,
  );

/** The active keys of a user, each with its last use. */
export const activeKeysOf = async (iam: IAMClient, UserName: string): Promise<ActiveKey[]> => {
  const pages = await everyPage((from) => iam.send(new ListAccessKeysCommand({ ...from, UserName })));
  const keys: ActiveKey[] = [];
  for (const { AccessKeyId, Status, CreateDate } of pages.flatMap((page) => page.AccessKeyMetadata ?? [])) {
    if (Status !== 'Active' || AccessKeyId === undefined) continue;
    const createdAt = CreateDate?.toISOString() ?? null;
    keys.push({ accessKeyId: AccessKeyId, createdAt, lastUsed: await lastUseOf(iam, AccessKeyId) });
  }
  return keys;
};

const lastUseOf = async (iam: IAMClient, AccessKeyId: string): Promise<Use | null> => {
  const answer = await patiently(() => iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId })));
  const { LastUsedDate, ServiceName, Region } = answer.AccessKeyLastUsed ?? {};
  if (!LastUsedDate) return null;
  return { at: LastUsedDate.toISOString(), service: known(ServiceName), region: known(Region) };
};

// IAM writes N/A where it does not know.
const known = (text: string | undefined): string | null =>
  text === undefined || text === 'N/A' ? null : text;

/** The console password of a user and its last use; null where there is none, or one that was never used. */
export const consoleOf = async (
  iam: IAMClient,
  { UserName, PasswordLastUsed }: User,
): Promise<{ lastUsedAt: string } | null> => {
  if (!PasswordLastUsed) return null;
  try {
    // IAM may go on telling the last use of a password that was taken away.
    await patiently(() => iam.send(new GetLoginProfileCommand({ UserName })));
    return { lastUsedAt: PasswordLastUsed.toISOString() };
  } catch (error) {
    if (isNoSuchEntity(error)) return null;
    throw error;
  }
};

/** ARNs of the managed policies on the user itself. */
export const policiesOf = async (iam: IAMClient, UserName: string): Promise<string[]> => {
  const pages = await everyPage((from) =>
    iam.send(new ListAttachedUserPoliciesCommand({ ...from, UserName })),
  );
  return pages.flatMap(({ AttachedPolicies = [] }) =>
    AttachedPolicies.map(({ PolicyArn = '' }) => PolicyArn),
  );
};

/** The active service-specific credentials of a user: `ACCA… (bedrock.amazonaws.com)`. */
export const serviceCredentialsOf = async (iam: IAMClient, UserName: string): Promise<string[]> => {
  const pages = await everyPage((from) =>
    iam.send(new ListServiceSpecificCredentialsCommand({ ...from, UserName })),
  );
  return pages
    .flatMap(({ ServiceSpecificCredentials = [] }) => ServiceSpecificCredentials)
    .filter(({ Status }) => Status === 'Active')
    .map(({ ServiceSpecificCredentialId, ServiceName }) => `${ServiceSpecificCredentialId} (${ServiceName})`);
};
