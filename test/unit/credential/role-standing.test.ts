import { IAMClient } from '@aws-sdk/client-iam';
import { afterEach, expect, it, vi } from 'vitest';
import { readRoleSessionStanding, readRoleStanding, unchangeable } from '#lib/credential/role-standing.ts';
import { own, serveAccounts } from '#test/unit/aws/two-accounts.ts';
import { deny, trust } from '#test/unit/local/iam-rig.ts';

afterEach(() => vi.unstubAllEnvs());

const policyName = 'TourniquetDeny-x';

const withRole = async (Path = '/') => {
  const cloud = await serveAccounts();
  const AssumeRolePolicyDocument = JSON.stringify(trust({ AWS: own }));
  const { Role } = cloud.run('CreateRole', { RoleName: 'deploy', Path, AssumeRolePolicyDocument });
  const iam = new IAMClient({ maxAttempts: 1 });
  return { ...cloud, iam, role: Role, read: () => readRoleSessionStanding(iam, 'deploy', policyName) };
};

it('is read in two calls at once', async () => {
  const { calls, read, role } = await withRole('/ci/');
  expect(await read()).toEqual({
    kind: 'role-session',
    roleName: 'deploy',
    roleId: role.RoleId,
    arn: `arn:aws:iam::${own}:role/ci/deploy`,
    path: '/ci/',
    policy: null,
  });
  expect(calls.map(({ call }) => call.operation).sort()).toEqual(['GetRole', 'GetRolePolicy']);
});

it('holds our policy as it was written, and no other', async () => {
  const { read, run } = await withRole();
  const document = deny('*', { StringLike: { 'aws:userid': 'AROAX:ü %20/+&' } });
  run('PutRolePolicy', { RoleName: 'deploy', PolicyName: 'other', PolicyDocument: deny('s3:*') });
  expect((await read())?.policy).toBeNull();
  run('PutRolePolicy', { RoleName: 'deploy', PolicyName: policyName, PolicyDocument: document });
  expect((await read())?.policy).toBe(document);
});

it('is nothing where there is no such role', async () => {
  const { iam } = await withRole();
  expect(await readRoleSessionStanding(iam, 'nobody', policyName)).toBeUndefined();
});

it('is not guessed where IAM refuses one of the two', async () => {
  const { faults, read } = await withRole();
  for (const operation of ['GetRole', 'GetRolePolicy']) {
    const effect = { kind: 'error', code: 'AccessDenied', status: 403 } as const;
    const { remove } = faults.inject({ service: 'iam', operation, effect });
    await expect(read()).rejects.toThrow(/AccessDenied|injected/i);
    remove();
  }
  expect(await read()).toMatchObject({ roleName: 'deploy' });
});

it('roles of AWS are known as they are read', async () => {
  const { iam, run, setUp } = await withRole();
  const { RoleName: linked } = run('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' }).Role;
  const { RoleName: sso } = setUp(own).createIdentityCenterRole('Admin');
  const reason = async (name: string) => {
    const standing = await readRoleSessionStanding(iam, name, policyName);
    return standing && unchangeable(standing);
  };
  expect(await reason(linked)).toBe('service-linked');
  expect(await reason(sso)).toBe('identity-center');
  expect(await reason('deploy')).toBeUndefined();
});

it.each([
  ['/aws-service-role/ecs.amazonaws.com/', 'service-linked'],
  ['/aws-reserved/sso.amazonaws.com/', 'identity-center'],
  ['/aws-reserved/sso.amazonaws.com/eu-central-1/', 'identity-center'],
  ['/', undefined],
  ['/service-role/', undefined],
  ['/team/aws-service-role/', undefined],
  ['/aws-service-roles/', undefined],
])('the path %s alone says whether AWS keeps it: %s', (path, expected) => {
  expect(unchangeable({ path })).toBe(expected);
});

it('itself is read with its attached policies and its boundary, in two calls at once', async () => {
  const { calls, iam, run, role } = await withRole('/ci/');
  const policy = (name: string) => `arn:aws:iam::aws:policy/${name}`;
  run('AttachRolePolicy', { RoleName: 'deploy', PolicyArn: policy('ReadOnlyAccess') });
  run('PutRolePermissionsBoundary', { RoleName: 'deploy', PermissionsBoundary: policy('PowerUserAccess') });
  expect(await readRoleStanding(iam, 'deploy')).toEqual({
    kind: 'role',
    roleName: 'deploy',
    roleId: role.RoleId,
    arn: `arn:aws:iam::${own}:role/ci/deploy`,
    path: '/ci/',
    attachedPolicies: [policy('ReadOnlyAccess')],
    boundary: policy('PowerUserAccess'),
  });
  expect(calls.map(({ call }) => call.operation).sort()).toEqual(['GetRole', 'ListAttachedRolePolicies']);
  run('DeleteRolePermissionsBoundary', { RoleName: 'deploy' });
  expect(await readRoleStanding(iam, 'deploy')).toMatchObject({ boundary: null });
  expect(await readRoleStanding(iam, 'nobody')).toBeUndefined();
});
