import { IAMClient } from '@aws-sdk/client-iam';
import type { Credentials } from '@aws-sdk/client-sts';
import { config } from '#lib/platform/config.ts';
import { clientSettings, iamClient, stsClient } from './clients.ts';
import { isAccessDenied } from './errors.ts';
import { MemberRoleRefused, NoMemberRole } from './member-role-errors.ts';
import { operationIsNamed } from './operation-is-named.ts';
import { quotaIsFinal } from './quota-is-final.ts';
import { Recent } from './recent.ts';

export interface AccountClientsOptions {
  ownAccountId(): Promise<string>;
  /** The name of the role to assume in any other account, with its path where it has one. */
  memberRole?: string | undefined;
  externalId?: string | undefined;
}

/** Names the session in the other account's CloudTrail. */
export interface MemberSession {
  /** The incident's id. */
  name: string;
  /** Session tags, besides `tourniquet-incident`. */
  tags?: Record<string, string>;
}

/**
 * The IAM of an account: our own with our own credentials, another one's through its member role.
 * @throws NoMemberRole, MemberRoleRefused; what STS throws when it does not answer (it may be tried again)
 */
export type IamFor = (accountId: string, session: MemberSession) => Promise<IAMClient>;

// An incident is worked on for minutes. More clients than this at once would be a storm in many accounts.
const kept = 32;
/** The shortest session that STS gives. The SDK asks for the next one five minutes before it ends. */
const seconds = 900;

/** Memoise it: the clients live on it, and with them the sessions in other accounts. */
export const accountClients = (options: AccountClientsOptions): IamFor => {
  const clients = new Recent<Promise<IAMClient>>(kept);
  return async (accountId, session) => {
    if (accountId === (await options.ownAccountId())) return iamClient();
    const key = `${accountId} ${session.name}`;
    const known = clients.get(key);
    if (known) return known;
    const made = memberClient(accountId, session, options);
    clients.set(key, made);
    // A refusal is not kept: the role may be there at the next attempt.
    made.catch(() => clients.forget(key, made));
    return made;
  };
};

const memberClient = async (
  accountId: string,
  session: MemberSession,
  { memberRole, externalId }: AccountClientsOptions,
): Promise<IAMClient> => {
  if (!memberRole) throw new NoMemberRole(accountId);
  const roleArn = `arn:${partition()}:iam::${accountId}:role/${memberRole}`;
  const assume = () => assumeRole({ accountId, roleArn, externalId, session });
  // Assumed before anything is sent, so that a refusal is told as one and not as a failure of some call of IAM.
  let first: ReturnType<typeof assume> | undefined = assume();
  await first;
  const credentials = () => {
    const given = first ?? assume();
    first = undefined;
    return given;
  };
  // It shares the open connections of our own client: a new incident waits for no TLS handshake.
  const { requestHandler } = iamClient().config;
  return operationIsNamed(quotaIsFinal(new IAMClient({ ...clientSettings(), requestHandler, credentials })));
};

interface Assumption {
  accountId: string;
  roleArn: string;
  externalId: string | undefined;
  session: MemberSession;
}

const assumeRole = async ({ accountId, roleArn, externalId, session }: Assumption) => {
  const [sts, { AssumeRoleCommand }] = await Promise.all([stsClient(), import('@aws-sdk/client-sts')]);
  const name = sessionName(session.name);
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: name,
    DurationSeconds: seconds,
    Tags: Object.entries({ ...session.tags, 'tourniquet-incident': name }).map(([Key, Value]) => ({
      Key,
      Value: tagValue(Value),
    })),
    ...(externalId && { ExternalId: externalId }),
  });
  try {
    return identityOf((await sts.send(command)).Credentials);
  } catch (cause) {
    if (!isAccessDenied(cause)) throw cause;
    throw new MemberRoleRefused({ accountId, roleArn, externalId: Boolean(externalId), cause });
  }
};

const identityOf = (given: Credentials | undefined) => {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new Error('sts:AssumeRole gave no credentials');
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
};

/** What STS takes: 2 to 64 of `[\w+=,.@-]` (STS API reference, AssumeRole: RoleSessionName). */
const sessionName = (text: string): string =>
  text
    .replaceAll(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');

/** Letters, numbers, spaces and `_.:/=+-@`, 256 at most (STS API reference, Tag). */
const tagValue = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-').slice(0, 256);

const partition = (): string => {
  const region = config.region();
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};
