import {
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, denied, denyAll, depsWith, fakeAccount, key, rename, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  account = fakeAccount();
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});

const isContained = () =>
  expect(account.user).toMatchObject({
    keys: { [key]: 'Inactive' },
    policies: expect.arrayContaining([denyAll]),
  });

describe('a user that the thief renames', () => {
  it.each([false, true])(
    'between our reading and our change is contained all the same (decoy: %s)',
    async (decoy) => {
      account.meanwhile.beforeChange = () => rename(account, decoy);
      const { incident, retry } = await contain(signal(), deps);
      expect(incident).toMatchObject({
        status: 'contained',
        principal: { name: 'renamed-bot', arn: account.user.arn, id: account.user.id },
      });
      expect(incident.steps.map(({ before }) => before)).toEqual([{ status: 'Active' }, { attached: false }]);
      expect(retry).toBe(false);
      isContained();
    },
  );

  it('between our two changes is contained all the same', async () => {
    account.meanwhile.beforeChange = () => {
      account.meanwhile.beforeChange = () => rename(account, true);
    };
    expect((await contain(signal(), deps)).incident.status).toBe('contained');
    isContained();
  });

  it.each([
    ['deleted as well', () => delete account.user.keys[key]],
    ['and whom IAM will not name', () => account.mock.on(GetAccessKeyLastUsedCommand).rejects(denied('x'))],
  ])('and that is %s is lost, and not called contained for the decoy’s sake', async (_, hide) => {
    account.meanwhile.beforeChange = () => {
      rename(account, true);
      hide();
    };
    const { incident, retry } = await contain(signal({ userName: 'deploy-bot' }), deps);
    expect(incident).toMatchObject({ status: 'not-contained' });
    expect(incident.reason).toContain('found neither under its name nor by its key');
    expect(retry).toBe(true);
  });

  it.each([false, true])('after it was contained is followed at a later look (decoy: %s)', async (decoy) => {
    await contain(signal(), deps);
    rename(account, decoy);
    account.user.policies = [];
    account.user.keys[key] = 'Active';
    const looked = await lookAgain(`${key}-1`, deps);
    expect(looked?.disturbed.sort()).toEqual(['deactivate-key', 'deny-user']);
    expect(looked?.incident).toMatchObject({ status: 'contained', principal: { name: 'renamed-bot' } });
    isContained();
    expect(account.others.flatMap(({ policies }) => policies)).toEqual([]);
  });

  it('and that holds under its new name is recorded under it, with no change', async () => {
    await contain(signal(), deps);
    rename(account, true);
    account.mock.resetHistory();
    const looked = await lookAgain(`${key}-1`, deps);
    expect(looked).toMatchObject({
      disturbed: [],
      incident: { status: 'contained', principal: { name: 'renamed-bot', arn: account.user.arn } },
    });
    expect(changes(account.mock)).toEqual([]);
  });

  it('during a later look is contained again', async () => {
    await contain(signal(), deps);
    account.user.policies = [];
    account.meanwhile.beforeChange = () => rename(account, true);
    expect((await lookAgain(`${key}-1`, deps))?.incident.status).toBe('contained');
    isContained();
  });

  it('and that a replayed signal finds renamed is recorded under its new name', async () => {
    await contain(signal(), deps);
    rename(account, true);
    const { incident } = await contain(signal(), deps);
    expect(incident).toMatchObject({ status: 'contained', principal: { name: 'renamed-bot' } });
  });

  it('can be restored under its new name', async () => {
    const { keys, policies } = structuredClone(account.user);
    await contain(signal(), deps);
    rename(account, true);
    await restore({ id: key, dryRun: false }, deps);
    expect(account.user).toMatchObject({ keys, policies, name: 'renamed-bot' });
  });
});

describe('a look at a user that is lost', () => {
  beforeEach(async () => {
    await contain(signal(), deps);
    account.mock.resetHistory();
  });

  it('is not contained any more, and says why', async () => {
    account.user.keys = {};
    rename(account, true);
    const looked = await lookAgain(`${key}-1`, deps);
    expect(looked?.incident).toMatchObject({
      status: 'not-contained',
      reason: expect.stringContaining('neither under its name nor by its key'),
    });
    expect(changes(account.mock)).toEqual([]);
  });

  it('is no loss while IAM does not answer: the look is tried again', async () => {
    account.mock.on(ListAttachedUserPoliciesCommand).rejects(new Error('Throttling'));
    await expect(lookAgain(`${key}-1`, deps)).rejects.toThrow('Throttling');
    expect((await store.find(key))?.status).toBe('contained');
  });
});

describe('reads that are answered by two different users of one name', () => {
  it('do not make a key off that is only missing on the decoy', async () => {
    await contain(signal(), deps);
    account.user.keys[key] = 'Active';
    // GetUser still met the right user, ListAccessKeys already the empty one: he was renamed in between.
    account.mock.on(ListAccessKeysCommand, { UserName: 'deploy-bot' }).callsFake(() => {
      rename(account, true);
      account.mock.on(ListAccessKeysCommand, { UserName: 'deploy-bot' }).resolves({ AccessKeyMetadata: [] });
      return { AccessKeyMetadata: [] };
    });
    const looked = await lookAgain(`${key}-1`, deps);
    expect(looked?.disturbed).toContain('deactivate-key');
    isContained();
  });
});
