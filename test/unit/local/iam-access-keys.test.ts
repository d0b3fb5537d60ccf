import { expect, test } from 'vitest';
import { accountOfKeyId } from '#infra/local/iam/access-key-id.ts';
import { account, allow, codeOf, managed, otherAccount, start, startIam } from './iam-rig.ts';

test('a new key carries the account, shows its secret once, and signs', () => {
  const { as, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  expect(keys.accessKeyId).toMatch(/^AKIA[Q-Z2-7][A-Z2-7]{15}$/);
  expect(accountOfKeyId(keys.accessKeyId)).toBe(account);
  expect(keys.secretAccessKey).toHaveLength(40);
  const listed = run('ListAccessKeys', { UserName: 'ada' });
  expect(listed).toEqual({
    AccessKeyMetadata: [
      { UserName: 'ada', AccessKeyId: keys.accessKeyId, Status: 'Active', CreateDate: start },
    ],
    IsTruncated: false,
  });
  expect(as(keys)('iam:GetUser').User.UserName).toBe('ada');
});

test('a user has two keys at most', () => {
  const { run, user } = startIam();
  user('ada');
  run('CreateAccessKey', { UserName: 'ada' });
  expect(() => run('CreateAccessKey', { UserName: 'ada' })).toThrow(
    'Cannot exceed quota for AccessKeysPerUser: 2',
  );
  expect(codeOf(() => run('CreateAccessKey', { UserName: 'ada' }))).toBe('LimitExceeded');
});

test('without a user name the keys of the signing user are meant', () => {
  const { as, user, run } = startIam();
  const mine = user('ada', 'AdministratorAccess');
  const other = user('bob');
  as(mine)('iam:UpdateAccessKey', { AccessKeyId: mine.accessKeyId, Status: 'Inactive' });
  expect(run('ListAccessKeys', { UserName: 'ada' }).AccessKeyMetadata[0].Status).toBe('Inactive');
  run('UpdateAccessKey', { UserName: 'ada', AccessKeyId: mine.accessKeyId, Status: 'Active' });
  const update = () =>
    as(mine)('iam:UpdateAccessKey', { AccessKeyId: other.accessKeyId, Status: 'Inactive' });
  expect(update).toThrow(`The Access Key with id ${other.accessKeyId} cannot be found.`);
});

test('a role session must name the user', () => {
  const { as, run, role, issueServiceSession } = startIam();
  const arn = role('fn', {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  });
  run('AttachRolePolicy', { RoleName: 'fn', PolicyArn: managed('AdministratorAccess') });
  const session = issueServiceSession(arn, 'fn', 900);
  expect(codeOf(() => as(session)('iam:ListAccessKeys'))).toBe('ValidationError');
});

test('an inactive and a deleted key no longer sign', () => {
  const { as, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  run('UpdateAccessKey', { UserName: 'ada', AccessKeyId: keys.accessKeyId, Status: 'Inactive' });
  expect(codeOf(() => as(keys)('iam:GetUser'))).toBe('inactive');
  run('DeleteAccessKey', { UserName: 'ada', AccessKeyId: keys.accessKeyId });
  expect(codeOf(() => as(keys)('iam:GetUser'))).toBe('unknown');
  expect(codeOf(() => run('DeleteAccessKey', { UserName: 'ada', AccessKeyId: keys.accessKeyId }))).toBe(
    'NoSuchEntity',
  );
});

test('a long-term key with a session token is refused', () => {
  const { as, user } = startIam();
  expect(codeOf(() => as({ ...user('ada'), sessionToken: 'x' })('sts:GetCallerIdentity'))).toBe('bad-token');
});

test('GetAccessKeyLastUsed tells the user, and the last use once there was one', () => {
  const { as, identities, user, usage } = startIam();
  const keys = user('ada', 'IAMReadOnlyAccess');
  const ask = () => as(keys)('iam:GetAccessKeyLastUsed', { AccessKeyId: keys.accessKeyId });
  expect(ask()).toEqual({ UserName: 'ada', AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } });
  identities.used(keys.accessKeyId, 's3', 'eu-west-1');
  expect(ask().AccessKeyLastUsed).toEqual({ LastUsedDate: start, ServiceName: 's3', Region: 'eu-west-1' });
  expect(usage.get(keys.accessKeyId)?.service).toBe('s3');
});

test('GetAccessKeyLastUsed is authorised on the user behind the key', () => {
  const { as, run, user } = startIam();
  const [ada, bob] = [user('ada'), user('bob')];
  const PolicyDocument = allow('iam:GetAccessKeyLastUsed', `arn:aws:iam::${account}:user/ada`);
  run('PutUserPolicy', { UserName: 'ada', PolicyName: 'own', PolicyDocument });
  const ask = (AccessKeyId: string) => as(ada)('iam:GetAccessKeyLastUsed', { AccessKeyId });
  expect(ask(ada.accessKeyId).UserName).toBe('ada');
  expect(() => ask(bob.accessKeyId)).toThrow(`on resource: arn:aws:iam::${account}:user/bob because`);
});

test('a key of another account is answered like an unknown one, in the way that was chosen', () => {
  for (const unknownKeyAnswer of ['NoSuchEntity', 'AccessDenied'] as const) {
    const { as, user, setUp } = startIam({ unknownKeyAnswer });
    const reader = user('ada', 'AdministratorAccess');
    const there = setUp(otherAccount);
    there.run('CreateUser', { UserName: 'eve' });
    const { AccessKey } = there.run('CreateAccessKey', { UserName: 'eve' });
    const ask = () => as(reader)('iam:GetAccessKeyLastUsed', { AccessKeyId: AccessKey.AccessKeyId });
    expect(codeOf(ask)).toBe(unknownKeyAnswer);
  }
});

test('root lists and switches off its own keys, which have no user name', () => {
  const { as, rootKey } = startIam();
  const [root, second] = [rootKey(), rootKey()];
  const { AccessKeyMetadata } = as(root)('iam:ListAccessKeys');
  expect(AccessKeyMetadata.map((key: object) => Object.keys(key))).toEqual([
    ['AccessKeyId', 'Status', 'CreateDate'],
    ['AccessKeyId', 'Status', 'CreateDate'],
  ]);
  as(root)('iam:UpdateAccessKey', { AccessKeyId: second.accessKeyId, Status: 'Inactive' });
  expect(codeOf(() => as(second)('iam:ListAccessKeys'))).toBe('inactive');
});
