import { beforeEach, describe, expect, it } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import {
  changes,
  denyAll,
  depsWith,
  type FakeUser,
  fakeAccount,
  key,
  otherKey,
  signal,
} from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  account = fakeAccount();
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});

const snapshot = () => structuredClone(account.user);

describe('two leaked keys of one user', () => {
  const second = () => signal({ id: 'manual:2', accessKeyId: otherKey });
  let before: FakeUser;

  beforeEach(() => {
    account.user.keys[otherKey] = 'Active';
    before = snapshot();
  });

  it('share the deny: it is not lifted while the other one needs it, and is in the other order', async () => {
    await contain(signal(), deps);
    await contain(second(), deps);
    account.mock.resetHistory();
    for (const dryRun of [true, false]) {
      await expect(restore({ id: key, dryRun }, deps)).rejects.toMatchObject({
        code: 'still-needed',
        message: expect.stringContaining(`${otherKey}-1 (contained): restore that one first`),
      });
    }
    expect(changes(account.mock)).toEqual([]);
    expect((await store.find(key))?.status).toBe('contained');
    await restore({ id: otherKey, dryRun: false }, deps);
    expect(account.user).toMatchObject({ keys: { [key]: 'Inactive', [otherKey]: 'Active' } });
    expect(account.user.policies).toContain(denyAll);
    await restore({ id: key, dryRun: false }, deps);
    expect(snapshot()).toEqual(before);
  });

  it('share it as well where the other key was deleted since: its sessions may live on', async () => {
    await contain(signal(), deps);
    await contain(second(), deps);
    delete account.user.keys[otherKey];
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'still-needed' });
    expect(account.user.policies).toContain(denyAll);
  });

  it('share a boundary like an attached deny', async () => {
    account.user.quota = 1;
    before = snapshot();
    await contain(signal(), deps);
    await contain(second(), deps);
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'still-needed' });
    await restore({ id: otherKey, dryRun: false }, deps);
    await restore({ id: key, dryRun: false }, deps);
    expect(snapshot()).toEqual(before);
  });

  describe('contained at the same moment, so that both applied the deny', () => {
    beforeEach(async () => {
      await Promise.all([contain(signal(), deps), contain(second(), deps)]);
      for (const id of [key, otherKey]) {
        const denied = (await store.find(id))?.steps.find((step) => step.id === 'deny-user');
        expect(denied).toMatchObject({ outcome: 'done', before: { attached: false } });
      }
    });

    it('are restored one after the other: one of the two never waits for the other', async () => {
      await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'still-needed' });
      const restored = await restore({ id: otherKey, dryRun: false }, deps);
      expect(restored.steps.filter(({ undoneAt }) => undoneAt).map(({ id }) => id)).toEqual([
        'deactivate-key',
      ]);
      expect(account.user.policies).toContain(denyAll);
      await restore({ id: key, dryRun: false }, deps);
      expect(snapshot()).toEqual(before);
    });

    it('restored at the same moment do not leave the deny to each other', async () => {
      const both = [key, otherKey].map((id) => restore({ id, dryRun: false }, deps));
      const outcomes = (await Promise.allSettled(both)).map(({ status }) => status);
      expect(outcomes[1]).toBe('fulfilled');
      if (outcomes[0] === 'rejected') await restore({ id: key, dryRun: false }, deps);
      expect(snapshot()).toEqual(before);
    });
  });

  it('let the deny be lifted in both, one after the other, while both stay off', async () => {
    await contain(signal(), deps);
    await contain(second(), deps);
    const lift = (id: string) => restore({ id, dryRun: false, step: 'deny-user' }, deps);
    await expect(lift(key)).rejects.toMatchObject({ code: 'still-needed' });
    await lift(otherKey);
    await lift(key);
    expect(account.user).toEqual({ ...before, keys: { [key]: 'Inactive', [otherKey]: 'Inactive' } });
    await restore({ id: key, dryRun: false }, deps);
    await restore({ id: otherKey, dryRun: false }, deps);
    expect(snapshot()).toEqual(before);
  });

  it('need no order where the other key has no incident that holds the deny', async () => {
    await contain(signal(), deps);
    const claim = await store.claim(otherKey, second());
    if (claim.kind === 'run') await store.release(claim.lease, `${otherKey}-1`, false);
    expect((await restore({ id: key, dryRun: false }, deps)).status).toBe('restored');
    expect(snapshot()).toEqual(before);
  });
});
