import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  EntityAlreadyExistsException,
  GetAccountSummaryCommand,
  GetRoleCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  LimitExceededException,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  NoSuchEntityException,
  paginateListUsers,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterEach, expect, test } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { Faults } from '#infra/local/faults.ts';
import { type RunningServer, startServer } from '#infra/local/server.ts';
import { account, allow, type Keys, managed, startIam, trust } from './iam-rig.ts';

const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** The services behind the real wire protocol, spoken to by the real SDK. */
const serve = async () => {
  const cloud = startIam({ clock: new MovableClock() });
  const { clock, iam, sts, identities, authorizer } = cloud;
  const recorder = { record: () => undefined };
  const server = await startServer({
    services: [iam, sts],
    identities,
    authorizer,
    recorder,
    clock,
    faults: new Faults(),
  });
  servers.push(server);
  const client = (credentials: Keys) => {
    const config = { endpoint: server.url, region: 'eu-central-1', credentials, maxAttempts: 1 };
    return { iam: new IAMClient(config), sts: new STSClient(config) };
  };
  return { ...cloud, client };
};

test('the SDK reads what IAM says: users, keys, policies, quotas, pages', async () => {
  const { client, run, user } = await serve();
  const admin = client(user('ada', 'AdministratorAccess')).iam;
  for (const UserName of ['bob', 'cyd', 'dan']) await admin.send(new CreateUserCommand({ UserName }));
  const pages = [];
  for await (const { Users } of paginateListUsers({ client: admin, pageSize: 3 }, {})) pages.push(Users);
  expect(pages.map((users) => users?.map(({ UserName }) => UserName))).toEqual([
    ['ada', 'bob', 'cyd'],
    ['dan'],
  ]);
  run('PutUserPolicy', { UserName: 'bob', PolicyName: 'p', PolicyDocument: allow('s3:*') });
  const inline = await admin.send(new GetUserPolicyCommand({ UserName: 'bob', PolicyName: 'p' }));
  expect(JSON.parse(decodeURIComponent(inline.PolicyDocument ?? ''))).toEqual(JSON.parse(allow('s3:*')));
  const keys = await admin.send(new ListAccessKeysCommand({ UserName: 'ada' }));
  expect(keys.AccessKeyMetadata?.[0]?.CreateDate).toBeInstanceOf(Date);
  const attached = await admin.send(new ListAttachedUserPoliciesCommand({ UserName: 'ada' }));
  expect(attached.AttachedPolicies).toEqual([
    { PolicyName: 'AdministratorAccess', PolicyArn: managed('AdministratorAccess') },
  ]);
  const { SummaryMap } = await admin.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ Users: 4, AttachedPoliciesPerUserQuota: 10 });
  run('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: JSON.stringify(trust({ AWS: account })) });
  const { Role } = await admin.send(new GetRoleCommand({ RoleName: 'r' }));
  expect(Role?.RoleLastUsed).toEqual({});
});

test('errors arrive as the SDK knows them', async () => {
  const { client, user } = await serve();
  const admin = client(user('ada', 'AdministratorAccess')).iam;
  await expect(admin.send(new CreateUserCommand({ UserName: 'ada' }))).rejects.toBeInstanceOf(
    EntityAlreadyExistsException,
  );
  await expect(admin.send(new GetUserCommand({ UserName: 'eve' }))).rejects.toBeInstanceOf(
    NoSuchEntityException,
  );
  const names = [
    'ReadOnlyAccess',
    'IAMFullAccess',
    'PowerUserAccess',
    'AWSSupportAccess',
    'AmazonS3FullAccess',
  ];
  const more = ['AWSDenyAll', 'IAMReadOnlyAccess', 'AmazonS3ReadOnlyAccess', 'AmazonSQSReadOnlyAccess'];
  user('full', ...names, ...more, 'AmazonEC2ReadOnlyAccess');
  const PolicyArn = managed('AmazonSNSReadOnlyAccess');
  await expect(
    admin.send(new AttachUserPolicyCommand({ UserName: 'full', PolicyArn })),
  ).rejects.toBeInstanceOf(LimitExceededException);
  await expect(client(user('nobody')).iam.send(new GetUserCommand({}))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('because no identity-based policy allows the iam:GetUser action'),
    $metadata: { httpStatusCode: 403 },
  });
});

test('a leaked key and its sessions behave over the wire as on AWS', async () => {
  const { client, role, user } = await serve();
  const admin = client(user('ada', 'AdministratorAccess')).iam;
  const leaked = user('bot', 'AdministratorAccess');
  const thief = client(leaked).sts;
  const arn = role('deploy', trust({ AWS: account }), 'AdministratorAccess');
  const answers = [
    await thief.send(new GetSessionTokenCommand({})),
    await thief.send(new GetFederationTokenCommand({ Name: 'eve', Policy: allow('*') })),
    await thief.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'eve' })),
  ];
  const [token, federated, assumed] = answers.map(({ Credentials }) =>
    client({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }),
  );
  await admin.send(
    new UpdateAccessKeyCommand({ UserName: 'bot', AccessKeyId: leaked.accessKeyId, Status: 'Inactive' }),
  );
  const who = new GetCallerIdentityCommand({});
  await expect(thief.send(who)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  const arns = [token, federated, assumed].map(async (session) => (await session?.sts.send(who))?.Arn);
  expect(await Promise.all(arns)).toEqual([
    `arn:aws:iam::${account}:user/bot`,
    `arn:aws:sts::${account}:federated-user/eve`,
    `arn:aws:sts::${account}:assumed-role/deploy/eve`,
  ]);
  await expect(token?.iam.send(new GetUserCommand({}))).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
  await admin.send(new AttachUserPolicyCommand({ UserName: 'bot', PolicyArn: managed('AWSDenyAll') }));
  const user2 = await assumed?.iam.send(new GetUserCommand({ UserName: 'bot' }));
  expect(user2?.User?.UserName).toBe('bot');
});
