import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';
import { clientsFor, type KeyPair } from '#infra/local/clients.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { cleanEnvironment, type Environment, end, outputUntil, tourniquetJson } from './processes.ts';

/** An endpoint and somebody there who may do everything. */
interface Place {
  name: string;
  env: Environment;
  iam: IAMClient;
}

const region = 'eu-central-1';
const arnOf = (policy: string): string => `arn:aws:iam::aws:policy/${policy}`;

const placeOf = (name: string, url: string, { accessKeyId, secretAccessKey }: KeyPair): Place => ({
  name,
  iam: clientsFor(url, region, { accessKeyId, secretAccessKey }).iam,
  env: cleanEnvironment({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }),
});

const embedded = async (aws: EmbeddedAws): Promise<Place> => {
  const UserName = 'administrator';
  await aws.administer('iam', 'CreateUser', { UserName });
  await aws.administer('iam', 'AttachUserPolicy', { UserName, PolicyArn: arnOf('AdministratorAccess') });
  return placeOf('the embedded AWS', aws.url, await newKey(UserName, aws.administer));
};

/** Starts moto on a free port. @returns undefined where this machine does not have it */
const startMoto = async (): Promise<{ child: ChildProcess; place: Place } | undefined> => {
  // Without its managed policies moto knows no AWSDenyAll.
  const env = cleanEnvironment({ MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' });
  const child = spawn('moto_server', ['-p', '0'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const log = await outputUntil(child, 'stderr', /Running on http:\/\/127\.0\.0\.1:\d+/);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(log)?.[0] ?? '';
    // Moto believes every signature.
    const key = { accessKeyId: 'AKIAANYBODYWHOASKS00', secretAccessKey: randomBytes(30).toString('base64') };
    return { child, place: placeOf('moto', url, key) };
  } catch (error) {
    // 127 is how the shell behind a version manager says that there is no such program.
    const missing = child.exitCode === 127 || (error instanceof Error && 'code' in error);
    if (missing) return undefined;
    throw error;
  }
};

let folder: string;
let aws: EmbeddedAws;
let ours: Place;
let moto: Awaited<ReturnType<typeof startMoto>>;

beforeAll(async () => {
  [folder, aws, moto] = await Promise.all([temporaryFolder(), startEmbeddedAws({ region }), startMoto()]);
  ours = await embedded(aws);
});
afterAll(async () => {
  await aws.close();
  if (moto) await end(moto.child);
  await rm(folder, { recursive: true });
});

const motoOrSkip = (ctx: TestContext): Place => {
  if (moto) return moto.place;
  console.log('skipped: no moto_server on this machine');
  return ctx.skip();
};

interface User {
  UserName: string;
  accessKeyId: string;
}

/** A user with two keys, of which the first one leaks. */
const newUser = async ({ iam }: Place, UserName: string, policies: string[]): Promise<User> => {
  await iam.send(new CreateUserCommand({ UserName, Path: '/ci/' }));
  for (const policy of policies) {
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: arnOf(policy) }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { UserName, accessKeyId: AccessKey?.AccessKeyId ?? '' };
};

const standing = async ({ iam }: Place, { UserName, accessKeyId }: User) => {
  const { User } = await iam.send(new GetUserCommand({ UserName }));
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
  const status = (leaked: boolean) =>
    AccessKeyMetadata.find((key) => (key.AccessKeyId === accessKeyId) === leaked)?.Status;
  return {
    leakedKey: status(true),
    otherKey: status(false),
    policies: AttachedPolicies.map(({ PolicyName }) => PolicyName).sort(),
    boundary: User?.PermissionsBoundary?.PermissionsBoundaryArn,
  };
};

// What moto does not tell (service-specific credentials, so what else the deny stops), and who asked.
const differs = ['alsoDenied', 'restoredBy'];

// Ids and times differ from run to run; everything else of an incident must not.
const comparable = (incident: unknown): unknown =>
  JSON.parse(
    JSON.stringify(incident, (name, value) => (differs.includes(name) ? undefined : value))
      .replaceAll(/AKIA[A-Z0-9]{16}/g, 'KEY')
      .replaceAll(/"id":"(?!manual)[A-Za-z0-9]{16,}"/g, '"id":"USER"')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/\b\d{12}\b/g, 'ACCOUNT'),
  );

/** Contains a user's key and restores it. @returns what the command and the account showed at each point */
const containAndRestore = async (place: Place, UserName: string, policies: string[]) => {
  const user = await newUser(place, UserName, policies);
  const state = ['--state', join(folder, place.name)];
  const before = await standing(place, user);
  const contained = await tourniquetJson(['contain', user.accessKeyId, ...state], place.env);
  const afterContain = await standing(place, user);
  const restored = await tourniquetJson(['restore', user.accessKeyId, ...state], place.env);
  const afterRestore = await standing(place, user);
  const incidents = [contained, restored].map(({ document }) => comparable(document));
  const exitCodes = [contained.exitCode, restored.exitCode];
  return { exitCodes, before, afterContain, afterRestore, incidents };
};

it('contains and restores a user on moto as it does on the embedded AWS', async (ctx) => {
  const there = motoOrSkip(ctx);
  const [onMoto, onOurs] = await Promise.all(
    [there, ours].map((place) => containAndRestore(place, 'deploy-bot', ['AmazonS3ReadOnlyAccess'])),
  );
  const untouched = {
    leakedKey: 'Active',
    otherKey: 'Active',
    policies: ['AmazonS3ReadOnlyAccess'],
    boundary: undefined,
  };
  const denied = { ...untouched, leakedKey: 'Inactive', policies: ['AWSDenyAll', 'AmazonS3ReadOnlyAccess'] };
  expect(onMoto).toMatchObject({
    exitCodes: [0, 0],
    before: untouched,
    afterContain: denied,
    afterRestore: untouched,
    incidents: [{ status: 'contained', alsoStopped: ['KEY'] }, { status: 'restored' }],
  });
  expect(onOurs).toEqual(onMoto);
});

const tenPolicies = [
  'AmazonS3ReadOnlyAccess',
  'AmazonEC2ReadOnlyAccess',
  'AmazonSQSReadOnlyAccess',
  'AmazonSNSReadOnlyAccess',
  'AmazonDynamoDBReadOnlyAccess',
  'IAMReadOnlyAccess',
  'CloudWatchReadOnlyAccess',
  'AWSLambda_ReadOnlyAccess',
  'AmazonRDSReadOnlyAccess',
  'AmazonVPCReadOnlyAccess',
];

const hasQuota = async (place: Place): Promise<boolean> => {
  const { UserName } = await newUser(place, 'quota', tenPolicies);
  const eleventh = new AttachUserPolicyCommand({ UserName, PolicyArn: arnOf('AWSDenyAll') });
  return place.iam.send(eleventh).then(
    () => false,
    (error: Error) => error.name.startsWith('LimitExceeded'),
  );
};

it('does the same for a user with ten attached policies, where moto keeps to that quota', async (ctx) => {
  const there = motoOrSkip(ctx);
  expect(await hasQuota(ours)).toBe(true);
  if (!(await hasQuota(there))) {
    console.log('skipped: this moto lets a user have more than ten attached policies');
    return ctx.skip();
  }
  const [onMoto, onOurs] = await Promise.all(
    [there, ours].map((place) => containAndRestore(place, 'reporting', tenPolicies)),
  );
  expect(onMoto).toMatchObject({
    exitCodes: [0, 0],
    afterContain: { leakedKey: 'Inactive', boundary: arnOf('AWSDenyAll') },
  });
  expect(onOurs).toEqual(onMoto);
});
