import { expect, test } from 'vitest';
import {
  account,
  allow,
  codeOf,
  deny,
  keysIn,
  managed,
  otherAccount,
  start,
  startIam,
  trust,
} from './iam-rig.ts';

const hour = 3_600_000;
const input = (RoleArn: string, more: object = {}) => ({ RoleArn, RoleSessionName: 'visit', ...more });

test('a role session has an ARN and an id of its own, and the role of one hour', () => {
  const { as, role, run, user } = startIam();
  const arn = role('deploy', trust({ AWS: account }), 'AmazonS3FullAccess');
  const answer = as(user('ada', 'AdministratorAccess'))('sts:AssumeRole', input(arn));
  const { RoleId } = run('GetRole', { RoleName: 'deploy' }).Role;
  expect(answer.AssumedRoleUser).toEqual({
    AssumedRoleId: `${RoleId}:visit`,
    Arn: `arn:aws:sts::${account}:assumed-role/deploy/visit`,
  });
  expect(answer.Credentials.Expiration).toEqual(new Date(start.getTime() + hour));
  const session = as(keysIn(answer));
  expect(session('sts:GetCallerIdentity').UserId).toBe(`${RoleId}:visit`);
  session('s3:ListAllMyBuckets');
  expect(codeOf(() => session('iam:ListUsers'))).toBe('AccessDenied');
});

test('the trust policy must allow, and an account that is trusted must allow its user', () => {
  const { as, role, user } = startIam();
  const [admin, nobody] = [user('ada', 'AdministratorAccess'), user('bob')];
  const byAccount = role('by-account', trust({ AWS: `arn:aws:iam::${account}:root` }));
  const byName = role('by-name', trust({ AWS: `arn:aws:iam::${account}:user/bob` }));
  const assume = (keys: typeof admin, arn: string) => codeOf(() => as(keys)('sts:AssumeRole', input(arn)));
  expect(assume(admin, byAccount)).toBeUndefined();
  expect(assume(nobody, byAccount)).toBe('AccessDenied');
  expect(assume(nobody, byName)).toBeUndefined();
  expect(assume(admin, byName)).toBe('AccessDenied');
});

