import { ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, denied, denyAll, depsWith, fakeAccount, key, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  account = fakeAccount();
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});

describe('a later look', () => {
  it('finds everything in force and changes nothing', async () => {
    await contain(signal(), deps);
    account.mock.resetHistory();
    expect(await lookAgain(`${key}-1`, deps)).toMatchObject({ disturbed: [] });
    expect(changes(account.mock)).toEqual([]);
  });

  it('applies again what the thief took off inside the propagation window', async () => {
    await contain(signal(), deps);
    account.user.policies = [];
    account.user.keys[key] = 'Active';
    const looked = await lookAgain(`${key}-1`, deps);
    const incident = looked?.incident;
    expect(looked?.disturbed.sort()).toEqual(['deactivate-key', 'deny-user']);
    expect(incident?.status).toBe('contained');
    expect(incident?.steps.map(({ before }) => before)).toEqual([{ status: 'Active' }, { attached: false }]);
    expect(account.user.policies).toEqual([denyAll]);
  });

  it('leaves a restored incident alone', async () => {
    await contain(signal(), deps);
    await restore({ id: key, dryRun: false }, deps);
    account.mock.resetHistory();
    expect(await lookAgain(`${key}-1`, deps)).toMatchObject({
      incident: { status: 'restored' },
      disturbed: [],
    });
    expect(changes(account.mock)).toEqual([]);
  });

  it('knows no incident that does not exist', async () => {
    expect(await lookAgain('AKIANOTHERE-1', deps)).toBeUndefined();
  });

  it('does not work beside another run', async () => {
    await store.claim(key, signal());
    await expect(lookAgain(`${key}-1`, deps)).rejects.toBeInstanceOf(IncidentBusy);
  });
});

describe('a contained key that a person has deleted since', () => {
  beforeEach(async () => {
    await contain(signal(), deps);
    account.user.keys = {};
  });

  it('stays contained when another signal arrives, as long as its user is denied', async () => {
    const { incident, retry } = await contain(signal({ id: 'manual:2' }), deps);
    expect(incident).toMatchObject({ status: 'contained', principal: { name: 'deploy-bot' } });
    expect(retry).toBe(false);
  });

  it('has its user denied again when somebody has taken the deny off', async () => {
    account.user.policies = [];
    const { incident } = await contain(signal({ id: 'manual:2' }), deps);
    expect(incident.status).toBe('contained');
    expect(account.user.policies).toEqual([denyAll]);
  });

  it('is not called contained while nobody can read the user', async () => {
    account.mock.on(ListAttachedUserPoliciesCommand).rejects(denied('iam:ListAttachedUserPolicies'));
    const { incident, retry } = await contain(signal({ id: 'manual:2' }), deps);
    expect(incident.status).toBe('not-contained');
    expect(retry).toBe(true);
  });
});
