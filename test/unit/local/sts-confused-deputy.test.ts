import { expect, test } from 'vitest';
import type { Shape } from '#infra/local/contract.ts';
import { allow, codeOf, account as hub, type Keys, keysIn, managed, startIam, trust } from './iam-rig.ts';

const [member, outsider, attacker] = ['222233334444', '333344445555', '444455556666'];
const roleName = 'tourniquet-member';
const memberRole = (accountId: string) => `arn:aws:iam::${accountId}:role/${roleName}`;
const containRole = `arn:aws:iam::${hub}:role/tourniquet-contain`;
const ExternalId = 'the-deployment-1';
const both = ['sts:AssumeRole', 'sts:TagSession'];
const tags = [{ Key: 'tourniquet-incident', Value: 'inc-1' }];

const organization = () => ({
  id: 'o-a1b2c3d4e5',
  managementAccountId: hub,
  members: [member],
  scps: {},
});

/** A hub that assumes the member role of every account of its organization, and of none outside. */
const cloudWithHub = (more: { condition?: object } = {}) => {
  const cloud = startIam({ accounts: [hub, member, outsider, attacker], organization: organization() });
  const lambda = trust({ Service: 'lambda.amazonaws.com' });
  cloud.role('tourniquet-contain', lambda);
  cloud.run('PutRolePolicy', {
    RoleName: 'tourniquet-contain',
    PolicyName: 'members',
    PolicyDocument: allow(
      both,
      'arn:aws:iam::*:role/tourniquet-member',
      more.condition ?? { StringEquals: { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' } },
    ),
  });
  const contain = cloud.as(cloud.issueServiceSession(containRole, 'contain', 3600));
  return { ...cloud, contain };
};

type Cloud = ReturnType<typeof cloudWithHub>;

const addMemberRole = ({ setUp }: Cloud, accountId: string, trusts: object, policy = 'IAMFullAccess') => {
  const { run } = setUp(accountId);
  run('CreateRole', { RoleName: roleName, AssumeRolePolicyDocument: JSON.stringify(trusts) });
  run('AttachRolePolicy', { RoleName: roleName, PolicyArn: managed(policy) });
};

const properTrust = trust({ AWS: containRole }, { StringEquals: { 'sts:ExternalId': ExternalId } }, both);

const enter = (who: (name: string, input: Shape) => Shape, accountId: string, more: object = {}) =>
  who('sts:AssumeRole', {
    RoleArn: memberRole(accountId),
    RoleSessionName: 'inc-1',
    ExternalId,
    Tags: tags,
    ...more,
  });

const userOf = ({ setUp, as }: Cloud, accountId: string, PolicyDocument: string) => {
  const { run } = setUp(accountId);
  run('CreateUser', { UserName: 'mallory' });
  run('PutUserPolicy', { UserName: 'mallory', PolicyName: 'p', PolicyDocument });
  const { AccessKey } = run('CreateAccessKey', { UserName: 'mallory' });
  const keys: Keys = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  return as(keys);
};

test('the hub enters a member, acts there, and nowhere else', () => {
  const cloud = cloudWithHub();
  addMemberRole(cloud, member, properTrust);
  cloud.setUp(member).run('CreateUser', { UserName: 'ci' });
  cloud.run('CreateUser', { UserName: 'ci' });
  const session = cloud.as(keysIn(enter(cloud.contain, member)));
  session('iam:AttachUserPolicy', { UserName: 'ci', PolicyArn: managed('AWSDenyAll') });
  expect(cloud.state.users.get(member, 'ci').attached).toEqual([managed('AWSDenyAll')]);
  expect(cloud.state.users.get(hub, 'ci').attached).toEqual([]);
  expect(session('sts:GetCallerIdentity').Arn).toBe(`arn:aws:sts::${member}:assumed-role/${roleName}/inc-1`);
});

test.each([
  ['a wrong ExternalId', { ExternalId: 'the-deployment-2' }],
  ['no ExternalId', { ExternalId: undefined }],
  ['an ExternalId in other capitals', { ExternalId: ExternalId.toUpperCase() }],
])('%s is refused, in the words of a role that does not exist', (_, more) => {
  const cloud = cloudWithHub();
  addMemberRole(cloud, member, properTrust);
  const missing = cloudWithHub();
  const words = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return 'it was let in';
  };
  const refused = words(() => enter(cloud.contain, member, more));
  expect(refused).toMatch(/is not authorized to perform: sts:AssumeRole/);
  expect(words(() => enter(missing.contain, member))).toBe(refused);
});

test('a stranger who knows the ExternalId and the role is not the hub', () => {
  const cloud = cloudWithHub();
  addMemberRole(cloud, member, properTrust);
  const mallory = userOf(cloud, attacker, allow('*'));
  expect(codeOf(() => enter(mallory, member))).toBe('AccessDenied');
  // Nor is a role of the same name in the stranger's own account.
  const { run, issueRoleSession } = cloud.setUp(attacker);
  const AssumeRolePolicyDocument = JSON.stringify(trust({ AWS: attacker }));
  run('CreateRole', { RoleName: 'tourniquet-contain', AssumeRolePolicyDocument });
  run('AttachRolePolicy', { RoleName: 'tourniquet-contain', PolicyArn: managed('AdministratorAccess') });
  const twin = cloud.as(issueRoleSession('tourniquet-contain', 'contain'));
  expect(codeOf(() => enter(twin, member))).toBe('AccessDenied');
});

test('another role or user of the hub is not let in, even as its administrator', () => {
  const cloud = cloudWithHub();
  addMemberRole(cloud, member, properTrust);
  const admin = cloud.as(cloud.user('ada', 'AdministratorAccess'));
  expect(codeOf(() => enter(admin, member))).toBe('AccessDenied');
});

test('a role outside of the organization that trusts everybody is not entered: who answers there is not ours', () => {
  const cloud = cloudWithHub();
  addMemberRole(cloud, outsider, trust({ AWS: '*' }, undefined, both));
  expect(codeOf(() => enter(cloud.contain, outsider))).toBe('AccessDenied');
  const careless = cloudWithHub({ condition: {} });
  addMemberRole(careless, outsider, trust({ AWS: '*' }, undefined, both));
  expect(codeOf(() => enter(careless.contain, outsider))).toBeUndefined();
});

test('a trust may want callers of the organization only', () => {
  const cloud = cloudWithHub();
  const condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } };
  addMemberRole(cloud, member, trust({ AWS: '*' }, condition, both));
  expect(codeOf(() => enter(cloud.contain, member))).toBeUndefined();
  expect(codeOf(() => enter(userOf(cloud, attacker, allow('*')), member))).toBe('AccessDenied');
});

