import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { describe, expect, it, vi } from 'vitest';
import type { Organization } from '#infra/local/iam/state.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { allowances, type CouldSubject, couldHaveDone } from '#lib/investigation/could/could-have-done.ts';
import type { CouldHaveDone } from '#lib/investigation/investigation.ts';
import { logger } from '#lib/platform/logger.ts';
import { externalId, member, memberRole, own, serveAccounts, stranger } from '#test/unit/aws/two-accounts.ts';
import { allow, deny, managed, trust } from '#test/unit/local/iam-rig.ts';
import { action } from '#test/unit/report/found.ts';

vi.spyOn(logger, 'debug').mockReturnValue();

const serve = async (organization?: Partial<Organization>) => {
  const world = await serveAccounts(organization ? { organization } : {});
  const deps = {
    iamFor: async () => new IAMClient({ maxAttempts: 2, retryMode: 'standard' }),
    organizations: async () => new OrganizationsClient({}),
  };
  return { ...world, deps };
};
type World = Awaited<ReturnType<typeof serve>>;

/** A user of a team, with policies of every kind. */
const addAda = ({ run, user }: World): void => {
  user('ada', 'AmazonS3ReadOnlyAccess');
  const PolicyName = 'own';
  run('CreatePolicy', {
    PolicyName: 'limit',
    PolicyDocument: allow(['s3:*', 'iam:*', 'ec2:*', 'secretsmanager:*']),
  });
  run('PutUserPermissionsBoundary', {
    UserName: 'ada',
    PermissionsBoundary: `arn:aws:iam::${own}:policy/limit`,
  });
  const secrets = allow('secretsmanager:*', `arn:aws:secretsmanager:*:${own}:secret:shop/*`);
  run('PutUserPolicy', { UserName: 'ada', PolicyName, PolicyDocument: secrets });
  run('CreateGroup', { GroupName: 'devs' });
  run('AddUserToGroup', { GroupName: 'devs', UserName: 'ada' });
  run('PutGroupPolicy', { GroupName: 'devs', PolicyName, PolicyDocument: allow(['ec2:*', 'kms:*']) });
  run('AttachGroupPolicy', { GroupName: 'devs', PolicyArn: managed('IAMReadOnlyAccess') });
  run('CreatePolicy', { PolicyName: 'keys', PolicyDocument: allow('iam:CreateAccessKey', '*', mfa) });
  run('AttachGroupPolicy', { GroupName: 'devs', PolicyArn: `arn:aws:iam::${own}:policy/keys` });
};
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

const ada = (incident?: Partial<Incident>): CouldSubject => ({
  accountId: own,
  principal: { kind: 'user', name: 'ada', arn: `arn:aws:iam::${own}:user/ada` },
  accessKeyId: 'AKIATOURNIQUETTEST01',
  ...(incident && { incident: incident as Incident }),
});

const allowedIn = ({ actions }: CouldHaveDone): Record<string, string | null> =>
  Object.fromEntries(
    actions
      .filter(({ allowed }) => allowed !== false)
      .map(({ action: name, allowed, limits }) => [name, allowed === null ? null : (limits ?? '')]),
  );
const valuesOf = ({ actions }: CouldHaveDone): Set<boolean | null> =>
  new Set(actions.map(({ allowed }) => allowed));

/** What ada could do: her boundary leaves the group's KMS out. */
const adas = {
  'iam:CreateAccessKey': 'only with MFA',
  's3:GetObject': '',
  'secretsmanager:GetSecretValue': `only on arn:aws:secretsmanager:*:${own}:secret:shop/*`,
  'ec2:RunInstances': '',
  'ec2:TerminateInstances': '',
  'ec2:ModifySnapshotAttribute': '',
};
const always = [
  'policies of resources (buckets, keys, whom roles trust) and resource control policies: they were not looked at',
];

