import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { containDryRun } from '#lib/containment/dry-run.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { accountId, changes, depsWith, fakeAccount, key, otherKey, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;
let before: ReturnType<typeof fakeAccount>['user'];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  account = fakeAccount();
  account.user.keys[otherKey] = 'Active';
  before = structuredClone(account.user);
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const userIncident = `user-${accountId}-deploy-bot-1`;

const quarantine = (over: Partial<LeakSignal> = {}): LeakSignal => {
  const { accessKeyId: _, ...named } = signal({
    id: 'quarantine:1',
    source: 'quarantine',
    certainty: 'proven',
    accountId,
    userName: 'deploy-bot',
    userId: account.user.id,
  });
  return { ...named, ...over };
};
const ofKey = (accessKeyId: string) => signal({ id: `guardduty:${accessKeyId}`, accessKeyId });
const restored = (id: string) => restore({ id, dryRun: false }, deps);

describe('a report that names a user and no key', () => {
  it('opens an incident of the user: it is denied, no key is switched off, its keys are listed', async () => {
    const { incident, retry } = await contain(quarantine(), deps);
    expect(incident).toMatchObject({
      incidentId: userIncident,
      accessKeyId: null,
      accountId,
      principal: { kind: 'user', name: 'deploy-bot', id: account.user.id },
      status: 'contained',
      decidedBy: 'user-only',
      steps: [{ id: 'deny-user', outcome: 'done', before: { attached: false } }],
      alsoStopped: [key, otherKey],
    });
    expect(incident.alsoDenied?.map(({ id }) => id)).toEqual([key, otherKey]);
    expect(changes(account.mock)).toEqual(['AttachUserPolicy']);
    expect(retry).toBe(false);
  });

  it('joins its own incident when it comes again, and changes nothing', async () => {
    await contain(quarantine(), deps);
    account.mock.resetHistory();
    const { incident } = await contain(quarantine({ id: 'quarantine:2' }), deps);
    expect(incident).toMatchObject({ incidentId: userIncident, status: 'contained' });
    expect([incident.signals.length, changes(account.mock)]).toEqual([2, []]);
  });

  it('is watched: a look applies what was taken off', async () => {
    await contain(quarantine(), deps);
    account.user.policies = [];
    const looked = await lookAgain(userIncident, deps);
    expect(looked).toMatchObject({ disturbed: ['deny-user'], incident: { status: 'contained' } });
  });

  it.each([userIncident, key, otherKey])('is restored by %s', async (id) => {
    await contain(quarantine(), deps);
    expect(await restored(id)).toMatchObject({ incidentId: userIncident, status: 'restored' });
    expect(account.user).toEqual(before);
  });

  it('that the incident had before its restore joins it; a later one opens the next', async () => {
    await contain(quarantine(), deps);
    await restored(userIncident);
    expect((await contain(quarantine(), deps)).incident.status).toBe('restored');
    expect(account.user).toEqual(before);
    const { incident } = await contain(quarantine({ id: 'quarantine:2' }), deps);
    expect(incident).toMatchObject({ incidentId: userIncident.replace(/1$/, '2'), status: 'contained' });
  });

  it('about a user that does not exist is not contained, and says so', async () => {
    const { incident } = await contain(quarantine({ userName: 'nobody' }), deps);
    expect(incident).toMatchObject({
      incidentId: `user-${accountId}-nobody-1`,
      status: 'not-contained',
      decidedBy: 'principal-gone',
      steps: [],
    });
    expect(changes(account.mock)).toEqual([]);
  });

  it('about an account that is not ours is not ours', async () => {
    const { incident } = await contain(quarantine({ accountId: '999988887777' }), deps);
    expect(incident).toMatchObject({ status: 'not-ours', accountId: '999988887777' });
  });

  it('can be rehearsed', async () => {
    expect(await containDryRun(quarantine(), deps)).toMatchObject({
      incidentId: 'deploy-bot-dry-run',
      accessKeyId: null,
      steps: [{ id: 'deny-user', outcome: 'planned', before: { attached: false } }],
    });
    expect([changes(account.mock), await store.list()]).toEqual([[], []]);
  });
});

describe('a report about one of the user’s keys', () => {
  it('that comes later joins the user’s incident and switches its key off', async () => {
    await contain(quarantine(), deps);
    const { incident } = await contain(ofKey(key), deps);
    expect(incident).toMatchObject({
      incidentId: userIncident,
      accessKeyId: key,
      status: 'contained',
      decidedBy: 'user-key',
      alsoStopped: [otherKey],
    });
    expect(incident.signals.map(({ id }) => id).sort()).toEqual([`guardduty:${key}`, 'quarantine:1']);
    expect(account.user.keys).toEqual({ [key]: 'Inactive', [otherKey]: 'Active' });
    await restored(key);
    expect(account.user).toEqual(before);
  });

  it('that came first is joined by the report about the user', async () => {
    await contain(ofKey(key), deps);
    account.mock.resetHistory();
    const { incident } = await contain(quarantine(), deps);
    expect(incident).toMatchObject({ incidentId: `${key}-1`, accessKeyId: key, status: 'contained' });
    expect([incident.signals.length, changes(account.mock)]).toEqual([2, []]);
    expect(account.user.keys[otherKey]).toBe('Active');
  });

  it('and of a second one opens an incident of its own, which shares the deny', async () => {
    await contain(quarantine(), deps);
    await contain(ofKey(key), deps);
    const { incident } = await contain(ofKey(otherKey), deps);
    expect(incident).toMatchObject({
      incidentId: `${otherKey}-2`,
      accessKeyId: otherKey,
      status: 'contained',
      steps: [
        { id: 'deactivate-key', outcome: 'done' },
        { id: 'deny-user', outcome: 'already' },
      ],
    });
    await expect(restored(key)).rejects.toMatchObject({ code: 'still-needed' });
    await restored(otherKey);
    await restored(key);
    expect(account.user).toEqual(before);
  });

  it('reported again after the report about the user has joined has nothing done again', async () => {
    await contain(ofKey(key), deps);
    await contain(quarantine(), deps);
    account.mock.resetHistory();
    await contain(ofKey(key), deps);
    await contain(quarantine(), deps);
    expect(changes(account.mock)).toEqual([]);
    expect((await store.all()).map(({ incidentId }) => incidentId)).toEqual([`${key}-1`]);
  });
});