test('a trust may want the ARN of the calling role, which a session of it has without its session name', () => {
  const cloud = cloudWithHub();
  const condition = { ArnEquals: { 'aws:PrincipalArn': containRole } };
  addMemberRole(cloud, member, trust({ AWS: hub }, condition, both));
  expect(codeOf(() => enter(cloud.contain, member))).toBeUndefined();
  const admin = cloud.as(cloud.user('ada', 'AdministratorAccess'));
  expect(codeOf(() => enter(admin, member))).toBe('AccessDenied');
});

test("the hub's own policy may demand that its sessions say which incident they are for", () => {
  const condition = { StringLike: { 'aws:RequestTag/tourniquet-incident': '?*' } };
  const cloud = cloudWithHub({ condition });
  addMemberRole(cloud, member, properTrust);
  expect(codeOf(() => enter(cloud.contain, member))).toBeUndefined();
  expect(codeOf(() => enter(cloud.contain, member, { Tags: [] }))).toBe('AccessDenied');
});

test('session tags need sts:TagSession on both sides, across accounts', () => {
  const cloud = cloudWithHub();
  const condition = { StringEquals: { 'sts:ExternalId': ExternalId } };
  addMemberRole(cloud, member, trust({ AWS: containRole }, condition));
  expect(() => enter(cloud.contain, member)).toThrow('sts:TagSession');
  expect(codeOf(() => enter(cloud.contain, member, { Tags: [] }))).toBeUndefined();
  const untagged = cloudWithHub();
  addMemberRole(untagged, member, properTrust);
  untagged.run('PutRolePolicy', {
    RoleName: 'tourniquet-contain',
    PolicyName: 'members',
    PolicyDocument: allow('sts:AssumeRole', memberRole(member)),
  });
  expect(() => enter(untagged.contain, member)).toThrow('sts:TagSession');
});

test('a tag of the session can be demanded where it acts, and wrong tags are refused', () => {
  const cloud = cloudWithHub();
  addMemberRole(cloud, member, properTrust, 'AmazonS3ReadOnlyAccess');
  cloud.setUp(member).run('PutRolePolicy', {
    RoleName: roleName,
    PolicyName: 'p',
    PolicyDocument: allow('iam:ListUsers', '*', {
      StringEquals: { 'aws:PrincipalTag/tourniquet-incident': 'inc-1' },
    }),
  });
  const enterWith = (Value: string) =>
    cloud.as(keysIn(enter(cloud.contain, member, { Tags: [{ Key: 'tourniquet-incident', Value }] })));
  enterWith('inc-1')('iam:ListUsers');
  expect(codeOf(() => enterWith('inc-2')('iam:ListUsers'))).toBe('AccessDenied');
  expect(codeOf(() => enterWith('a'.repeat(257)))).toBe('ValidationError');
  expect(codeOf(() => enterWith('a;b'))).toBe('ValidationError');
});

