import { expect, test } from 'vitest';
import { account, allow, codeOf, startIam, trust } from './iam-rig.ts';

const ec2 = trust({ Service: 'ec2.amazonaws.com' });
const InstanceProfileName = 'server';
const arn = `arn:aws:iam::${account}:instance-profile/web/server`;

test('a profile is made, holds one role, and is shown with it', () => {
  const { as, role, user } = startIam();
  const admin = as(user('ada', 'AdministratorAccess'));
  const RoleName = 'server-role';
  role(RoleName, ec2);
  role('other', ec2);
  const made = admin('iam:CreateInstanceProfile', { InstanceProfileName, Path: '/web/' });
  expect(made.InstanceProfile).toMatchObject({
    InstanceProfileName,
    Path: '/web/',
    Arn: arn,
    InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
    Roles: [],
  });
  admin('iam:AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
  const { InstanceProfile } = admin('iam:GetInstanceProfile', { InstanceProfileName });
  expect(InstanceProfile.Roles).toMatchObject([
    { RoleName, Arn: `arn:aws:iam::${account}:role/${RoleName}` },
  ]);
  expect(admin('iam:ListInstanceProfiles', { PathPrefix: '/web/' }).InstanceProfiles).toEqual([
    InstanceProfile,
  ]);
  expect(admin('iam:ListInstanceProfiles', { PathPrefix: '/db/' }).InstanceProfiles).toEqual([]);
  expect(admin('iam:ListInstanceProfilesForRole', { RoleName }).InstanceProfiles).toEqual([InstanceProfile]);
  expect(admin('iam:ListInstanceProfilesForRole', { RoleName: 'other' }).InstanceProfiles).toEqual([]);
  const second = { InstanceProfileName, RoleName: 'other' };
  expect(codeOf(() => admin('iam:AddRoleToInstanceProfile', second))).toBe('LimitExceeded');
  expect(codeOf(() => admin('iam:RemoveRoleFromInstanceProfile', second))).toBe('NoSuchEntity');
});

test('a profile and its role are deleted only once they are parted', () => {
  const { as, role, user } = startIam();
  const admin = as(user('ada', 'AdministratorAccess'));
  const RoleName = 'server-role';
  role(RoleName, ec2);
  admin('iam:CreateInstanceProfile', { InstanceProfileName });
  expect(codeOf(() => admin('iam:CreateInstanceProfile', { InstanceProfileName }))).toBe(
    'EntityAlreadyExists',
  );
  admin('iam:AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
  expect(codeOf(() => admin('iam:DeleteRole', { RoleName }))).toBe('DeleteConflict');
  expect(codeOf(() => admin('iam:DeleteInstanceProfile', { InstanceProfileName }))).toBe('DeleteConflict');
  admin('iam:RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName });
  admin('iam:DeleteInstanceProfile', { InstanceProfileName });
  admin('iam:DeleteRole', { RoleName });
  expect(() => admin('iam:GetInstanceProfile', { InstanceProfileName })).toThrow(
    'Instance Profile server cannot be found.',
  );
});

test('a role goes into a profile only by whoever may pass it to EC2', () => {
  const { as, role, run, user } = startIam();
  const roleArn = role('server-role', ec2);
  const keys = user('bob');
  const change = ['iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'];
  const give = (PolicyName: string, PolicyDocument: string) =>
    run('PutUserPolicy', { UserName: 'bob', PolicyName, PolicyDocument });
  give('change', allow(change, arn.replace('/web/', '/')));
  as(keys)('iam:CreateInstanceProfile', { InstanceProfileName });
  const add = () =>
    as(keys)('iam:AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'server-role' });
  expect(add).toThrow(
    `User: arn:aws:iam::${account}:user/bob is not authorized to perform: iam:PassRole on resource: ${roleArn} because no identity-based policy allows the iam:PassRole action`,
  );
  const passing = (service: string) =>
    allow('iam:PassRole', roleArn, { StringEquals: { 'iam:PassedToService': service } });
  give('pass', passing('lambda.amazonaws.com'));
  expect(codeOf(add)).toBe('AccessDenied');
  give('pass', passing('ec2.amazonaws.com'));
  expect(codeOf(add)).toBeUndefined();
});
