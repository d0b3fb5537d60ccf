import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  IAMServiceException,
  ListAttachedUserPoliciesCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { contain, containDryRun } from '#lib/containment/contain.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { accountId, changes, denyAll, depsWith, fakeAccount, key, otherKey, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  account = fakeAccount();
  store = new FileIncidentStore(await mkdtemp(join(tmpdir(), 'incidents-')));
  deps = depsWith(store);
});

const denied = (operation: string) =>
  new IAMServiceException({
    name: 'AccessDenied',
    message: `not authorized to perform: ${operation}`,
    $fault: 'client',
    $metadata: {},
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

  it('refuses to work beside another run', async () => {
    await store.claim(key, signal());
    await expect(contain(signal({ id: 'manual:2' }), deps)).rejects.toBeInstanceOf(IncidentBusy);
    expect(changes(account.mock)).toEqual([]);
    expect((await store.find(key))?.signals).toHaveLength(2);
  });

  it('opens the next incident for a new leak of a restored key, and joins the old one for an old signal', async () => {
    await contain(signal(), deps);
    await restore({ id: key, dryRun: false }, deps);
    expect((await contain(signal(), deps)).incident).toMatchObject({
      incidentId: `${key}-1`,
      status: 'restored',
    });
    expect(account.user.keys[key]).toBe('Active');
    const { incident } = await contain(signal({ id: 'manual:2' }), deps);
    expect(incident).toMatchObject({ incidentId: `${key}-2`, status: 'contained' });
  });
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
    expect(incident).toMatchObject({ status: 'not-contained', retry: false });
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
  it('has its user denied', async () => {
    account.user.keys = {};
    const { incident } = await contain(signal({ userName: 'deploy-bot' }), deps);
    expect(incident).toMatchObject({ status: 'contained', steps: [{ id: 'deny-user', outcome: 'done' }] });
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