test('the member role leads back to the hub only if its own policy allows that, whatever the hub trusts', () => {
  const cloud = cloudWithHub();
  addMemberRole(cloud, member, properTrust);
  const RoleArn = cloud.role('deep', trust({ AWS: memberRole(member) }));
  const session = cloud.as(keysIn(enter(cloud.contain, member)));
  const further = () => codeOf(() => session('sts:AssumeRole', { RoleArn, RoleSessionName: 'on' }));
  expect(further()).toBe('AccessDenied');
  cloud
    .setUp(member)
    .run('PutRolePolicy', { RoleName: roleName, PolicyName: 'p', PolicyDocument: allow('sts:AssumeRole') });
  expect(further()).toBeUndefined();
});

test('a source identity stays the same through a chain of roles, and needs a permission at each link', () => {
  const cloud = cloudWithHub();
  const ada = cloud.as(cloud.user('ada', 'AdministratorAccess'));
  const actions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  const [one, two, shy] = ['one', 'two', 'shy'].map((name) =>
    cloud.role(
      name,
      trust({ AWS: hub }, undefined, name === 'shy' ? ['sts:AssumeRole'] : actions),
      'AdministratorAccess',
    ),
  );
  const assume = (who: typeof ada, RoleArn: string | undefined, more: object = {}) =>
    who('sts:AssumeRole', { RoleArn, RoleSessionName: 'visit', ...more });
  expect(() => assume(ada, shy, { SourceIdentity: 'ada' })).toThrow('sts:SetSourceIdentity');
  const first = assume(ada, one, { SourceIdentity: 'ada' });
  expect(first.SourceIdentity).toBe('ada');
  const chained = cloud.as(keysIn(first));
  expect(() => assume(chained, shy)).toThrow('sts:SetSourceIdentity');
  expect(codeOf(() => assume(chained, two, { SourceIdentity: 'bob' }))).toBe('AccessDenied');
  const second = assume(chained, two);
  expect(second.SourceIdentity).toBe('ada');
  cloud.run('PutRolePolicy', {
    RoleName: 'two',
    PolicyName: 'no',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringEquals: { 'aws:SourceIdentity': 'ada' } },
        },
      ],
    }),
  });
  expect(codeOf(() => cloud.as(keysIn(second))('s3:ListAllMyBuckets'))).toBe('AccessDenied');
  cloud.as(keysIn(assume(ada, two)))('s3:ListAllMyBuckets');
});

test('transitive tags go on to the next role, and nobody puts others in their place', () => {
  const cloud = cloudWithHub();
  const ada = cloud.as(cloud.user('ada', 'AdministratorAccess'));
  const [one, two] = ['one', 'two'].map((name) =>
    cloud.role(name, trust({ AWS: hub }, undefined, both), 'AdministratorAccess'),
  );
  const Tags = [
    { Key: 'incident', Value: 'inc-1' },
    { Key: 'passing', Value: 'x' },
  ];
  const visit = { RoleSessionName: 'visit' };
  const first = ada('sts:AssumeRole', { ...visit, RoleArn: one, Tags, TransitiveTagKeys: ['incident'] });
  const chained = cloud.as(keysIn(first));
  const again = { ...visit, RoleArn: two, Tags: [{ Key: 'incident', Value: 'inc-2' }] };
  expect(codeOf(() => chained('sts:AssumeRole', again))).toBe('InvalidParameterValue');
  const second = chained('sts:AssumeRole', { ...visit, RoleArn: two });
  const { caller } = cloud.identities.find(keysIn(second).accessKeyId, keysIn(second).sessionToken);
  expect(caller.sessionTags).toEqual({ incident: 'inc-1' });
});

test('a role may be entered by its own tag only', () => {
  const cloud = cloudWithHub({ condition: { StringEquals: { 'aws:ResourceTag/made-by': 'tourniquet' } } });
  addMemberRole(cloud, member, properTrust);
  expect(codeOf(() => enter(cloud.contain, member))).toBe('AccessDenied');
  const Tags = [{ Key: 'made-by', Value: 'tourniquet' }];
  cloud.setUp(member).run('TagRole', { RoleName: roleName, Tags });
  expect(codeOf(() => enter(cloud.contain, member))).toBeUndefined();
});
