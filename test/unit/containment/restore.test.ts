import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { leaseMilliseconds } from '#lib/incident/store.ts';
import { changes, denyAll, depsWith, fakeAccount, key, rename, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  account = fakeAccount();
  store = new FileIncidentStore(await mkdtemp(join(tmpdir(), 'incidents-')));
  deps = depsWith(store);
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const leaseEnds = () => vi.setSystemTime(Date.now() + leaseMilliseconds + 1);
const snapshot = () => structuredClone(account.user);

describe('restore', () => {
  it('puts back exactly what stood before, by incident or by key', async () => {
    const before = snapshot();
    await contain(signal(), deps);
    const restored = await restore({ id: key, dryRun: false }, deps);
    expect(restored.status).toBe('restored');
    expect(restored.steps.every(({ undoneAt }) => undoneAt !== undefined)).toBe(true);
    expect(snapshot()).toEqual(before);
  });

  it('puts back the boundary that stood before, or none', async () => {
    account.user.quota = 1;
    for (const boundary of ['arn:aws:iam::aws:policy/PowerUserAccess', undefined]) {
      account.user.boundary = boundary;
      const before = snapshot();
      await contain(signal({ id: `manual:${boundary}` }), deps);
      expect(account.user.boundary).toBe(denyAll);
      await restore({ id: key, dryRun: false }, deps);
      expect(snapshot()).toEqual(before);
    }
  });

  it('leaves a deny and an inactive key that others had set', async () => {
    account.user.keys[key] = 'Inactive';
    account.user.policies.push(denyAll);
    const before = snapshot();
    await contain(signal(), deps);
    await restore({ id: key, dryRun: false }, deps);
    expect(snapshot()).toEqual(before);
    expect(changes(account.mock)).toEqual([]);
  });

  it('can be run twice', async () => {
    await contain(signal(), deps);
    await restore({ id: key, dryRun: false }, deps);
    account.mock.resetHistory();
    expect((await restore({ id: key, dryRun: false }, deps)).status).toBe('restored');
    expect(changes(account.mock)).toEqual([]);
  });

  it('changes nothing in a dry run and names what it would take back', async () => {
    await contain(signal(), deps);
    account.mock.resetHistory();
    const planned = await restore({ id: key, dryRun: true }, deps);
    expect(planned.status).toBe('observed');
    expect(planned.steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'deactivate-key planned',
      'deny-user planned',
    ]);
    expect(changes(account.mock)).toEqual([]);
    expect((await store.find(key))?.status).toBe('contained');
  });

  it('takes back what a person has partly taken back already', async () => {
    const before = snapshot();
    await contain(signal(), deps);
    account.user.policies = account.user.policies.filter((arn) => arn !== denyAll);
    await restore({ id: key, dryRun: false }, deps);
    expect(snapshot()).toEqual(before);
  });

  it('refuses, shows the difference and changes nothing when somebody changed it since', async () => {
    account.user.quota = 1;
    await contain(signal(), deps);
    account.user.boundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    account.mock.resetHistory();
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({
      code: 'changed-since',
      message: expect.stringContaining('ReadOnlyAccess'),
    });
    expect(changes(account.mock)).toEqual([]);
  });

  it('skips a key that a person has deleted since, and lifts the deny', async () => {
    await contain(signal(), deps);
    const before = snapshot();
    delete account.user.keys[key];
    account.mock.resetHistory();
    const restored = await restore({ id: key, dryRun: false }, deps);
    expect(restored.status).toBe('restored');
    expect(restored.steps.map(({ id, undoneAt }) => [id, undoneAt !== undefined])).toEqual([
      ['deactivate-key', false],
      ['deny-user', true],
    ]);
    expect(changes(account.mock)).toEqual(['DetachUserPolicy']);
    expect(account.user.policies).toEqual(before.policies.filter((arn) => arn !== denyAll));
  });

  it('refuses when the user is gone, or another has its name', async () => {
    await contain(signal(), deps);
    account.user.keys = {};
    rename(account);
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'user-gone' });
    rename(account, true);
    account.others.push({
      ...structuredClone(account.user),
      name: 'deploy-bot',
      id: 'AIDAT3SKF7WXYEXAMPLE9',
    });
    account.mock.resetHistory();
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'user-gone' });
    expect(changes(account.mock)).toEqual([]);
    expect((await store.find(key))?.status).toBe('contained');
  });

  it('refuses while the user cannot be read, and can be run again', async () => {
    await contain(signal(), deps);
    account.faults.reads = ['rejected'];
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'not-read' });
    expect((await restore({ id: key, dryRun: false }, deps)).status).toBe('restored');
  });

  it('takes back a boundary that a run set before it died', async () => {
    account.user.quota = 1;
    const before = snapshot();
    const died = () => Promise.reject(new Error('the run died'));
    const record = vi.spyOn(store, 'record').mockImplementationOnce(died);
    await expect(contain(signal(), deps)).rejects.toThrow('the run died');
    record.mockRestore();
    expect(account.user.boundary).toBe(denyAll);
    leaseEnds();
    const restored = await restore({ id: key, dryRun: false }, deps);
    expect(restored.status).toBe('restored');
    expect(snapshot()).toEqual(before);
  });

  it('is not restored when the account does not show it', async () => {
    await contain(signal(), deps);
    account.mock.on(UpdateAccessKeyCommand).resolves({});
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'not-read-back' });
    expect(await store.find(key)).toMatchObject({
      status: 'partly-contained',
      reason: expect.stringContaining('not restored: deactivate-key'),
    });
  });

  it('knows no incident that does not exist, and does not work beside another run', async () => {
    await expect(restore({ id: 'AKIANOTHERE-1', dryRun: false }, deps)).rejects.toMatchObject({
      code: 'no-such-incident',
    });
    await store.claim(key, signal());
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toBeInstanceOf(IncidentBusy);
  });

  it('restores an incident in which nothing was done', async () => {
    await contain(signal({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), deps);
    expect((await restore({ id: 'AKIAIOSFODNN7EXAMPLE', dryRun: false }, deps)).status).toBe('restored');
  });
});

