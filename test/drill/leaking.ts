import { randomUUID } from 'node:crypto';
import { GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect } from 'vitest';
import { type Clients, clientsFor, type KeyPair } from '#infra/local/clients.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { type Act, type Attempt, attempt, listBuckets } from '#infra/local/drill/thief.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { changesBetween } from './account-changes.ts';
import { accountState } from './account-state.ts';
import { type Told, toldSince } from './told.ts';

const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const readS3 = managed('AmazonS3ReadOnlyAccess');
/** With reading S3 these are as many as a user may have. */
const nineOthers = [
  ...['EC2ReadOnlyAccess', 'SQSReadOnlyAccess', 'SNSReadOnlyAccess', 'DynamoDBReadOnlyAccess'],
  ...['RDSReadOnlyAccess', 'VPCReadOnlyAccess', 'KinesisReadOnlyAccess', 'Route53ReadOnlyAccess'],
  'GlacierReadOnlyAccess',
].map((name) => managed(`Amazon${name}`));

export interface NewUser {
  path?: string;
  /** As many attached policies as a user may have. */
  full?: boolean;
  /** The name of a managed policy. */
  boundary?: string;
  keys?: number;
  /** Of the home account by default. */
  accountId?: string;
}

export interface LeakingUser {
  userName: string;
  userId: string;
  accountId: string;
  keys: KeyPair[];
  key: KeyPair;
}

/** A user whose keys may list buckets, and ask for sessions. */
export const newUser = async (
  { aws }: Pick<Stage, 'aws'>,
  { path: Path = '/', full, boundary, keys: count = 1, accountId = company.accountId }: NewUser = {},
): Promise<LeakingUser> => {
  const ask = aws.administerIn(accountId);
  const UserName = `user-${randomUUID().slice(0, 13)}`;
  const PermissionsBoundary = boundary && { PermissionsBoundary: managed(boundary) };
  const tags = { Tags: [{ Key: 'team', Value: 'platform' }] };
  const { User } = await ask('iam', 'CreateUser', { UserName, Path, ...tags, ...PermissionsBoundary });
  for (const PolicyArn of [readS3, ...(full ? nineOthers : [])]) {
    await ask('iam', 'AttachUserPolicy', { UserName, PolicyArn });
  }
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }],
  });
  await ask('iam', 'PutUserPolicy', { UserName, PolicyName: 'sessions', PolicyDocument });
  const keys: KeyPair[] = [];
  for (let made = 0; made < count; made++) keys.push(await newKey(UserName, ask));
  const [key] = keys;
  if (!key) throw new Error('a user here has a key');
  return { userName: UserName, userId: User.UserId, accountId, keys, key };
};

export interface StageRole {
  roleName: string;
  roleId: string;
}

/** A role that may do anything; AWS itself issues its sessions. */
export const newRole = (
  { aws }: Pick<Stage, 'aws'>,
  {
    name,
    path: Path = '/',
    accountId = company.accountId,
  }: { name?: string; path?: string; accountId?: string } = {},
): StageRole => {
  const { run } = aws.iam.setUp(accountId);
  const RoleName = name ?? `role-${randomUUID().slice(0, 13)}`;
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  const { Role } = run('CreateRole', { RoleName, Path, AssumeRolePolicyDocument });
  run('AttachRolePolicy', { RoleName, PolicyArn: managed('AdministratorAccess') });
  return { roleName: RoleName, roleId: Role.RoleId };
};

interface Issued {
  Credentials?: {
    AccessKeyId?: string | undefined;
    SecretAccessKey?: string | undefined;
    SessionToken?: string | undefined;
  };
}

const pairIn = ({ Credentials = {} }: Issued): KeyPair => {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};

/** Clients that keep the time of the stage: AWS takes no signature that is 15 minutes old. */
const clientsOf = ({ aws }: Pick<Stage, 'aws'>, key: KeyPair): Clients => {
  const clients = clientsFor(aws.url, company.region, key);
  const systemClockOffset = aws.clock.now().getTime() - Date.now();
  for (const { config } of Object.values(clients)) Object.assign(config, { systemClockOffset });
  return clients;
};

export const sessionToken = async (stage: Pick<Stage, 'aws'>, key: KeyPair): Promise<KeyPair> =>
  pairIn((await clientsOf(stage, key).sts.send(new GetSessionTokenCommand({}))) as Issued);

export const federationToken = async (stage: Pick<Stage, 'aws'>, key: KeyPair): Promise<KeyPair> => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  return pairIn(
    (await clientsOf(stage, key).sts.send(
      new GetFederationTokenCommand({ Name: 'support', Policy }),
    )) as Issued,
  );
};

/** Somebody makes a call with a credential. */
export const tries = (
  stage: Pick<Stage, 'aws'>,
  credential: KeyPair,
  act: Act = listBuckets,
): Promise<Attempt> => attempt('the credential', act, clientsOf(stage, credential));

export const works = async (stage: Pick<Stage, 'aws'>, credential: KeyPair): Promise<boolean> =>
  (await tries(stage, credential)).allowed;

/** How IAM says that a key is off. */
export const keyIsOff = { allowed: false, code: 'InvalidAccessKeyId' };
/** And that a policy denies what it is used for. */
export const isDenied = { allowed: false, message: expect.stringContaining('explicit deny') };

export interface Leaking {
  /** What the thief holds: it works before. */
  credential: KeyPair;
  /** By default that of the home account is compared. */
  accountId?: string;
  report(): unknown;
}

export interface Outcome {
  /** What the thief's next call was answered. */
  after: Attempt;
  incident: Incident | undefined;
  /** What is other in the account than before the report, a line each. */
  changes: string[];
  told: Told[];
}

/** Lets all that follows from a report come to its end, the look after IAM's propagation included. */
export const settled = async ({ aws }: Pick<Stage, 'aws'>): Promise<void> => {
  await aws.host.idle();
  await aws.clock.advance(15_000);
  await aws.host.idle();
};

/** A credential that works is reported. @returns what became of it, of the account, and what people were told */
export const leaking = async (stage: Stage, { credential, accountId, report }: Leaking): Promise<Outcome> => {
  expect(await tries(stage, credential)).toMatchObject({ allowed: true });
  const before = await accountState(stage.aws, accountId);
  const told = toldSince(stage);
  await report();
  await settled(stage);
  return {
    after: await tries(stage, credential),
    incident: await stage.incidentOf(credential.accessKeyId),
    changes: changesBetween(before, await accountState(stage.aws, accountId)),
    told: told(),
  };
};
