import { GetAccessKeyLastUsedCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { accountId, changes, denied, depsWith, fakeAccount, key, otherKey, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  account = fakeAccount();
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});

describe('what is left alone', () => {
  const untouched = async (over: Parameters<typeof signal>[0]) => {
    const { incident, retry } = await contain(signal(over), deps);
    expect(changes(account.mock)).toEqual([]);
    return { ...incident, retry };
  };

  it('a key of another account', async () => {
    deps.accountOfKey = async () => '999988887777';
    const incident = await untouched({ accessKeyId: otherKey });
    expect(incident).toMatchObject({ status: 'not-ours', accountId: '999988887777' });
  });

  it('a documentation key', async () => {
    expect(await untouched({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })).toMatchObject({ status: 'not-ours' });
  });

  it('a deleted key of ours that nobody names a user for', async () => {
    expect(await untouched({ accessKeyId: otherKey })).toMatchObject({
      status: 'not-contained',
      retry: false,
    });
  });

  it('a key that we may not ask about is undecided, and never `not-ours`', async () => {
    account.mock.on(GetAccessKeyLastUsedCommand).rejects(denied('iam:GetAccessKeyLastUsed'));
    const incident = await untouched({});
    expect(incident).toMatchObject({ status: 'not-contained', retry: true });
    expect(incident.reason).toContain('iam:GetAccessKeyLastUsed failed: AccessDenied');
  });

  it('a temporary credential of ours', async () => {
    const incident = await untouched({ accessKeyId: `ASIA${key.slice(4)}` });
    expect(incident).toMatchObject({
      status: 'not-contained',
      decidedBy: 'principal-unknown',
      accountId,
      retry: false,
    });
  });

  it('a bearer token', async () => {
    expect(await untouched({ accessKeyId: `ABIA${key.slice(4)}` })).toMatchObject({
      status: 'not-contained',
    });
  });

  it('the identity that we run under', async () => {
    deps.responderArn = async () => account.user.arn;
    expect(await untouched({})).toMatchObject({ status: 'protected' });
  });

  it('a user that a finding names and that does not have the key', async () => {
    account.user.keys = {};
    deps.accountOfKey = async () => '999988887777';
    expect(await untouched({ userName: 'deploy-bot' })).toMatchObject({ status: 'not-ours' });
  });
});

describe('a deleted key whose user the signal names', () => {
  it('by name and unique id has its user denied', async () => {
    account.user.keys = {};
    const named = signal({ userName: 'deploy-bot', userId: account.user.id });
    const { incident } = await contain(named, deps);
    expect(incident).toMatchObject({ status: 'contained', steps: [{ id: 'deny-user', outcome: 'done' }] });
  });
});

describe('a made-up key together with somebody’s name', () => {
  it.each([
    ['and no unique id', {}],
    ['and the unique id of another', { userId: 'AIDAT3SKF7WXYEXAMPLE9' }],
  ])('%s denies nobody', async (_, named) => {
    const before = structuredClone(account.user);
    const ghost = signal({ accessKeyId: otherKey, source: 'guardduty', userName: 'deploy-bot', ...named });
    const { incident, retry } = await contain(ghost, deps);
    expect(incident).toMatchObject({ status: 'not-contained', principal: null, steps: [] });
    expect(retry).toBe(false);
    expect(account.user).toEqual(before);
    expect(changes(account.mock)).toEqual([]);
  });
});
