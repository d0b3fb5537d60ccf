import { IAMClient } from '@aws-sdk/client-iam';
import { afterEach, expect, it, vi } from 'vitest';
import { readUserExtras } from '#lib/credential/user-extras.ts';
import { own, serveAccounts } from '#test/unit/aws/two-accounts.ts';

afterEach(() => vi.unstubAllEnvs());

const UserName = 'ci';

const withUser = async () => {
  const cloud = await serveAccounts();
  const leaked = cloud.user(UserName);
  const iam = new IAMClient({ maxAttempts: 1 });
  const read = (exceptKeyId: string | null = leaked.accessKeyId) =>
    readUserExtras(iam, UserName, exceptKeyId);
  return { ...cloud, iam, leaked, read };
};

it('a user with nothing else has nothing else', async () => {
  const { read } = await withUser();
  expect(await read()).toEqual({ keys: [], console: null, serviceCredentials: [], unread: [] });
});

it('its other active key is told, with its last use or that it never had one', async () => {
  const { clock, identities, keyOf, leaked, read, run } = await withUser();
  const other = keyOf(UserName).accessKeyId;
  const createdAt = run('ListAccessKeys', { UserName }).AccessKeyMetadata[0].CreateDate.toISOString();
  const never = { accessKeyId: other, createdAt, lastUsedAt: null, lastService: null };
  expect((await read()).keys).toEqual([never]);
  identities.used(other, 's3', 'eu-west-1');
  const lastUsedAt = new Date(Math.floor(clock.now().getTime() / 1000) * 1000).getTime();
  const [used] = (await read()).keys;
  expect(used).toMatchObject({ accessKeyId: other, lastService: 's3' });
  expect(Math.abs(Date.parse(used?.lastUsedAt ?? '') - lastUsedAt)).toBeLessThan(5000);
  expect((await read(null)).keys.map(({ accessKeyId }) => accessKeyId).sort()).toEqual(
    [other, leaked.accessKeyId].sort(),
  );
  run('UpdateAccessKey', { UserName, AccessKeyId: other, Status: 'Inactive' });
  expect((await read()).keys).toEqual([]);
});

it('its console password is told, with its last use or that it never had one', async () => {
  const { read, run, setUp } = await withUser();
  run('CreateLoginProfile', { UserName, Password: `Local-${crypto.randomUUID()}` });
  const before = await read();
  expect(before.console).toEqual({ createdAt: expect.stringMatching(/Z$/), lastUsedAt: null });
  setUp(own).signInToConsole(UserName);
  expect((await read()).console?.lastUsedAt).toMatch(/^\d{4}-.*Z$/);
});

it('its service-specific credentials are told, whatever their status', async () => {
  const { read, run } = await withUser();
  const ServiceName = 'bedrock.amazonaws.com';
  const [one, two] = [0, 1].map(
    () => run('CreateServiceSpecificCredential', { UserName, ServiceName }).ServiceSpecificCredential,
  );
  const off = { UserName, ServiceSpecificCredentialId: two.ServiceSpecificCredentialId, Status: 'Inactive' };
  run('UpdateServiceSpecificCredential', off);
  const { serviceCredentials } = await read();
  const shown = (each: typeof one, status: string) => ({
    id: each.ServiceSpecificCredentialId,
    serviceName: ServiceName,
    status,
    createdAt: each.CreateDate.toISOString(),
  });
  expect(serviceCredentials).toHaveLength(2);
  expect(serviceCredentials).toEqual(expect.arrayContaining([shown(one, 'Active'), shown(two, 'Inactive')]));
});

it.each([
  ['ListAccessKeys', 'AccessDenied', /^iam:ListAccessKeys/],
  ['GetAccessKeyLastUsed', 'AccessDenied', /GetAccessKeyLastUsed/],
  ['GetLoginProfile', 'AccessDenied', /^iam:GetLoginProfile/],
  ['ListServiceSpecificCredentials', 'AccessDenied', /^iam:ListServiceSpecificCredentials/],
  ['ListServiceSpecificCredentials', 'InvalidAction', /does not offer iam:ListServiceSpecificCredentials/],
])('what may not be read for %s (%s) is told and hides nothing else', async (operation, code, words) => {
  const { faults, keyOf, read, run } = await withUser();
  keyOf(UserName);
  run('CreateLoginProfile', { UserName, Password: `Local-${crypto.randomUUID()}` });
  run('CreateServiceSpecificCredential', { UserName, ServiceName: 'codecommit.amazonaws.com' });
  faults.inject({ service: 'iam', operation, effect: { kind: 'error', code, status: 403 } });
  const { unread, ...extras } = await read();
  expect(unread).toEqual([expect.stringMatching(words)]);
  const empty = [extras.keys.length === 0, extras.console === null, extras.serviceCredentials.length === 0];
  expect(empty.filter(Boolean)).toHaveLength(1);
});

it('a fault is thrown', async () => {
  const { faults, read } = await withUser();
  faults.inject({ service: 'iam', operation: 'GetLoginProfile', effect: { kind: 'throttle' } });
  await expect(read()).rejects.toMatchObject({ name: 'Throttling' });
});
