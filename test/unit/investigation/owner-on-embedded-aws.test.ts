import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientsFor, type KeyPair } from '#infra/local/clients.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { OwnerFinder } from '#lib/investigation/owner-finder.ts';
import { searchOwner } from '#lib/investigation/owner-search.ts';
import { createPacers } from '#lib/investigation/pacer.ts';

const region = 'eu-central-1';
const regions = ['us-east-1', region];
let aws: EmbeddedAws;
let thief: KeyPair;

const keysOf = ({
  AccessKeyId = '',
  SecretAccessKey = '',
  SessionToken = '',
}: Credentials = empty): KeyPair => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  sessionToken: SessionToken,
});
const empty = {} as Credentials;
const stsWith = (keys: KeyPair) => clientsFor(aws.url, region, keys).sts;

beforeEach(async () => {
  aws = await startEmbeddedAws({ accounts: ['111122223333'], region });
  await aws.administer('iam', 'CreateUser', { UserName: 'ci', Path: '/bots/' });
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await aws.administer('iam', 'AttachUserPolicy', { UserName: 'ci', PolicyArn });
  const { AccessKey } = await aws.administer('iam', 'CreateAccessKey', { UserName: 'ci' });
  thief = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  const Statement = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await aws.administer('iam', 'CreateRole', { RoleName: 'deploy', Path: '/ops/', AssumeRolePolicyDocument });
});
afterEach(() => aws.close());

const sessions: Record<string, () => Promise<KeyPair>> = {
  async role() {
    const RoleArn = 'arn:aws:iam::111122223333:role/ops/deploy';
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'build-7' });
    return keysOf((await stsWith(thief).send(command)).Credentials);
  },
  token: async () => keysOf((await stsWith(thief).send(new GetSessionTokenCommand({}))).Credentials),
  async federated() {
    const command = new GetFederationTokenCommand({ Name: 'guest' });
    return keysOf((await stsWith(thief).send(command)).Credentials);
  },
};

const search = async (accessKeyId: string) => {
  const to = new Date(aws.clock.now().getTime() + 1_000);
  const window = { from: new Date(to.getTime() - 3_600_000), to, regions };
  const finder = new OwnerFinder(accessKeyId, '111122223333');
  const unread = await searchOwner({ accessKeyId, ...window }, finder, {
    clientFor: (where) => clientsFor(aws.url, where, thief).cloudtrail,
    pacerFor: createPacers(),
    pause: async () => {},
    timeLeft: () => 60_000,
  });
  expect(unread).toEqual([]);
  return finder.result();
};

const unique = async (operation: string, input: object, part: string, id: string): Promise<string> =>
  (await aws.administer('iam', operation, input))[part][id];

test.each(['role', 'token', 'federated'])(
  'the owner of a %s session is found, by its calls and also when it was never used',
  async (kind) => {
    const keys = await sessions[kind]?.();
    if (!keys) throw new Error(`no session of kind ${kind}`);
    const owner =
      kind === 'role'
        ? {
            type: 'role-session',
            roleName: 'deploy',
            roleId: await unique('GetRole', { RoleName: 'deploy' }, 'Role', 'RoleId'),
            sessionName: 'build-7',
          }
        : {
            type: 'user',
            userName: 'ci',
            userId: await unique('GetUser', { UserName: 'ci' }, 'User', 'UserId'),
          };
    const found = { state: 'found', accountId: '111122223333', owner };
    expect(await search(keys.accessKeyId)).toEqual(found);
    await stsWith(keys).send(new GetCallerIdentityCommand({}));
    expect(await search(keys.accessKeyId)).toEqual(found);
  },
);

test('a key that nobody issued has no owner', async () => {
  expect(await search('ASIATOURNIQUETNONE01')).toEqual({ state: 'not-found' });
});
