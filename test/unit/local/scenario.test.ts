import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { company } from '#infra/local/scenario/company.ts';
import { readScenario } from '#infra/local/scenario/scenario.ts';
import { ScenarioError } from '#infra/local/scenario/scenario-error.ts';
import { serveCompany } from '#infra/local/scenario/serve.ts';
import { redact } from '#lib/platform/redact.ts';

const smallest = {
  accountId: '210498765432',
  region: 'eu-west-1',
  leaks: 'ci',
  users: [{ name: 'ci', policies: ['AdministratorAccess'] }],
};
const anybody = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const withUser = (user: object) => ({ ...smallest, users: [{ name: 'ci', ...user }] });

const mistakesIn = (document: unknown): readonly string[] => {
  try {
    readScenario(document);
  } catch (error) {
    if (error instanceof ScenarioError) return error.mistakes;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('reading a scenario', () => {
  it('fills in what may be left out', () => {
    expect(readScenario(smallest)).toMatchObject({
      roles: [],
      rootAccessKeys: 0,
      members: [],
      buckets: [],
      secrets: {},
      users: [{ accessKeys: 1, consolePassword: false, inlinePolicies: {}, tags: {} }],
    });
  });

  it.each<[string, unknown, string]>([
    ['a list', [], 'the document: must be an object'],
    [
      'an account id with dashes',
      { ...smallest, accountId: '2104-9876-5432' },
      'accountId: must be 12 digits, as text',
    ],
    ['a region that is none', { ...smallest, region: 'eu' }, 'region: must be a Region such as eu-central-1'],
    [
      'an Availability Zone',
      { ...smallest, region: 'eu-west-1a' },
      'region: must be a Region such as eu-central-1',
    ],
    ['nobody', { ...smallest, users: [] }, 'users: must be at least 1 long'],
    ['no name', withUser({ name: undefined }), 'users.0.name: is missing: give text'],
    ['a policy for policies', withUser({ policies: 'ReadOnlyAccess' }), 'users.0.policies: must be a list'],
    ['a word for yes', withUser({ consolePassword: 'yes' }), 'users.0.consolePassword must be true or false'],
    ['three keys', withUser({ accessKeys: 3 }), 'users.0.accessKeys: must be at most 2'],
    ['half a key', withUser({ accessKeys: 0.5 }), 'users.0.accessKeys: must be a whole number'],
    [
      'text for a policy',
      withUser({ inlinePolicies: { p: '{}' } }),
      'users.0.inlinePolicies.p: must be an object',
    ],
    [
      'a number for a secret',
      { ...smallest, secrets: { 'db-password': 1 } },
      'secrets.db-password must be text',
    ],
    [
      'a name for a profile',
      { ...smallest, roles: [{ name: 'r', trust: anybody, instanceProfile: 'r' }] },
      'roles.0.instanceProfile: must be true or false',
    ],
    ['a field that is none', withUser({ group: 'x' }), 'users.0.group: is not a field here'],
    [
      'an account twice',
      { ...smallest, members: [{ accountId: '210498765432' }] },
      'members.0.accountId: 210498765432 is there already',
    ],
    [
      'a user of a member without a name',
      { ...smallest, members: [{ accountId: '220498765433', users: [{}] }] },
      'members.0.users.0.name: is missing: give text',
    ],
    [
      'an organization that somebody else manages',
      { ...smallest, organization: { id: 'o-a1b2c3d4e5', managementAccountId: '220498765433' } },
      'organization.managementAccountId: no account here is 220498765433',
    ],
    [
      'an organization without an id',
      { ...smallest, organization: { id: 'acme', managementAccountId: '210498765432' } },
      'organization.id: must be an organization id such as o-a1b2c3d4e5',
    ],
    ['three root keys', { ...smallest, rootAccessKeys: 3 }, 'rootAccessKeys: must be at most 2'],
    ['a leak of nobody', { ...smallest, leaks: 'al' }, 'leaks: no user with an access key is called al'],
    ['a leak without a key', withUser({ accessKeys: 0 }), 'leaks: no user with an access key is called ci'],
  ])('refuses %s by its field, in words that no redaction eats', (_, document, expected) => {
    expect(mistakesIn(document)).toEqual([expected]);
    expect(redact(expected)).toBe(expected);
  });

  it('names all mistakes at once', () => {
    const wrong = { ...smallest, region: 'x', users: [{}, { name: 1, x: 2 }], y: 3 };
    expect(mistakesIn(wrong).toSorted()).toEqual([
      'region: must be a Region such as eu-central-1',
      'users.0.name: is missing: give text',
      'users.1.name: must be text',
      'users.1.x: is not a field here',
      'y: is not a field here',
    ]);
    expect(() => readScenario(wrong)).toThrow(/^scenario:\n {2}\S/);
  });
});

describe('serving a scenario', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'an unknown policy',
      withUser({ policies: ['ReadOnlyAccess', 'Nope'] }),
      /^users\.0\.policies\.1: .*Nope/,
    ],
    ['an unknown boundary', withUser({ boundary: 'Nope' }), /^users\.0\.boundary: .*Nope/],
    [
      'an inline policy that is none',
      withUser({ inlinePolicies: { p: { a: 1 } } }),
      /^users\.0\.inlinePolicies\.p: /,
    ],
    ['a trust that is none', { ...smallest, roles: [{ name: 'r', trust: {} }] }, /^roles\.0\.trust: /],
    [
      'a name twice',
      { ...smallest, users: [{ name: 'ci' }, { name: 'ci' }] },
      /^users\.1\.name: .*already exists/,
    ],
    [
      'the name of the responder',
      { ...smallest, users: [{ name: 'ci' }, { name: 'incident-responder' }] },
      /^users\.1\.name: .*already exists/,
    ],
    [
      'a service without credentials of its own',
      withUser({ serviceCredentials: ['s3.amazonaws.com'] }),
      /^users\.0\.serviceCredentials\.0: .*s3/,
    ],
    [
      'an unknown policy in a member',
      {
        ...smallest,
        members: [{ accountId: '220498765433', users: [{ name: 'a', policies: ['Nope'] }] }],
      },
      /^members\.0\.users\.0\.policies\.0: .*Nope/,
    ],
    ['a bucket name in capitals', { ...smallest, buckets: ['fine-bucket', 'BAD'] }, /^buckets\.1: /],
  ])('refuses %s by its field and leaves nothing that listens', async (_, scenario, mistake) => {
    const before = listening();
    const refused = await serveCompany({ scenario }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ScenarioError);
    expect((refused as ScenarioError).mistakes).toEqual([expect.stringMatching(mistake)]);
    await vi.waitFor(() => expect(listening()).toBe(before));
  });

  it('serves several accounts of an organization, with keys of their users and of root', async () => {
    const path = '/aws-reserved/sso.amazonaws.com/';
    const reserved = { name: 'AWSReservedSSO_Admin_0123456789abcdef', path, trust: anybody };
    const served = await serveCompany({
      scenario: {
        ...withUser({ serviceCredentials: ['bedrock.amazonaws.com'] }),
        roles: [reserved],
        rootAccessKeys: 1,
        members: [
          { accountId: '220498765433', users: [{ name: 'ci' }], roles: [reserved], rootAccessKeys: 2 },
          { accountId: '230498765434' },
        ],
        organization: { id: 'o-a1b2c3d4e5', managementAccountId: '220498765433' },
      },
    });
    onTestFinished(served.close);
    const { state } = served.aws.iam;
    const [key] = served.members['220498765433']?.['ci'] ?? [];
    expect(state.keys.get(key?.accessKeyId ?? '')).toMatchObject({ accountId: '220498765433' });
    const counted = Object.entries(served.rootKeys).map(([id, keys]) => [id, keys.length]);
    expect(counted).toEqual([
      ['210498765432', 1],
      ['220498765433', 2],
      ['230498765434', 0],
    ]);
    expect(state.users.get('210498765432', 'ci').serviceCredentials).toMatchObject([{ status: 'Active' }]);
    for (const account of ['210498765432', '220498765433']) {
      expect(state.roles.get(account, reserved.name).path).toBe(path);
    }
    const asked = served.aws.administer('organizations', 'DescribeOrganization', {});
    expect((await asked).Organization).toMatchObject({
      Id: 'o-a1b2c3d4e5',
      MasterAccountId: '220498765433',
    });
  });

  it('puts a role into an instance profile of its name, where that is asked for', async () => {
    const roles = [
      { name: 'server', trust: anybody, instanceProfile: true },
      { name: 'other', trust: anybody },
    ];
    const { aws, close } = await serveCompany({ scenario: { ...smallest, roles } });
    onTestFinished(close);
    const { InstanceProfiles } = await aws.administer('iam', 'ListInstanceProfiles', {});
    expect(InstanceProfiles).toMatchObject([
      { InstanceProfileName: 'server', Roles: [{ RoleName: 'server' }] },
    ]);
  });

  it("serves the drill's own company, with keys for a responder and a thief", async () => {
    const { environment, close } = await serveCompany({});
    onTestFinished(close);
    expect(environment).toMatchObject({
      AWS_REGION: company.region,
      AWS_DEFAULT_REGION: company.region,
      AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      LEAKED_ACCESS_KEY_ID: expect.stringMatching(/^AKIA/),
    });
    expect(environment['AWS_ACCESS_KEY_ID']).not.toBe(environment['LEAKED_ACCESS_KEY_ID']);
  });
});

const listening = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
