import {
  GetLoginProfileCommand,
  ListServiceSpecificCredentialsCommand,
  UpdateServiceSpecificCredentialCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { logger } from '#lib/platform/logger.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, denied, denyAll, depsWith, fakeAccount, key, otherKey, signal } from './fake-account.ts';
import { type FakeExtras, withExtras } from './fake-extras.ts';

let account: ReturnType<typeof fakeAccount>;
let extras: FakeExtras;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:10:00.000Z') });
  account = fakeAccount();
  extras = withExtras(account);
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const [older, newer] = ['ACCAOLDER', 'ACCANEWER'];
const stepOf = (id: string): string => `deactivate-service-credential:${id}`;

/** One credential from before the leak, one from after it. */
const makeServices = (): void => {
  extras.services = {
    [older]: { status: 'Active', createdAt: new Date('2026-11-23T02:59:59.000Z') },
    [newer]: { status: 'Active', createdAt: new Date('2026-11-23T03:05:00.000Z') },
  };
};
const stored = async (): Promise<Incident | undefined> => store.find(key);
const outcomes = ({ steps }: Incident) => steps.map(({ id, outcome }) => `${id} ${outcome}`).sort();

describe('what else the deny of a user stops', () => {
  it('is noted with its last use: active keys, the console, service-specific credentials', async () => {
    account.user.keys[otherKey] = 'Active';
    extras.lastUsed[otherKey] = new Date('2026-11-20T00:00:00.000Z');
    extras.console = { lastUsedAt: new Date('2026-11-21T00:00:00.000Z') };
    makeServices();
    const { incident } = await contain(signal(), deps);
    const expected = [
      { kind: 'access-key', id: otherKey, lastUsedAt: '2026-11-20T00:00:00.000Z' },
      { kind: 'console', id: 'console', lastUsedAt: '2026-11-21T00:00:00.000Z' },
      { kind: 'service-specific', id: `${older} (bedrock.amazonaws.com)`, lastUsedAt: null },
      { kind: 'service-specific', id: `${newer} (bedrock.amazonaws.com)`, lastUsedAt: null },
    ];
    expect(incident.alsoDenied).toEqual(expected);
    expect((await stored())?.alsoDenied).toEqual(expected);
    expect(incident.alsoStopped).toEqual([otherKey]);
  });

  it('is nothing of what is off, and no console where there is no password', async () => {
    account.user.keys[otherKey] = 'Inactive';
    extras.services = { [older]: { status: 'Inactive', createdAt: new Date(0) } };
    expect((await contain(signal(), deps)).incident.alsoDenied).toEqual([]);
  });

  it('is told as never used where IAM knows of no use', async () => {
    account.user.keys[otherKey] = 'Active';
    const { incident } = await contain(signal(), deps);
    expect(incident.alsoDenied).toEqual([{ kind: 'access-key', id: otherKey, lastUsedAt: null }]);
  });
});

describe('a service-specific credential', () => {
  beforeEach(makeServices);

  it('that was made after the leak is switched off, with what stood before; an older one is left', async () => {
    const { incident, retry } = await contain(signal(), deps);
    expect(incident.status).toBe('contained');
    expect(incident.steps.find(({ id }) => id === stepOf(newer))).toMatchObject({
      outcome: 'done',
      before: { status: 'Active' },
    });
    expect([extras.services[newer]?.status, extras.services[older]?.status]).toEqual(['Inactive', 'Active']);
    expect(outcomes(incident)).toEqual(['deactivate-key done', `${stepOf(newer)} done`, 'deny-user done']);
    expect(retry).toBe(false);
  });

  it('counts as made after the leak from the earliest time that any source names', async () => {
    await contain(signal({ reportedAt: '2026-11-23T02:00:00.000Z' }), deps);
    expect(extras.services[older]?.status).toBe('Inactive');
  });

  it('is not held against the time that a mere claim names', async () => {
    vi.setSystemTime(signal().reportedAt);
    await contain(signal({ source: 'scanner', reportedAt: '2026-11-20T00:00:00.000Z' }), deps);
    expect(extras.services[older]?.status).toBe('Active');
  });

  it('is switched on again by a restore', async () => {
    const before = structuredClone({ user: account.user, services: extras.services });
    await contain(signal(), deps);
    await restore({ id: key, dryRun: false }, deps);
    expect({ user: account.user, services: extras.services }).toEqual(before);
  });

  it('that was deleted since is not missed by the restore, and the rest is put back', async () => {
    const before = structuredClone(account.user);
    await contain(signal(), deps);
    delete extras.services[newer];
    expect((await restore({ id: key, dryRun: false }, deps)).status).toBe('restored');
    expect(account.user).toEqual(before);
  });

  it('that the thief switches on again is found by a look', async () => {
    await contain(signal(), deps);
    const found = extras.services[newer];
    if (found) found.status = 'Active';
    expect(await lookAgain(`${key}-1`, deps)).toMatchObject({
      disturbed: [stepOf(newer)],
      incident: { status: 'contained' },
    });
    expect(extras.services[newer]?.status).toBe('Inactive');
  });

  it('can be lifted alone', async () => {
    await contain(signal(), deps);
    await restore({ id: key, dryRun: false, step: stepOf(newer) }, deps);
    expect(extras.services[newer]?.status).toBe('Active');
    expect(account.user.keys[key]).toBe('Inactive');
    expect((await stored())?.status).toBe('partly-contained');
  });

  it('leaves a full quota what it was: the boundary that denies the user counts as well', async () => {
    account.user.quota = account.user.policies.length;
    const { incident } = await contain(signal(), deps);
    expect(incident.status).toBe('contained');
    expect(account.user.boundary).toBe(denyAll);
  });

  it('does not hide that the user could not be denied', async () => {
    account.faults.changes = ['none', 'rejected'];
    const { incident, retry } = await contain(signal(), deps);
    expect(incident.status).toBe('partly-contained');
    expect(incident.reason).toContain('deny-user: iam:AttachUserPolicy failed');
    expect([retry, extras.services[newer]?.status]).toEqual([true, 'Inactive']);
  });

  it('that cannot be switched off leaves the incident contained in part: it is tried again', async () => {
    account.mock
      .on(UpdateServiceSpecificCredentialCommand)
      .rejects(denied('iam:UpdateServiceSpecificCredential'));
    const { incident, retry } = await contain(signal(), deps);
    expect(incident.status).toBe('partly-contained');
    expect(incident.reason).toContain(`${stepOf(newer)}: iam:UpdateServiceSpecificCredential failed`);
    expect(retry).toBe(true);
  });
});

describe('a failure while the rest of the user is looked at', () => {
  it.each([
    ['IAM throttles', new Error('Throttling'), 'error'],
    ['a permission is missing', denied('iam:ListServiceSpecificCredentials'), 'warn'],
  ] as const)('takes nothing back of what was contained, and is logged: %s', async (_, error, level) => {
    makeServices();
    const logged = vi.spyOn(logger, level).mockReturnValue();
    account.mock.on(ListServiceSpecificCredentialsCommand).rejects(error);
    const { incident, retry } = await contain(signal(), deps);
    expect([incident.status, retry]).toEqual(['contained', false]);
    expect((await stored())?.status).toBe('contained');
    expect(logged).toHaveBeenCalledTimes(1);
    expect(extras.services[newer]?.status).toBe('Active');
  });

  it('still notes what could be read', async () => {
    vi.spyOn(logger, 'warn').mockReturnValue();
    account.user.keys[otherKey] = 'Active';
    account.mock.on(GetLoginProfileCommand).rejects(denied('iam:GetLoginProfile'));
    const { incident } = await contain(signal(), deps);
    expect(incident.alsoDenied).toEqual([{ kind: 'access-key', id: otherKey, lastUsedAt: null }]);
  });

  it('still tells what else is stopped where only the switching off met it', async () => {
    vi.spyOn(logger, 'error').mockReturnValue();
    const listed = { ServiceSpecificCredentialId: newer, ServiceName: 's', Status: 'Active' as const };
    const made = { CreateDate: new Date(), UserName: 'deploy-bot', ServiceUserName: 'x' };
    account.mock
      .on(ListServiceSpecificCredentialsCommand)
      .resolvesOnce({ ServiceSpecificCredentials: [{ ...listed, ...made }] })
      .rejects(new Error('Throttling'));
    const { incident } = await contain(signal(), deps);
    expect(incident).toMatchObject({ status: 'contained', alsoDenied: [{ kind: 'service-specific' }] });
  });
});

it('what is left of a user is looked at only after the key is off and the user denied', async () => {
  await contain(signal(), deps);
  const names = account.mock.calls().map(({ args }) => args[0].constructor.name);
  const lastChange = Math.max(...changes(account.mock).map((name) => names.indexOf(`${name}Command`)));
  expect(changes(account.mock)).toEqual(['UpdateAccessKey', 'AttachUserPolicy']);
  expect(names.indexOf('ListServiceSpecificCredentialsCommand')).toBeGreaterThan(lastChange);
});