describe('the record of a restore', () => {
  it('keeps why and who, without a secret that was pasted into it', async () => {
    await contain(signal(), deps);
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzz1Pq8Ab3d';
    const by = `arn:aws:iam::264875319082:user/admin`;
    const request = { id: key, dryRun: false, reason: `false alarm, was ${secret}`, by };
    const restored = await restore(request, deps);
    expect(restored).toMatchObject({ restoredBy: by, restoredAt: expect.any(String) });
    expect(restored.reason).toContain('what stood before was put back: false alarm');
    expect(restored.reason).not.toContain(secret);
    expect(await store.find(key)).toEqual(restored);
  });
});

describe('what is still open', () => {
  const open = ['alert github:acme/shop#7 is still open', 'a session lives'];
  beforeEach(async () => {
    await contain(signal(), deps);
    deps.stillOpen = async () => open;
    account.mock.resetHistory();
  });

  it('is not restored, and nothing is changed: all of it is named, and the way on', async () => {
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({
      code: 'still-open',
      message: `${open.join('; ')}. To restore all the same, add force`,
    });
    expect(changes(account.mock)).toEqual([]);
    expect((await store.find(key))?.status).toBe('contained');
  });

  it('is restored with force, and nobody is asked', async () => {
    deps.stillOpen = async () => {
      throw new Error('GitHub is down');
    };
    expect((await restore({ id: key, dryRun: false, force: true }, deps)).status).toBe('restored');
  });

  it('holds a single step as well', async () => {
    await expect(restore({ id: key, dryRun: false, step: 'deny-user' }, deps)).rejects.toMatchObject({
      code: 'still-open',
    });
    expect(changes(account.mock)).toEqual([]);
  });

  it('is told by a dry run, which needs no force', async () => {
    const planned = await restore({ id: key, dryRun: true }, deps);
    expect(planned.reason).toContain(`it would need force: ${open.join('; ')}`);
    expect(planned.steps).toHaveLength(2);
  });

  it('does not stand in the way of what was restored already', async () => {
    await restore({ id: key, dryRun: false, force: true }, deps);
    expect((await restore({ id: key, dryRun: false }, deps)).status).toBe('restored');
  });
});
