import { expect, test } from 'vitest';
import { account, codeOf, managed, start, startIam } from './iam-rig.ts';

test('IAM shows a deny at once, and it bites when it has propagated', async () => {
  const { as, clock, run, setPropagationDelay, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  setPropagationDelay(4000);
  run('AttachUserPolicy', { UserName: 'ada', PolicyArn: managed('AWSDenyAll') });
  expect(run('ListAttachedUserPolicies', { UserName: 'ada' }).AttachedPolicies).toHaveLength(2);
  await clock.advance(3999);
  as(keys)('iam:ListUsers');
  await clock.advance(1);
  expect(codeOf(() => as(keys)('iam:ListUsers'))).toBe('AccessDenied');
});

test('in the window a denied user can take the deny off again', async () => {
  const { as, clock, run, setPropagationDelay, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  setPropagationDelay(4000);
  run('AttachUserPolicy', { UserName: 'ada', PolicyArn: managed('AWSDenyAll') });
  await clock.advance(1000);
  as(keys)('iam:DetachUserPolicy', { UserName: 'ada', PolicyArn: managed('AWSDenyAll') });
  await clock.advance(3500);
  expect(codeOf(() => as(keys)('iam:ListUsers'))).toBe('AccessDenied');
  await clock.advance(500);
  as(keys)('iam:ListUsers');
});

test('a key that was switched off, deleted or created is seen late', async () => {
  const { as, clock, keyOf, run, setPropagationDelay, user } = startIam();
  const [off, gone] = [user('ada', 'AdministratorAccess'), user('bob', 'AdministratorAccess')];
  setPropagationDelay(4000);
  run('UpdateAccessKey', { UserName: 'ada', AccessKeyId: off.accessKeyId, Status: 'Inactive' });
  run('DeleteAccessKey', { UserName: 'bob', AccessKeyId: gone.accessKeyId });
  const made = keyOf('bob');
  expect(run('ListAccessKeys', { UserName: 'ada' }).AccessKeyMetadata[0].Status).toBe('Inactive');
  expect(as(off)('iam:GetUser').User.UserName).toBe('ada');
  expect(as(gone)('iam:GetUser').User.UserName).toBe('bob');
  expect(codeOf(() => as(made)('iam:GetUser'))).toBe('unknown');
  await clock.advance(4000);
  expect(codeOf(() => as(off)('iam:GetUser'))).toBe('inactive');
  expect(codeOf(() => as(gone)('iam:GetUser'))).toBe('unknown');
  expect(as(made)('iam:GetUser').User.UserName).toBe('bob');
});

test('a shorter delay does not bring an older change to the fore', async () => {
  const { as, clock, run, setPropagationDelay, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  const change = (Status: string) =>
    run('UpdateAccessKey', { UserName: 'ada', AccessKeyId: keys.accessKeyId, Status });
  setPropagationDelay(4000);
  change('Inactive');
  setPropagationDelay(0);
  change('Active');
  as(keys)('iam:ListUsers');
  await clock.advance(5000);
  as(keys)('iam:ListUsers');
});

test('a delay that is set later does not hide what was there', () => {
  const { as, setPropagationDelay, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  setPropagationDelay(60_000);
  expect(as(keys)('sts:GetCallerIdentity').Arn).toBe(`arn:aws:iam::${account}:user/ada`);
});

test('from its creation on with a delay, an account is filled in time', async () => {
  const { as, clock, user } = startIam({ propagationDelay: 3000 });
  const keys = user('ada', 'AdministratorAccess');
  expect(codeOf(() => as(keys)('iam:GetUser'))).toBe('unknown');
  await clock.advance(3000);
  expect(as(keys)('iam:GetUser').User.CreateDate).toEqual(start);
});
