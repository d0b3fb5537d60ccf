import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttachUserPolicyCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { changes, denied, denyAll, depsWith, fakeAccount, key, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let folder: string;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  account = fakeAccount();
  folder = await mkdtemp(join(tmpdir(), 'incidents-'));
  store = new FileIncidentStore(folder);
  deps = depsWith(store);
});

describe('a leak that is reported again', () => {
  it('keeps the first `before` when an unfinished incident is run again', async () => {
    account.mock
      .on(AttachUserPolicyCommand)
      .rejectsOnce(denied('iam:AttachUserPolicy'))
      .callsFake(({ PolicyArn }) => {
        account.user.policies.push(PolicyArn);
        return {};
      });
    await contain(signal(), deps);
    const { incident } = await contain(signal(), deps);
    expect(incident.status).toBe('contained');
    expect(incident.steps.map(({ before }) => before)).toEqual([{ status: 'Active' }, { attached: false }]);
  });

  it('joins a finished incident on a replay and reads and changes nothing more than the owner', async () => {
    await contain(signal(), deps);
    account.mock.resetHistory();
    const { incident } = await contain(signal(), deps);
    expect(incident.signals).toHaveLength(1);
    expect(changes(account.mock)).toEqual([]);
  });

  it('looks again when another signal arrives, and contains again what somebody took off', async () => {
    await contain(signal(), deps);
    account.user.keys[key] = 'Active';
    const { incident } = await contain(signal({ id: 'guardduty:2', source: 'guardduty' }), deps);
    expect(incident.signals).toHaveLength(2);
    expect(account.user.keys[key]).toBe('Inactive');
    expect(incident.steps.find(({ id }) => id === 'deactivate-key')?.before).toEqual({ status: 'Active' });
  });

  it.each([
    ['the key is on again', () => (account.user.keys[key] = 'Active')],
    ['the deny is gone', () => (account.user.policies = [])],
  ])('contains again on a replay of a signal that it has, where %s', async (_, takeOff) => {
    await contain(signal(), deps);
    takeOff();
    const { incident, retry } = await contain(signal(), deps);
    expect([incident.status, retry]).toEqual(['contained', false]);
    expect(incident.signals).toHaveLength(1);
    expect(account.user.keys[key]).toBe('Inactive');
    expect(account.user.policies).toContain(denyAll);
    expect(incident.steps.map(({ before }) => before)).toEqual([{ status: 'Active' }, { attached: false }]);
  });

  it('takes no lease to join a finished incident of which all holds: many may come at once', async () => {
    await contain(signal(), deps);
    const signals = Array.from({ length: 5 }, (_, n) =>
      signal({ id: `guardduty:${n}`, source: 'guardduty' }),
    );
    const told = vi.spyOn(deps, 'afterwards');
    const outcomes = await Promise.all(signals.map((each) => contain(each, deps)));
    expect(outcomes.map(({ incident }) => incident.status)).toEqual(Array(5).fill('contained'));
    expect((await store.find(key))?.signals).toHaveLength(6);
    expect(told).not.toHaveBeenCalled();
  });

  it('keeps since when the status is what it is, and since when it was contained first', async () => {
    const { incident: first } = await contain(signal(), deps);
    expect(first.statusSince).toBe(first.containedAt);
    account.user.policies = [];
    account.mock.on(AttachUserPolicyCommand).rejects(denied('iam:AttachUserPolicy'));
    const { incident: partly } = await contain(signal(), deps);
    expect(partly).toMatchObject({ status: 'partly-contained', containedAt: first.containedAt });
    expect(partly.statusSince && partly.statusSince > (first.statusSince ?? '')).toBe(true);
    const { incident: still } = await contain(signal(), deps);
    expect(still.statusSince).toBe(partly.statusSince);
  });

  it('opens the next incident for a signal that came while a restore held the old one', async () => {
    await contain(signal(), deps);
    const late = signal({ id: 'manual:2' });
    const record = store.record.bind(store);
    vi.spyOn(store, 'record').mockImplementationOnce(async (...what) => {
      await expect(contain(late, deps)).rejects.toBeInstanceOf(IncidentBusy);
      return record(...what);
    });
    await restore({ id: key, dryRun: false }, deps);
    expect(account.user.keys[key]).toBe('Active');
    const { incident } = await contain(late, deps);
    expect(incident).toMatchObject({ incidentId: `${key}-2`, status: 'contained', signals: [late] });
    expect((await store.find(`${key}-1`))?.signals).toEqual([signal()]);
  });

  it('opens the next incident for a new leak of a restored key, and joins the old one for an old signal', async () => {
    await contain(signal(), deps);
    await restore({ id: key, dryRun: false }, deps);
    const reportedAgain: string[] = [];
    deps.reportedAgain = async ({ incidentId }: Incident) => void reportedAgain.push(incidentId);
    account.mock.resetHistory();
    expect(await contain(signal(), deps)).toMatchObject({
      incident: { incidentId: `${key}-1`, status: 'restored' },
      retry: false,
    });
    expect(reportedAgain).toEqual([`${key}-1`]);
    expect(changes(account.mock)).toEqual([]);
    expect(account.user.keys[key]).toBe('Active');
    const { incident } = await contain(signal({ id: 'manual:2' }), deps);
    expect(incident).toMatchObject({ incidentId: `${key}-2`, status: 'contained' });
  });
});
