import {
  AttachUserPolicyCommand,
  GetUserCommand,
  IAMClient,
  IAMServiceException,
  ListAccessKeysCommand,
  PutUserPermissionsBoundaryCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Applied, applyAndReadBack, withFallbacks } from '#lib/containment/apply.ts';
import type { Hands, UserTarget } from '#lib/containment/steps/step.ts';
import { readUserStanding, type UserStanding } from '#lib/credential/user-standing.ts';
import { accountId, changes, denyAll, fakeAccount, key } from './fake-account.ts';

const both = ['deactivate-key', 'deny-user'];
const iam = new IAMClient({ region: 'us-east-1' });
const hands: Hands = {
  iam,
  denySession: async () => {
    throw new Error('nothing here is about a role');
  },
};
let account: ReturnType<typeof fakeAccount>;
let target: UserTarget;

beforeEach(() => {
  vi.useFakeTimers();
  account = fakeAccount();
  const { id: userId, arn } = account.user;
  target = { kind: 'user', accessKeyId: key, userName: 'deploy-bot', userId, arn };
});
afterEach(() => {
  vi.useRealTimers();
});

const standingNow = async (): Promise<UserStanding> => {
  const standing = await readUserStanding(iam, target.userName);
  if (!standing) throw new Error('the user is gone');
  account.mock.resetHistory();
  return standing;
};

const apply = async (befores = {}): Promise<Applied> => {
  const applying = applyAndReadBack(target, both, await standingNow(), befores, hands);
  await vi.runAllTimersAsync();
  return applying;
};

const refused = (name: string) =>
  new IAMServiceException({ name, message: 'no', $fault: 'client', $metadata: {} });
const outcomes = ({ records }: Applied) => records.map(({ id, outcome }) => `${id} ${outcome}`);

describe('steps that are carried out', () => {
  it('always name the user: without it IAM takes the user of the key that signs, which is ours', async () => {
    await apply();
    const inputs = account.mock.commandCalls(UpdateAccessKeyCommand).map(({ args }) => args[0].input);
    expect(inputs).toEqual([{ AccessKeyId: key, UserName: 'deploy-bot', Status: 'Inactive' }]);
  });

  it('do not stop each other', async () => {
    account.mock.on(UpdateAccessKeyCommand).rejects(refused('AccessDenied'));
    const applied = await apply();
    expect(outcomes(applied)).toEqual(['deactivate-key failed', 'deny-user done']);
    expect(applied.held).toEqual({ 'deactivate-key': false, 'deny-user': true });
    expect(account.user.policies).toContain(denyAll);
  });

  it('attach the policy of the partition that the user lives in', async () => {
    target.arn = `arn:aws-cn:iam::${accountId}:user/deploy-bot`;
    const applied = await apply();
    expect(account.user.policies).toContain('arn:aws-cn:iam::aws:policy/AWSDenyAll');
    expect(applied.held['deny-user']).toBe(true);
  });

  it('take a key that was deleted meanwhile for switched off', async () => {
    account.mock.on(UpdateAccessKeyCommand).callsFake(() => {
      account.user.keys = {};
      throw refused('NoSuchEntity');
    });
    expect((await apply()).held).toEqual({ 'deactivate-key': true, 'deny-user': true });
  });
});

describe('the fallback', () => {
  it('is known before the first change', () => {
    expect(withFallbacks(both).map(({ id }) => id)).toEqual(['deactivate-key', 'deny-user', 'bound-user']);
  });

  it('is used for a full quota and for no other error', async () => {
    account.mock.on(AttachUserPolicyCommand).rejects(refused('AccessDenied'));
    const applied = await apply();
    expect(outcomes(applied)).toEqual(['deactivate-key done', 'deny-user failed']);
    expect(changes(account.mock)).not.toContain('PutUserPermissionsBoundary');
  });

  it.each(['LimitExceeded', 'LimitExceededException'])('is used where IAM says %s', async (name) => {
    account.mock.on(AttachUserPolicyCommand).rejects(refused(name));
    const applied = await apply({ 'deny-user': { attached: false }, 'bound-user': { boundary: null } });
    expect(applied.records).toMatchObject([
      { id: 'deactivate-key', outcome: 'done' },
      {
        id: 'deny-user',
        outcome: 'skipped',
        before: { attached: false },
        reason: expect.stringContaining('no room'),
      },
      { id: 'bound-user', outcome: 'done', before: { boundary: null } },
    ]);
    expect(applied.held['deny-user']).toBe(true);
  });

  it('that stands already is enough, and the record does not speak of a quota', async () => {
    account.user.boundary = denyAll;
    const applied = await apply({ 'bound-user': { boundary: denyAll } });
    expect(applied.records).toMatchObject([
      { id: 'deactivate-key' },
      { id: 'deny-user', outcome: 'skipped', reason: 'bound-user denies already' },
      { id: 'bound-user', outcome: 'already' },
    ]);
    expect(changes(account.mock)).toEqual(['UpdateAccessKey']);
  });

  it('that fails as well leaves the user undenied, and both say so', async () => {
    account.user.quota = 1;
    account.mock.on(PutUserPermissionsBoundaryCommand).rejects(refused('AccessDenied'));
    const applied = await apply();
    expect(outcomes(applied)).toEqual(['deactivate-key done', 'deny-user skipped', 'bound-user failed']);
    expect(applied.held['deny-user']).toBe(false);
  });
});

describe('the read-back', () => {
  it('asks again while a copy of IAM does not show the change yet', async () => {
    const stale = { AccessKeyMetadata: [{ AccessKeyId: key, Status: 'Active' as const }] };
    const standing = await standingNow();
    account.mock
      .on(ListAccessKeysCommand)
      .resolvesOnce(stale)
      .resolvesOnce(stale)
      .resolves({
        AccessKeyMetadata: [{ AccessKeyId: key, Status: 'Inactive' }],
      });
    const applying = applyAndReadBack(target, both, standing, {}, hands);
    await vi.runAllTimersAsync();
    expect((await applying).held).toEqual({ 'deactivate-key': true, 'deny-user': true });
    expect(account.mock.commandCalls(ListAccessKeysCommand)).toHaveLength(3);
  });

  it('survives one throttled read', async () => {
    const standing = await standingNow();
    const { arn, id } = account.user;
    account.mock
      .on(GetUserCommand)
      .rejectsOnce(refused('Throttling'))
      .resolves({
        User: { Arn: arn, UserName: 'deploy-bot', UserId: id, Path: '/', CreateDate: new Date(0) },
      });
    const applying = applyAndReadBack(target, both, standing, {}, hands);
    await vi.runAllTimersAsync();
    expect(outcomes(await applying)).toEqual(['deactivate-key done', 'deny-user done']);
  });

  it('claims nothing of a user who vanished in between', async () => {
    const standing = await standingNow();
    account.mock.on(AttachUserPolicyCommand).callsFake(() => {
      account.user.name = 'somebody-else';
      account.user.keys = {};
      return {};
    });
    const applying = applyAndReadBack(target, both, standing, {}, hands);
    await vi.runAllTimersAsync();
    const applied = await applying;
    expect(outcomes(applied)).toEqual(['deactivate-key failed', 'deny-user failed']);
    expect(applied.records[0]?.reason).toContain(
      `user deploy-bot (${account.user.id}) is found neither under its name nor by its key`,
    );
    expect(applied.held).toEqual({ 'deactivate-key': false, 'deny-user': false });
  });
});
