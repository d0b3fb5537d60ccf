import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { changes, denyAll, depsWith, fakeAccount, key, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  account = fakeAccount();
  store = new FileIncidentStore(await mkdtemp(join(tmpdir(), 'incidents-')));
  deps = depsWith(store);
});

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

  it('refuses when the key or its user is gone', async () => {
    await contain(signal(), deps);
    delete account.user.keys[key];
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'changed-since' });
    account.user.name = 'somebody-else';
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'user-gone' });
  });

  it('is not restored when the account does not show it', async () => {
    await contain(signal(), deps);
    account.mock.on(UpdateAccessKeyCommand).resolves({});
    await expect(restore({ id: key, dryRun: false }, deps)).rejects.toMatchObject({ code: 'not-read-back' });
    expect((await store.find(key))?.status).toBe('partly-contained');
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