describe('of a user', () => {
  it('is what its own policies, those of its groups and its boundary allowed', async () => {
    const world = await serve();
    addAda(world);
    const could = await couldHaveDone(ada(), [], world.deps);
    expect(allowedIn(could)).toEqual(adas);
    expect(could.actions.filter(({ label }) => /every/.test(label)).map(({ label }) => label)).toEqual([
      'read every object in S3',
    ]);
    expect(could.basedOn).toEqual([
      '1 attached policy',
      '1 inline policy',
      '1 group',
      'permissions boundary',
    ]);
    expect(could.notRead).toEqual(always);
    expect(world.count('GetAccountAuthorizationDetails')).toBe(1);
    expect(world.count('GetUser')).toBe(0);
  });

  it('is the same after AWS quarantined it and we denied it', async () => {
    const world = await serve();
    addAda(world);
    world.run('AttachUserPolicy', { UserName: 'ada', PolicyArn: managed('AWSCompromisedKeyQuarantineV3') });
    world.run('AttachUserPolicy', { UserName: 'ada', PolicyArn: managed('AWSDenyAll') });
    const could = await couldHaveDone(ada(), [], world.deps);
    expect(allowedIn(could)).toEqual(adas);
    expect(could.basedOn.slice(-2)).toEqual(['without AWSDenyAll', "without AWS's quarantine"]);
  });

  it('is the same where our deny took the place of its boundary, as the incident says', async () => {
    const world = await serve();
    addAda(world);
    world.run('PutUserPermissionsBoundary', { UserName: 'ada', PermissionsBoundary: managed('AWSDenyAll') });
    const step = { id: 'bound-user', outcome: 'done' as const, at: '2026-11-02T03:04:05.000Z' };
    const before = { boundary: `arn:aws:iam::${own}:policy/limit` };
    const could = await couldHaveDone(ada({ steps: [{ ...step, before }] }), [], world.deps);
    expect(allowedIn(could)).toEqual(adas);
  });

  it('is not claimed where nothing says which boundary stood there', async () => {
    const world = await serve();
    addAda(world);
    world.run('PutUserPermissionsBoundary', { UserName: 'ada', PermissionsBoundary: managed('AWSDenyAll') });
    const could = await couldHaveDone(ada(), [], world.deps);
    expect(valuesOf(could)).toEqual(new Set([false, null]));
    expect(could.notRead[0]).toMatch(/^the permissions boundary that stood there before AWSDenyAll/);
  });

  it('is the same read piece by piece, where the details of the account are refused', async () => {
    const world = await serve();
    addAda(world);
    const deniesDetails = deny('iam:GetAccountAuthorizationDetails');
    world.run('PutUserPolicy', { UserName: 'responder', PolicyName: 'd', PolicyDocument: deniesDetails });
    const could = await couldHaveDone(ada(), [], world.deps);
    expect(allowedIn(could)).toEqual(adas);
    expect(could.basedOn).toEqual([
      '1 attached policy',
      '1 inline policy',
      '1 group',
      'permissions boundary',
    ]);
    expect(world.count('GetUser')).toBe(1);
  });

  it('leaves open what a policy that was not read may allow, and says which and why', async () => {
    const world = await serve();
    addAda(world);
    const refused = deny(['iam:GetAccountAuthorizationDetails', 'iam:GetGroupPolicy']);
    world.run('PutUserPolicy', { UserName: 'responder', PolicyName: 'd', PolicyDocument: refused });
    const { could, again } = await allowances(ada(), world.deps);
    expect(again).toBe(true);
    expect(allowedIn(could)['s3:GetObject']).toBe('');
    expect(valuesOf(could)).toEqual(new Set([true, null]));
    expect(could.notRead[0]).toMatch(/^iam:GetGroupPolicy failed: AccessDenied: .*group\/devs/);
  });

  it.each([
    ['the simulator is throttled', 'SimulateCustomPolicy', /^iam:SimulateCustomPolicy failed: Throttling/],
    ['everything is throttled', undefined, /^reading the policies of .*user\/ada failed: Throttling/],
  ])('is undecided where %s, and that is tried again', async (_, operation, why) => {
    const world = await serve();
    addAda(world);
    world.faults.inject({ service: 'iam', ...(operation && { operation }), effect: { kind: 'throttle' } });
    const { could, again } = await allowances(ada(), world.deps);
    expect(again).toBe(true);
    expect(Object.values(allowedIn(could))).not.toContain('');
    expect(could.notRead[0]).toMatch(why);
  });

  it('ends in time where IAM does not answer', async () => {
    const world = await serve();
    addAda(world);
    world.faults.inject({ service: 'iam', effect: { kind: 'latency', milliseconds: 1000 } });
    const { could } = await allowances(ada(), { ...world.deps, timeLimit: 50 });
    expect(valuesOf(could)).toEqual(new Set([null]));
    expect(could.notRead[0]).toBe(
      `reading the policies of arn:aws:iam::${own}:user/ada was not answered in time`,
    );
  });

  it('ends in time where nobody lets us into the account', async () => {
    const iamFor = () => new Promise<IAMClient>(() => {});
    const { could, again } = await allowances(ada(), { ...(await serve()).deps, iamFor, timeLimit: 50 });
    expect([again, could.notRead[0]]).toEqual([true, expect.stringMatching(/was not answered in time$/)]);
  });

  it('is undecided where the user is gone, and where another one has its name', async () => {
    const world = await serve();
    const gone = await couldHaveDone(ada(), [], world.deps);
    expect(valuesOf(gone)).toEqual(new Set([null]));
    expect(gone.notRead[0]).toMatch(/NoSuchEntity/);
    addAda(world);
    const principal = { ...ada().principal, id: 'AIDAANOTHERADA000000' };
    const other = await couldHaveDone({ ...ada(), principal }, [], world.deps);
    expect(other.notRead[0]).toMatch(/another user of that name stands there now/);
  });

  it('counts what the lineage did of it and succeeded', async () => {
    const world = await serve();
    addAda(world);
    const calls = [
      action({ eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', events: 5, failed: 2 }),
      action({ eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', region: 'eu-west-1', events: 1 }),
      action({ eventSource: 'secretsmanager.amazonaws.com', eventName: 'BatchGetSecretValue', events: 7 }),
      action({ eventName: 'CreateUser', events: 3, failed: 3 }),
    ];
    const { actions } = await couldHaveDone(ada(), calls, world.deps);
    expect(
      Object.fromEntries(actions.filter(({ used }) => used > 0).map((each) => [each.action, each.used])),
    ).toEqual({
      'ec2:RunInstances': 4,
      'secretsmanager:GetSecretValue': 7,
    });
  });
});

const deploy: CouldSubject = {
  accountId: own,
  principal: { kind: 'role', name: 'deploy', arn: `arn:aws:iam::${own}:role/deploy` },
  accessKeyId: 'ASIATOURNIQUETTEST01',
};

describe('of a session of a role', () => {
  it('is what the role allowed before its sessions were denied', async () => {
    const world = await serve();
    world.role('deploy', trust({ AWS: own }), 'IAMFullAccess');
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': '2026-11-02T03:04:05Z' } };
    const input = { RoleName: 'deploy', PolicyName: 'TourniquetDeny', PolicyDocument: deny('*', Condition) };
    world.run('PutRolePolicy', input);
    const could = await couldHaveDone(deploy, [], world.deps);
    expect(allowedIn(could)).toMatchObject({ 'iam:CreateUser': '', 'iam:PassRole': '' });
    expect(could.basedOn).toEqual(['1 attached policy', 'without the deny of sessions']);
    expect(could.notRead.at(-1)).toMatch(/^what was taken from the session when it was issued/);
  });
});

describe('of an account in an organization', () => {
  const scps = { [member]: [JSON.parse(allow('*')), JSON.parse(deny('ec2:*'))] };
  const builder = {
    ...deploy,
    accountId: member,
    principal: { ...deploy.principal, arn: `arn:aws:iam::${member}:role/deploy` },
  };

  // Made anew for each world: clients are kept.
  const clients = async () => {
    vi.resetModules();
    const { couldClients } = await import('#lib/investigation/could/clients.ts');
    return couldClients({
      ownAccountId: async () => own,
      accountStanding: async (id) => (id === own ? 'own' : id === member ? 'member' : 'foreign'),
      memberRole,
      externalId,
    });
  };

  /** The role for reading, as its template makes it. */
  const addReadRole = ({ setUp }: World): void => {
    const condition = { StringEquals: { 'sts:ExternalId': externalId } };
    const document = trust({ AWS: `arn:aws:iam::${own}:user/responder` }, condition, [
      'sts:AssumeRole',
      'sts:TagSession',
    ]);
    const [RoleName, Path] = ['tourniquet-member-read', '/tourniquet/'];
    const { run } = setUp(member);
    run('CreateRole', { RoleName, Path, AssumeRolePolicyDocument: JSON.stringify(document) });
    const PolicyDocument = allow(['iam:Get*', 'iam:List*', 'iam:SimulateCustomPolicy']);
    run('PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument });
  };
  const addDeploy = ({ setUp }: World): void => {
    const { run } = setUp(member);
    run('CreateRole', {
      RoleName: 'deploy',
      AssumeRolePolicyDocument: JSON.stringify(trust({ AWS: member })),
    });
    run('AttachRolePolicy', { RoleName: 'deploy', PolicyArn: managed('AdministratorAccess') });
  };

  it('is read through the role for reading, and limited by what binds the account', async () => {
    const world = await serve({ scps });
    addReadRole(world);
    addDeploy(world);
    const could = await couldHaveDone(builder, [], await clients());
    expect(could.actions.filter(({ allowed }) => allowed !== true).map((each) => each.action)).toEqual([
      'ec2:RunInstances',
      'ec2:TerminateInstances',
      'ec2:ModifySnapshotAttribute',
    ]);
    expect(could.basedOn).toEqual(['1 attached policy', 'service control policies of 2 levels']);
  });

  it('says that what binds the account is not told to us, where it is not', async () => {
    const world = await serve({ managementAccountId: stranger, members: [own, member], scps });
    addReadRole(world);
    addDeploy(world);
    const { could, again } = await allowances(builder, await clients());
    expect(again).toBe(false);
    expect(allowedIn(could)['ec2:RunInstances']).toBe('');
    expect(could.notRead[0]).toMatch(
      /^service control policies: organizations:ListParents failed: AccessDenied/,
    );
  });

  it('is not asked to bind the management account', async () => {
    const world = await serve({ scps: { [own]: [JSON.parse(deny('*'))] } });
    addAda(world);
    const could = await couldHaveDone(ada(), [], world.deps);
    expect(allowedIn(could)).toEqual(adas);
    expect(could.notRead).toEqual(always);
  });

  it('says why an account cannot be entered', async () => {
    await serve({ scps });
    const refused = await couldHaveDone(builder, [], await clients());
    expect(valuesOf(refused)).toEqual(new Set([null]));
    expect(refused.notRead[0]).toContain(`role/${memberRole}-read`);
    const foreign = { ...builder, accountId: stranger };
    expect((await couldHaveDone(foreign, [], await clients())).notRead[0]).toContain(
      `the policies of account ${stranger} cannot be read from here: it is none of ours`,
    );
  });
});

it('of the root user is everything that binds no service control policy', async () => {
  const world = await serve();
  const arn = `arn:aws:iam::${own}:root`;
  const principal = { kind: 'root', name: 'root', arn };
  const could = await couldHaveDone({ accountId: own, principal, accessKeyId: null }, [], world.deps);
  expect(valuesOf(could)).toEqual(new Set([true]));
  expect(could.basedOn).toEqual(['the root user, which no policy of its account limits']);
});
