import { expect, test } from 'vitest';
import { account, codeOf, otherAccount, startIam } from './iam-rig.ts';

test('a root key acts as root, and no deny on a user reaches it', () => {
  const { as, rootKey, user } = startIam();
  user('ada');
  const root = as(rootKey());
  expect(root('sts:GetCallerIdentity')).toMatchObject({
    Arn: `arn:aws:iam::${account}:root`,
    UserId: account,
  });
  root('iam:AttachUserPolicy', { UserName: 'ada', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
  root('iam:CreateUser', { UserName: 'bob' });
});

test('root lists and switches its own keys when it names nobody, and its users cannot', () => {
  const { as, rootKey, user } = startIam();
  const [key, other] = [rootKey(), rootKey()];
  const ids = () =>
    as(other)('iam:ListAccessKeys').AccessKeyMetadata.map(
      (each: { AccessKeyId: string }) => each.AccessKeyId,
    );
  expect(ids().sort()).toEqual([key.accessKeyId, other.accessKeyId].sort());
  expect(as(other)('iam:ListAccessKeys').AccessKeyMetadata[0]).not.toHaveProperty('UserName');
  const admin = as(user('ada', 'AdministratorAccess'));
  const off = { AccessKeyId: key.accessKeyId, Status: 'Inactive' };
  expect(codeOf(() => admin('iam:UpdateAccessKey', off))).toBe('NoSuchEntity');
  as(other)('iam:UpdateAccessKey', off);
  expect(codeOf(() => as(key)('sts:GetCallerIdentity'))).toBe('inactive');
});

test('each account has a root of its own', () => {
  const { as, rootKey, setUp } = startIam();
  const theirs = setUp(otherAccount).createRootKey();
  const own = rootKey();
  expect(as(theirs)('iam:ListAccessKeys').AccessKeyMetadata).toHaveLength(1);
  const off = { AccessKeyId: own.accessKeyId, Status: 'Inactive' };
  expect(codeOf(() => as(theirs)('iam:UpdateAccessKey', off))).toBe('NoSuchEntity');
});

test('what IAM says of whose root key it is can be switched, since no source tells', () => {
  const { as, rootKey, setRootKeyAnswer, user } = startIam();
  const AccessKeyId = rootKey().accessKeyId;
  const admin = as(user('ada', 'AdministratorAccess'));
  const ask = () => admin('iam:GetAccessKeyLastUsed', { AccessKeyId });
  expect(ask()).toEqual({ AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } });
  setRootKeyAnswer('<root_account>');
  expect(ask().UserName).toBe('<root_account>');
  for (const answer of ['NoSuchEntity', 'AccessDenied'] as const) {
    setRootKeyAnswer(answer);
    expect(codeOf(ask)).toBe(answer);
  }
  setRootKeyAnswer('no-user-name');
  expect(ask()).not.toHaveProperty('UserName');
  const byOption = startIam({ rootKeyAnswer: '<root_account>' });
  const theirs = { AccessKeyId: byOption.rootKey().accessKeyId };
  expect(byOption.run('GetAccessKeyLastUsed', theirs).UserName).toBe('<root_account>');
});

test('the use of a root key is remembered', () => {
  const { clock, identities, rootKey, run } = startIam();
  const { accessKeyId } = rootKey();
  identities.used(accessKeyId, 's3', 'eu-west-1');
  expect(run('GetAccessKeyLastUsed', { AccessKeyId: accessKeyId }).AccessKeyLastUsed).toEqual({
    LastUsedDate: clock.now(),
    ServiceName: 's3',
    Region: 'eu-west-1',
  });
});
