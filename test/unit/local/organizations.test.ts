import {
  AccessDeniedException,
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { expect, onTestFinished, test } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { Faults } from '#infra/local/faults.ts';
import type { Organization } from '#infra/local/iam/state.ts';
import { startServer } from '#infra/local/server.ts';
import { organizations } from '#infra/local/services/organizations.ts';
import { allow, startIam } from './iam-rig.ts';

const [management, security, member, stranger] = [
  '111111111111',
  '222222222222',
  '333333333333',
  '444444444444',
];

const organization = (more: Partial<Organization> = {}): Organization => ({
  id: 'o-a1b2c3d4e5',
  managementAccountId: management,
  members: [security, member],
  delegatedAdministrators: [security],
  scps: {},
  ...more,
});

/** Speaks as an administrator of any account, over the wire. */
const serve = async (inUse: Organization | null = organization()) => {
  const accounts = [management, security, member, stranger];
  const cloud = startIam({ clock: new MovableClock(), accounts, ...(inUse && { organization: inUse }) });
  const { clock, state, identities, authorizer } = cloud;
  const server = await startServer({
    services: [organizations({ state }).service],
    recorder: { record: () => undefined },
    faults: new Faults(),
    identities,
    authorizer,
    clock,
  });
  onTestFinished(server.close);
  return (accountId: string, PolicyDocument = allow('organizations:*')) => {
    const { run } = cloud.setUp(accountId);
    run('CreateUser', { UserName: 'ada' });
    run('PutUserPolicy', { UserName: 'ada', PolicyName: 'p', PolicyDocument });
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = run('CreateAccessKey', {
      UserName: 'ada',
    }).AccessKey;
    const client = new OrganizationsClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    });
    return {
      client,
      describe: () => client.send(new DescribeOrganizationCommand({})),
      account: (AccountId: string) => client.send(new DescribeAccountCommand({ AccountId })),
    };
  };
};

test('any account may ask for its organization', async () => {
  const as = await serve();
  for (const accountId of [management, security, member]) {
    expect((await as(accountId).describe()).Organization).toMatchObject({
      Id: 'o-a1b2c3d4e5',
      Arn: `arn:aws:organizations::${management}:organization/o-a1b2c3d4e5`,
      MasterAccountId: management,
      FeatureSet: 'ALL',
    });
  }
});

test('the management account and a delegated administrator read the accounts, others do not', async () => {
  const as = await serve();
  for (const accountId of [management, security]) {
    const { account } = as(accountId);
    expect((await account(member)).Account).toMatchObject({
      Id: member,
      Arn: `arn:aws:organizations::${management}:account/o-a1b2c3d4e5/${member}`,
      Status: 'ACTIVE',
    });
    await expect(account(stranger)).rejects.toThrow(AccountNotFoundException);
    await expect(account('555555555555')).rejects.toThrow(AccountNotFoundException);
  }
  await expect(as(member).account(member)).rejects.toThrow(AccessDeniedException);
});

test('the list comes in pages', async () => {
  const as = await serve();
  const pages = [];
  const config = { client: as(management).client, pageSize: 2 };
  for await (const { Accounts } of paginateListAccounts(config, {})) {
    pages.push(Accounts?.map(({ Id }) => Id));
  }
  expect(pages).toEqual([[management, security], [member]]);
});

test('an account outside of it, or where there is none, is told so', async () => {
  const outside = (await serve())(stranger);
  const without = (await serve(null))(management);
  for (const { describe, account } of [outside, without]) {
    await expect(describe()).rejects.toThrow(AWSOrganizationsNotInUseException);
    await expect(account(member)).rejects.toThrow(AWSOrganizationsNotInUseException);
  }
});

test('it needs a permission, which may be limited to accounts', async () => {
  const as = await serve();
  const one = `arn:aws:organizations::${management}:account/*/${member}`;
  for (const accountId of [management, security]) {
    const { account, describe } = as(accountId, allow('organizations:DescribeAccount', one));
    expect((await account(member)).Account?.Id).toBe(member);
    await expect(account(security)).rejects.toThrow(AccessDeniedException);
    await expect(describe()).rejects.toThrow(AccessDeniedException);
  }
});

test('an account that leaves is no longer found', async () => {
  const inUse = organization({ members: [security, member] });
  const as = await serve(inUse);
  const { account } = as(management);
  expect((await account(member)).Account?.Id).toBe(member);
  inUse.members = [security];
  await expect(account(member)).rejects.toThrow(AccountNotFoundException);
});
