import { expect, test } from 'vitest';
import { allow, codeOf, startIam } from './iam-rig.ts';

const bedrock = 'bedrock.amazonaws.com';
const UserName = 'bob';

const withBob = () => {
  const cloud = startIam();
  const bob = cloud.user(UserName);
  const admin = cloud.as(cloud.user('ada', 'AdministratorAccess'));
  const create = (ServiceName: string, more: object = {}) =>
    admin('iam:CreateServiceSpecificCredential', { UserName, ServiceName, ...more })
      .ServiceSpecificCredential;
  const list = (more: object = { UserName }) =>
    admin('iam:ListServiceSpecificCredentials', more).ServiceSpecificCredentials;
  return { ...cloud, bob, admin, create, list };
};

test('an API key and a password are made with an ACCA id, and only then is the secret shown', () => {
  const { create, list } = withBob();
  const [apiKey, password] = [create(bedrock), create('codecommit.amazonaws.com')];
  expect(apiKey).toMatchObject({ UserName, ServiceName: bedrock, Status: 'Active' });
  expect(apiKey.ServiceSpecificCredentialId).toMatch(/^ACCA[A-Z2-7]{16}$/);
  expect(apiKey.ServiceCredentialSecret).toHaveLength(40);
  expect(password.ServicePassword).toHaveLength(40);
  expect(password.ServiceUserName).toBe('bob-at-111122223333');
  const listed = list();
  expect(listed).toHaveLength(2);
  expect(JSON.stringify(listed)).not.toContain(apiKey.ServiceCredentialSecret);
  expect(JSON.stringify(listed)).not.toContain(password.ServicePassword);
  expect(list({ UserName, ServiceName: bedrock })).toMatchObject([{ ServiceName: bedrock }]);
});

test('a user has two of one service at most', () => {
  const { create } = withBob();
  create(bedrock);
  create(bedrock);
  expect(codeOf(() => create(bedrock))).toBe('LimitExceeded');
  create('cassandra.amazonaws.com');
  expect(codeOf(() => create('s3.amazonaws.com'))).toBe('NotSupportedService');
});

test('it is switched off and on, given a new secret, and deleted', () => {
  const { admin, create, list } = withBob();
  const made = create(bedrock);
  const input = { UserName, ServiceSpecificCredentialId: made.ServiceSpecificCredentialId };
  admin('iam:UpdateServiceSpecificCredential', { ...input, Status: 'Inactive' });
  expect(list()).toMatchObject([{ Status: 'Inactive', CreateDate: made.CreateDate }]);
  const update = (Status: string) =>
    codeOf(() => admin('iam:UpdateServiceSpecificCredential', { ...input, Status }));
  expect(update('Expired')).toBe('ValidationError');
  const reset = admin('iam:ResetServiceSpecificCredential', input).ServiceSpecificCredential;
  expect(reset).toMatchObject({
    Status: 'Inactive',
    ServiceSpecificCredentialId: input.ServiceSpecificCredentialId,
  });
  expect(reset.ServiceCredentialSecret).not.toBe(made.ServiceCredentialSecret);
  expect(codeOf(() => admin('iam:DeleteUser', { UserName }))).toBe('DeleteConflict');
  admin('iam:DeleteServiceSpecificCredential', input);
  expect(list()).toEqual([]);
  expect(codeOf(() => admin('iam:DeleteServiceSpecificCredential', input))).toBe('NoSuchEntity');
});

test('an API key may expire, a password may not', async () => {
  const { clock, create, list } = withBob();
  create(bedrock, { CredentialAgeDays: 1 });
  expect(codeOf(() => create('codecommit.amazonaws.com', { CredentialAgeDays: 1 }))).toBe('ValidationError');
  expect(codeOf(() => create(bedrock, { CredentialAgeDays: 0 }))).toBe('ValidationError');
  expect(list()).toMatchObject([{ Status: 'Active' }]);
  await clock.advance(86_400_000);
  expect(list()).toMatchObject([{ Status: 'Expired' }]);
});

test('a policy may limit for which service one is made, and none belongs to another user', () => {
  const { as, bob, create, run } = withBob();
  const PolicyDocument = allow('iam:CreateServiceSpecificCredential', '*', {
    StringEquals: { 'iam:ServiceSpecificCredentialServiceName': 'codecommit.amazonaws.com' },
  });
  run('PutUserPolicy', { UserName, PolicyName: 'p', PolicyDocument });
  const own = (ServiceName: string) =>
    codeOf(() => as(bob)('iam:CreateServiceSpecificCredential', { UserName, ServiceName }));
  expect(own('codecommit.amazonaws.com')).toBeUndefined();
  expect(own(bedrock)).toBe('AccessDenied');
  const { ServiceSpecificCredentialId } = create(bedrock);
  const stolen = { UserName: 'ada', ServiceSpecificCredentialId, Status: 'Inactive' };
  expect(codeOf(() => run('UpdateServiceSpecificCredential', stolen))).toBe('NoSuchEntity');
});

test('those of all users can be listed at once, by somebody who may do it to all', () => {
  const { as, bob, create, list, run } = withBob();
  create(bedrock);
  run('CreateServiceSpecificCredential', { UserName: 'ada', ServiceName: bedrock });
  expect(
    list({ AllUsers: true })
      .map((each: { UserName: string }) => each.UserName)
      .sort(),
  ).toEqual(['ada', 'bob']);
  const PolicyDocument = allow('iam:ListServiceSpecificCredentials', 'arn:aws:iam::*:user/bob');
  run('PutUserPolicy', { UserName, PolicyName: 'p', PolicyDocument });
  expect(as(bob)('iam:ListServiceSpecificCredentials').ServiceSpecificCredentials).toHaveLength(1);
  expect(codeOf(() => as(bob)('iam:ListServiceSpecificCredentials', { AllUsers: true }))).toBe(
    'AccessDenied',
  );
});
