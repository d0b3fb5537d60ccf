import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { leaseMilliseconds } from '#lib/incident/store.ts';
import { parseRules } from '#lib/platform/rules.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import {
  accountId,
  denyAll,
  depsWith,
  fakeAccount,
  judgement,
  key,
  otherKey,
  signal,
} from './fake-account.ts';

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
const dies = (method: 'record' | 'recordPlan') =>
  vi.spyOn(store, method).mockImplementationOnce(() => Promise.reject(new Error('the run died')));
const leaseEnds = () => vi.setSystemTime(Date.now() + leaseMilliseconds + 1);

const unanswered = () => {
  account.faults.reads = ['rejected'];
};

describe('a key whose own report leads to nothing yet', () => {
  it.each([true, false])(
    'is not called contained for the deny of its user (contained before: %s)',
    async (first) => {
      // The read-back of the first run meets a throttled IAM: what holds is learnt by the second one.
      if (!first) account.faults.reads = ['none', 'none', 'none', ...Array(40).fill('rejected')];
      await contain(quarantine(), deps);
      unanswered();
      const { incident, retry } = await contain(ofKey(key), deps);
      expect(incident).toMatchObject({
        incidentId: userIncident,
        accessKeyId: key,
        status: 'partly-contained',
      });
      expect([incident.reason, retry]).toEqual([expect.stringContaining(`key ${key} is still on`), true]);
      const looked = await lookAgain(userIncident, deps, 2);
      expect(looked?.incident.status).toBe('partly-contained');
    },
  );

  it('is not either where a rule leaves the key alone: the next look tells', async () => {
    await contain(quarantine(), deps);
    const rules = parseRules({ mode: 'observe' });
    deps.judgement = async () => judgement({ rules });
    const leak = signal({ id: 'scanner:1', source: 'scanner' });
    expect((await contain(leak, deps)).retry).toBe(false);
    expect(account.user.keys[key]).toBe('Active');
    expect((await lookAgain(userIncident, deps, 2))?.incident.status).toBe('partly-contained');
    expect(account.user.keys[key]).toBe('Active');
  });

  it('is switched off when the report comes again', async () => {
    await contain(quarantine(), deps);
    unanswered();
    await contain(ofKey(key), deps);
    const { incident, retry } = await contain(ofKey(key), deps);
    expect([incident.status, retry, account.user.keys[key]]).toEqual(['contained', false, 'Inactive']);
    await restored(key);
    expect(account.user).toEqual(before);
  });
});

describe('a user that has an incident beside that of its key', () => {
  it('keeps its deny until that incident is restored: both hold it', async () => {
    // AWS would not tell the user's keys, so that its report joined nothing.
    unanswered();
    expect((await contain(quarantine(), deps)).incident.decidedBy).toBe('owner-undecided');
    await contain(ofKey(key), deps);
    expect((await contain(quarantine(), deps)).incident).toMatchObject({
      incidentId: userIncident,
      status: 'contained',
    });
    await expect(restored(key)).rejects.toMatchObject({ code: 'still-needed' });
    await restored(userIncident);
    expect(account.user.policies).toContain(denyAll);
    await restored(key);
    expect(account.user).toEqual(before);
  });
});

describe('a run about a user that dies', () => {
  it.each([
    ['before anything was recorded', 'recordPlan', []],
    ['between its changes and their record', 'record', [denyAll]],
  ] as const)('%s is gone on with by the same report', async (_, method, attached) => {
    dies(method);
    await expect(contain(quarantine(), deps)).rejects.toThrow('the run died');
    expect(account.user.policies.filter((arn) => arn === denyAll)).toEqual(attached);
    leaseEnds();
    expect((await contain(quarantine(), deps)).incident).toMatchObject({
      incidentId: userIncident,
      status: 'contained',
    });
    await restored(userIncident);
    expect(account.user).toEqual(before);
  });

  it.each(['recordPlan', 'record'] as const)(
    'in %s is gone on with by a report about a key',
    async (method) => {
      dies(method);
      await expect(contain(quarantine(), deps)).rejects.toThrow('the run died');
      leaseEnds();
      const { incident } = await contain(ofKey(key), deps);
      expect(incident).toMatchObject({ incidentId: userIncident, accessKeyId: key, status: 'contained' });
      expect(account.user.keys[key]).toBe('Inactive');
      await restored(key);
      expect(account.user).toEqual(before);
    },
  );

  it.each(['recordPlan', 'record'] as const)(
    'about its key in %s has the key switched off by the report about the user',
    async (method) => {
      dies(method);
      await expect(contain(ofKey(key), deps)).rejects.toThrow('the run died');
      leaseEnds();
      const { incident } = await contain(quarantine(), deps);
      expect(incident).toMatchObject({ incidentId: `${key}-1`, status: 'contained', decidedBy: 'user-key' });
      expect(account.user.keys).toEqual({ [key]: 'Inactive', [otherKey]: 'Active' });
      await restored(key);
      expect(account.user).toEqual(before);
    },
  );
});
