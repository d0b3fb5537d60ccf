import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachUserPolicyCommand,
  ListAttachedUserPoliciesCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { containDryRun } from '#lib/containment/dry-run.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import {
  accountId,
  changes,
  denied,
  denyAll,
  depsWith,
  fakeAccount,
  key,
  otherKey,
  signal,
} from './fake-account.ts';

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

describe('contain', () => {
  it('switches the key off, denies the user, reads both back and keeps what stood before', async () => {
    const { incident, retry } = await contain(signal(), deps);
    expect(retry).toBe(false);
    expect(incident).toMatchObject({
      incidentId: `${key}-1`,
      accountId,
      status: 'contained',
      principal: { kind: 'user', name: 'deploy-bot' },
      signals: [{ id: 'manual:1' }],
    });
    expect(incident.steps).toMatchObject([
      { id: 'deactivate-key', outcome: 'done', before: { status: 'Active' } },
      { id: 'deny-user', outcome: 'done', before: { attached: false } },
    ]);
    expect(account.user.keys[key]).toBe('Inactive');
    expect(account.user.policies).toContain(denyAll);
  });

  it('names the other active keys that the deny stops as well', async () => {
    account.user.keys[otherKey] = 'Active';
    const { incident } = await contain(signal(), deps);
    expect(incident.alsoStopped).toEqual([otherKey]);
    expect(account.user.keys[otherKey]).toBe('Active');
  });

  it('sets the boundary where no further policy fits, and says that the attachment was skipped', async () => {
    account.user.quota = 1;
    account.user.boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const { incident } = await contain(signal(), deps);
    expect(incident.status).toBe('contained');
    expect(incident.steps).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'deny-user', outcome: 'skipped' }),
        expect.objectContaining({
          id: 'bound-user',
          outcome: 'done',
          before: { boundary: 'arn:aws:iam::aws:policy/PowerUserAccess' },
        }),
      ]),
    );
    expect(account.user.boundary).toBe(denyAll);
  });

  it('calls a key that was off and a deny that was there `already`, and changes nothing', async () => {
    account.user.keys[key] = 'Inactive';
    account.user.policies.push(denyAll);
    const { incident } = await contain(signal(), deps);
    expect(incident.status).toBe('contained');
    expect(incident.steps.map(({ outcome }) => outcome)).toEqual(['already', 'already']);
    expect(changes(account.mock)).toEqual([]);
  });

  it('is only partly contained when one change fails, and asks to be tried again', async () => {
    account.mock.on(AttachUserPolicyCommand).rejects(denied('iam:AttachUserPolicy'));
    const { incident, retry } = await contain(signal(), deps);
    expect(incident.status).toBe('partly-contained');
    expect(incident.reason).toContain('deny-user: iam:AttachUserPolicy failed: AccessDenied');
    expect(retry).toBe(true);
  });

  it('claims nothing that could not be read back', async () => {
    account.mock
      .on(ListAttachedUserPoliciesCommand)
      .resolvesOnce({ AttachedPolicies: [] })
      .rejects(denied('x'));
    const { incident } = await contain(signal(), deps);
    expect(incident.status).toBe('not-contained');
    expect(incident.steps.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(incident.reason).toContain('could not be read back');
    expect(incident.containedAt).toBeUndefined();
  });

  it('believes the read-back and not the error of a change whose reply was lost', async () => {
    account.mock.on(UpdateAccessKeyCommand).callsFake(({ AccessKeyId, Status }) => {
      account.user.keys[AccessKeyId] = Status;
      throw new Error('socket hang up');
    });
    const { incident } = await contain(signal(), deps);
    expect(incident.status).toBe('contained');
  });

  it('says so when a change was accepted and the account does not show it', async () => {
    account.mock.on(UpdateAccessKeyCommand).resolves({});
    const { incident } = await contain(signal(), deps);
    expect(incident.status).toBe('partly-contained');
    expect(incident.reason).toContain('the account does not show it');
  });

  it('keeps no secret that somebody wrote into the place or the reason of a leak', async () => {
    const secret = randomBytes(30).toString('base64');
    const leaky = signal({
      where: `acme/shop: ${secret}.env`,
      reason: `found aws_secret_access_key=${secret}`,
    });
    const { incident } = await contain(leaky, deps);
    const planned = await containDryRun(leaky, deps);
    const kept = await readFile(join(folder, `${key}-1.json`), 'utf8');
    for (const text of [JSON.stringify(incident), JSON.stringify(planned), kept]) {
      expect(text).toContain('acme/shop');
      expect(text).not.toContain(secret);
    }
  });

  it('refuses to work beside another run', async () => {
    await store.claim(key, signal());
    await expect(contain(signal({ id: 'manual:2' }), deps)).rejects.toBeInstanceOf(IncidentBusy);
    expect(changes(account.mock)).toEqual([]);
    // The other run may be a restore, and then the signal is a new leak: it comes again and is written then.
    expect((await store.find(key))?.signals).toEqual([signal()]);
  });
});

describe('what is recorded before the first change', () => {
  it('is on whom, in which account, by which steps, and what stood before each and its fallback', async () => {
    const planned = vi.spyOn(store, 'recordPlan');
    await contain(signal(), deps);
    expect(planned.mock.calls).toMatchObject([
      [
        expect.any(String),
        `${key}-1`,
        {
          accountId,
          principal: { kind: 'user', name: 'deploy-bot', arn: account.user.arn, id: account.user.id },
          status: 'not-contained',
          decidedBy: 'user-key',
          steps: ['deactivate-key', 'deny-user'],
          befores: {
            'deactivate-key': { status: 'Active' },
            'deny-user': { attached: false },
            'bound-user': { boundary: null },
          },
        },
      ],
    ]);
  });

  it('is waited for: where it cannot be kept nothing is changed', async () => {
    vi.spyOn(store, 'recordPlan').mockRejectedValueOnce(new Error('DynamoDB is down'));
    await expect(contain(signal(), deps)).rejects.toThrow('DynamoDB is down');
    expect(changes(account.mock)).toEqual([]);
  });
});

describe('a dry run', () => {
  it('plans with what stands now, changes nothing and stores nothing', async () => {
    const incident = await containDryRun(signal(), deps);
    expect(incident).toMatchObject({
      status: 'observed',
      steps: [{ outcome: 'planned' }, { outcome: 'planned' }],
    });
    expect(changes(account.mock)).toEqual([]);
    expect(await store.list()).toEqual([]);
  });

  it('says what the status would be where nothing would be done', async () => {
    const incident = await containDryRun(signal({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), deps);
    expect(incident.reason).toContain('would be not-ours');
  });
});