test('a role that does not exist is refused in the same words as one that does not trust', () => {
  const { as, role, user } = startIam();
  const admin = as(user('ada', 'AdministratorAccess'));
  const shy = role('shy', trust({ Service: 'ec2.amazonaws.com' }));
  const words = (arn: string) =>
    `User: arn:aws:iam::${account}:user/ada is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
  const none = `arn:aws:iam::${account}:role/none`;
  for (const arn of [shy, none]) {
    expect(() => admin('sts:AssumeRole', input(arn))).toThrow(new RegExp(`^${words(arn)}$`));
  }
});

test('an external id and a session name can be demanded, across accounts too', () => {
  const { as, run, setUp, user } = startIam();
  const condition = {
    StringEquals: { 'sts:ExternalId': 'tq-1' },
    StringLike: { 'sts:RoleSessionName': 'tq-*' },
  };
  const AssumeRolePolicyDocument = JSON.stringify(
    trust({ AWS: `arn:aws:iam::${account}:user/ada` }, condition),
  );
  const { Role } = setUp(otherAccount).run('CreateRole', { RoleName: 'member', AssumeRolePolicyDocument });
  const keys = user('ada');
  const assume = (more: object) =>
    codeOf(() => as(keys)('sts:AssumeRole', input(Role.Arn, { RoleSessionName: 'tq-7', ...more })));
  expect(assume({ ExternalId: 'tq-1' })).toBe('AccessDenied');
  run('PutUserPolicy', {
    UserName: 'ada',
    PolicyName: 'p',
    PolicyDocument: allow('sts:AssumeRole', Role.Arn),
  });
  expect(assume({ ExternalId: 'tq-1' })).toBeUndefined();
  expect(assume({})).toBe('AccessDenied');
  expect(assume({ ExternalId: 'tq-1', RoleSessionName: 'other' })).toBe('AccessDenied');
});

test('a deny on the user does not touch its role sessions; one on the role by time of issue does', async () => {
  const { as, clock, role, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  const arn = role('deploy', trust({ AWS: account }), 'AmazonS3FullAccess');
  const old = keysIn(as(keys)('sts:AssumeRole', input(arn)));
  await clock.advance(10_000);
  const PolicyDocument = deny('*', { DateLessThan: { 'aws:TokenIssueTime': clock.now().toISOString() } });
  const young = keysIn(as(keys)('sts:AssumeRole', input(arn)));
  run('AttachUserPolicy', { UserName: 'ada', PolicyArn: managed('AWSDenyAll') });
  as(old)('s3:ListAllMyBuckets');
  run('PutRolePolicy', { RoleName: 'deploy', PolicyName: 'AWSRevokeOlderSessions', PolicyDocument });
  expect(codeOf(() => as(old)('s3:ListAllMyBuckets'))).toBe('AccessDenied');
  as(young)('s3:ListAllMyBuckets');
});

test('one session of a role can be denied by its aws:userid', () => {
  const { as, role, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  const arn = role('deploy', trust({ AWS: account }), 'AmazonS3FullAccess');
  const assume = (RoleSessionName: string) => as(keys)('sts:AssumeRole', { RoleArn: arn, RoleSessionName });
  const [thief, worker] = [assume('thief'), assume('worker')];
  const PolicyDocument = deny('*', { StringEquals: { 'aws:userid': thief.AssumedRoleUser.AssumedRoleId } });
  run('PutRolePolicy', { RoleName: 'deploy', PolicyName: 'no', PolicyDocument });
  expect(codeOf(() => as(keysIn(thief))('s3:ListAllMyBuckets'))).toBe('AccessDenied');
  as(keysIn(worker))('s3:ListAllMyBuckets');
});

test('a chained role session lasts one hour at most, an unchained one as long as the role allows', () => {
  const { as, run, user } = startIam();
  const AssumeRolePolicyDocument = JSON.stringify(trust({ AWS: account }));
  for (const RoleName of ['one', 'two']) {
    run('CreateRole', { RoleName, AssumeRolePolicyDocument, MaxSessionDuration: 7200 });
    run('AttachRolePolicy', { RoleName, PolicyArn: managed('AdministratorAccess') });
  }
  const [one, two] = ['one', 'two'].map((name) => `arn:aws:iam::${account}:role/${name}`);
  const ada = as(user('ada', 'AdministratorAccess'));
  const assume = (who: typeof ada, arn = '', DurationSeconds = 3600) =>
    who('sts:AssumeRole', input(arn, { DurationSeconds }));
  const session = as(keysIn(assume(ada, one, 7200)));
  expect(() => assume(ada, one, 7201)).toThrow('exceeds the MaxSessionDuration set for this role');
  expect(() => assume(session, two, 3601)).toThrow(
    'exceeds the 1 hour session limit for roles assumed by role',
  );
  assume(session, two);
});

test('a session policy narrows a role session', () => {
  const { as, role, user } = startIam();
  const arn = role('deploy', trust({ AWS: account }), 'AdministratorAccess');
  const Policy = allow('s3:ListAllMyBuckets');
  const session = as(
    keysIn(as(user('ada', 'AdministratorAccess'))('sts:AssumeRole', input(arn, { Policy }))),
  );
  session('s3:ListAllMyBuckets');
  expect(() => session('iam:ListUsers')).toThrow('because no session policy allows the iam:ListUsers action');
});

test('session tags need sts:TagSession in the trust policy', () => {
  const { as, role, user } = startIam();
  const ada = as(user('ada', 'AdministratorAccess'));
  const Tags = [{ Key: 'team', Value: 'shop' }];
  const without = role('plain', trust({ AWS: account }));
  const tagged = role('tagged', trust({ AWS: account }, undefined, ['sts:AssumeRole', 'sts:TagSession']));
  expect(() => ada('sts:AssumeRole', input(without, { Tags }))).toThrow('sts:TagSession');
  ada('sts:AssumeRole', input(tagged, { Tags }));
});

test('root assumes no role', () => {
  const { as, role, rootKey } = startIam();
  const arn = role('deploy', trust({ AWS: account }));
  expect(() => as(rootKey())('sts:AssumeRole', input(arn))).toThrow(
    'Roles may not be assumed by root accounts.',
  );
});

test('Lambda gets a session of a role that trusts it, and of no other', () => {
  const { as, issueServiceSession, role } = startIam();
  const mine = role('fn', trust({ Service: 'lambda.amazonaws.com' }), 'AmazonS3ReadOnlyAccess');
  const other = role('vm', trust({ Service: 'ec2.amazonaws.com' }), 'AmazonS3ReadOnlyAccess');
  const session = issueServiceSession(mine, 'contain', 43_200);
  expect(session.expiresAt).toEqual(new Date(start.getTime() + 12 * hour));
  expect(as(session)('sts:GetCallerIdentity').Arn).toBe(`arn:aws:sts::${account}:assumed-role/fn/contain`);
  as(session)('s3:ListAllMyBuckets');
  expect(codeOf(() => issueServiceSession(other, 'contain', 900))).toBe('AccessDenied');
  expect(codeOf(() => issueServiceSession(`${mine}x`, 'contain', 900))).toBe('AccessDenied');
});

test('a role session ends with its role, and the role remembers its last use', () => {
  const { as, identities, issueServiceSession, role, run } = startIam();
  const arn = role('fn', trust({ Service: 'lambda.amazonaws.com' }));
  const session = issueServiceSession(arn, 'contain', 900);
  identities.used(session.accessKeyId, 's3', 'eu-west-1');
  expect(run('GetRole', { RoleName: 'fn' }).Role.RoleLastUsed).toEqual({
    LastUsedDate: start,
    Region: 'eu-west-1',
  });
  run('DeleteRole', { RoleName: 'fn' });
  expect(codeOf(() => as(session)('sts:GetCallerIdentity'))).toBe('unknown');
});
