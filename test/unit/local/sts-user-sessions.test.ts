import { expect, test } from 'vitest';
import { account, allow, codeOf, deny, keysIn, managed, start, startIam } from './iam-rig.ts';

const hours = 3_600_000;

test('a session token is the user, with a temporary key of twelve hours', async () => {
  const { as, clock, user } = startIam();
  const keys = user('ada', 'AmazonS3FullAccess');
  const answer = as(keys)('sts:GetSessionToken');
  const session = keysIn(answer);
  expect(session.accessKeyId).toMatch(/^ASIA[Q-Z2-7]/);
  expect(answer.Credentials.Expiration).toEqual(new Date(start.getTime() + 12 * hours));
  expect(as(session)('sts:GetCallerIdentity')).toEqual(as(keys)('sts:GetCallerIdentity'));
  as(session)('s3:ListAllMyBuckets');
  await clock.advance(12 * hours);
  expect(codeOf(() => as(session)('s3:ListAllMyBuckets'))).toBe('expired');
});

test('a session key signs with its own token only', () => {
  const { as, user } = startIam();
  const keys = user('ada');
  const [one, other] = [keysIn(as(keys)('sts:GetSessionToken')), keysIn(as(keys)('sts:GetSessionToken'))];
  const { sessionToken, ...bare } = one;
  expect(sessionToken).not.toBe(other.sessionToken);
  expect(codeOf(() => as(bare)('sts:GetCallerIdentity'))).toBe('bad-token');
  expect(codeOf(() => as({ ...one, sessionToken: `${other.sessionToken}` })('sts:GetCallerIdentity'))).toBe(
    'bad-token',
  );
});

test('sessions outlive the key that asked for them, inactive or deleted, and end with a deny on the user', () => {
  const { as, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  const everything = { Name: 'eve', Policy: allow('*'), DurationSeconds: 129_600 };
  const sessions = [
    keysIn(as(keys)('sts:GetSessionToken', { DurationSeconds: 129_600 })),
    keysIn(as(keys)('sts:GetFederationToken', everything)),
  ];
  const work = () => sessions.map((session) => codeOf(() => as(session)('s3:ListAllMyBuckets')));
  run('UpdateAccessKey', { UserName: 'ada', AccessKeyId: keys.accessKeyId, Status: 'Inactive' });
  expect(work()).toEqual([undefined, undefined]);
  run('DeleteAccessKey', { UserName: 'ada', AccessKeyId: keys.accessKeyId });
  expect(work()).toEqual([undefined, undefined]);
  run('AttachUserPolicy', { UserName: 'ada', PolicyArn: managed('AWSDenyAll') });
  expect(work()).toEqual(['AccessDenied', 'AccessDenied']);
});

test('the boundary that denies everything holds the sessions of the user too', () => {
  const { as, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  const federated = keysIn(as(keys)('sts:GetFederationToken', { Name: 'eve', Policy: allow('*') }));
  run('PutUserPermissionsBoundary', { UserName: 'ada', PermissionsBoundary: managed('AWSDenyAll') });
  expect(codeOf(() => as(federated)('s3:ListAllMyBuckets'))).toBe('AccessDenied');
});

test('sessions end with their user, and a new user of the same name does not revive them', () => {
  const { as, run, user } = startIam();
  const keys = user('ada', 'AmazonS3FullAccess');
  const session = keysIn(as(keys)('sts:GetSessionToken'));
  run('DeleteAccessKey', { UserName: 'ada', AccessKeyId: keys.accessKeyId });
  run('DetachUserPolicy', { UserName: 'ada', PolicyArn: managed('AmazonS3FullAccess') });
  run('DeleteUser', { UserName: 'ada' });
  user('ada', 'AmazonS3FullAccess');
  expect(codeOf(() => as(session)('s3:ListAllMyBuckets'))).toBe('unknown');
});

test('IAM does not know these sessions, and STS lets them do little', () => {
  const { as, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  const token = keysIn(as(keys)('sts:GetSessionToken'));
  const federated = keysIn(as(keys)('sts:GetFederationToken', { Name: 'eve', Policy: allow('*') }));
  for (const session of [token, federated]) {
    expect(codeOf(() => as(session)('iam:ListUsers'))).toBe('InvalidClientTokenId');
    expect(codeOf(() => as(session)('sts:GetSessionToken'))).toBe('AccessDenied');
    expect(as(session)('sts:GetCallerIdentity').Account).toBe(account);
  }
});

test('a federated session has what the user and its policy both allow, and without a policy nothing', () => {
  const { as, user } = startIam();
  const keys = user('ada', 'AmazonS3FullAccess', 'AdministratorAccess');
  const federate = (input: object) => as(keys)('sts:GetFederationToken', { Name: 'eve', ...input });
  const narrow = federate({ PolicyArns: [{ arn: managed('AmazonS3ReadOnlyAccess') }] });
  expect(narrow.FederatedUser).toEqual({
    FederatedUserId: `${account}:eve`,
    Arn: `arn:aws:sts::${account}:federated-user/eve`,
  });
  as(keysIn(narrow))('s3:ListAllMyBuckets');
  expect(codeOf(() => as(keysIn(narrow))('s3:CreateBucket'))).toBe('AccessDenied');
  expect(codeOf(() => as(keysIn(federate({})))('s3:ListAllMyBuckets'))).toBe('AccessDenied');
});

test('GetSessionToken needs no permission but heeds a deny; GetFederationToken needs one', () => {
  const { as, run, user } = startIam();
  const keys = user('ada');
  as(keys)('sts:GetSessionToken');
  expect(codeOf(() => as(keys)('sts:GetFederationToken', { Name: 'eve' }))).toBe('AccessDenied');
  run('PutUserPolicy', { UserName: 'ada', PolicyName: 'no', PolicyDocument: deny('sts:GetSessionToken') });
  expect(codeOf(() => as(keys)('sts:GetSessionToken'))).toBe('AccessDenied');
});

test('root gets a session of one hour, which no user policy touches', () => {
  const { as, rootKey } = startIam();
  const answer = as(rootKey())('sts:GetSessionToken', { DurationSeconds: 43_200 });
  expect(answer.Credentials.Expiration).toEqual(new Date(start.getTime() + hours));
  as(keysIn(answer))('s3:ListAllMyBuckets');
  expect(as(keysIn(answer))('sts:GetCallerIdentity').Arn).toBe(`arn:aws:iam::${account}:root`);
});

test('durations out of range are refused', () => {
  const { as, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  const ask = (DurationSeconds: number) => codeOf(() => as(keys)('sts:GetSessionToken', { DurationSeconds }));
  expect([ask(899), ask(900), ask(129_600), ask(129_601)]).toEqual([
    'ValidationError',
    undefined,
    undefined,
    'ValidationError',
  ]);
});

test('GetAccessKeyInfo names the account of every key that carries it, and of none that does not', () => {
  const { as, user } = startIam();
  const ask = (AccessKeyId: string) =>
    as(user(`u${AccessKeyId}`, 'AdministratorAccess'))('sts:GetAccessKeyInfo', { AccessKeyId });
  expect(ask('ASIAY34FZKBOKMUTVV7A')).toEqual({ Account: '609629065308' });
  expect(codeOf(() => ask('AKIAIOSFODNN7EXAMPLE'))).toBe('ValidationError');
});
