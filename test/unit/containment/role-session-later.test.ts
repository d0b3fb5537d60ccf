import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { denyDocument } from '#lib/containment/deny-document.ts';
import { look as lookAt } from '#lib/containment/look.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, depsWith, fakeAccount } from './fake-account.ts';
import { type FakeRole, fakeRole, ourPolicy, roleKey, roleSignal } from './fake-role.ts';

const start = '2026-11-23T03:00:02.345Z';
/** The end of the second in which it was denied: aws:TokenIssueTime has whole seconds. */
const endOfSecond = '2026-11-23T03:00:03.000Z';

let account: ReturnType<typeof fakeAccount>;
let role: FakeRole;
let before: FakeRole;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(start) });
  account = fakeAccount();
  role = fakeRole(account.mock);
  before = structuredClone(role);
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const containNow = () => contain(roleSignal(), deps);
const restored = () => restore({ id: roleKey, dryRun: false }, deps);
const written = (): unknown => JSON.parse(role.policies[ourPolicy] ?? 'null');
const deny = (issuedBefore: string) => denyDocument(role.id, { name: 'i-0abc', issuedBefore });
const look = async (number: number) => lookAgain(`${roleKey}-1`, deps, number);

describe('a later look at a denied session', () => {
  it('stamps it again once: what the thief was issued meanwhile is denied too, and nobody is blamed', async () => {
    await containNow();
    pass(10_000);
    const looked = await look(1);
    expect(looked).toMatchObject({
      disturbed: [],
      incident: {
        status: 'contained',
        session: { name: 'i-0abc', issuedBefore: '2026-11-23T03:00:13.000Z' },
        steps: [{ outcome: 'done', before: { policy: null } }],
      },
    });
    expect(written()).toEqual(deny('2026-11-23T03:00:13.000Z'));
    account.mock.resetHistory();
    pass(60_000);
    expect(await look(2)).toMatchObject({ disturbed: [], incident: { status: 'contained' } });
    expect(changes(account.mock)).toEqual([]);
  });

  it.each([
    ['deleted it', () => delete role.policies[ourPolicy]],
    ['wrote something else in its place', () => (role.policies[ourPolicy] = '{"Statement":[]}')],
    ['wrote what is no JSON', () => (role.policies[ourPolicy] = '{')],
    [
      'took the name of another session',
      () =>
        (role.policies[ourPolicy] = JSON.stringify(
          denyDocument(role.id, { name: 'other', issuedBefore: endOfSecond }),
        )),
    ],
  ])('applies it again where somebody %s, and says so', async (_, disturb) => {
    await containNow();
    disturb();
    expect(await look(2)).toMatchObject({
      disturbed: ['deny-session'],
      incident: {
        status: 'contained',
        steps: [{ id: 'deny-session', outcome: 'done', takenOffAtLook: 2, before: { policy: null } }],
      },
    });
    expect(written()).toEqual(deny(endOfSecond));
  });

  it('cannot hold a role that is gone', async () => {
    await containNow();
    role.id = 'AROAT3SKF7WXYEXAMPLE2';
    expect((await look(2))?.incident).toMatchObject({
      status: 'not-contained',
      reason: expect.stringContaining('does not exist any more'),
    });
  });

  it('of an incident that says no session is a fault and no guess', async () => {
    const { incident } = await containNow();
    const { session: _, ...without } = incident;
    await expect(lookAt(without, 'lease', 2, deps)).rejects.toThrow('does not say which session');
  });
});

describe('a restore of a denied session', () => {
  it('takes the deny off and leaves everything else of the role', async () => {
    await containNow();
    pass(10_000);
    await look(1);
    expect(await restored()).toMatchObject({ status: 'restored', steps: [{ undoneAt: expect.any(String) }] });
    expect(role).toEqual(before);
    account.mock.resetHistory();
    await restored();
    expect(changes(account.mock)).toEqual([]);
  });

  it('refuses where somebody changed our policy since, and shows the difference', async () => {
    await containNow();
    role.policies[ourPolicy] = '{"Statement":["hers"]}';
    account.mock.resetHistory();
    await expect(restored()).rejects.toMatchObject({
      code: 'changed-since',
      message: expect.stringMatching(/"policy":null.* before the incident, .*hers.* now/),
    });
    expect(changes(account.mock)).toEqual([]);
  });

  it('has nothing to do where somebody deleted it already', async () => {
    await containNow();
    delete role.policies[ourPolicy];
    account.mock.resetHistory();
    expect((await restored()).status).toBe('restored');
    expect(changes(account.mock)).toEqual([]);
  });

  it('refuses where the role is gone', async () => {
    await containNow();
    role.name = 'other';
    await expect(restored()).rejects.toMatchObject({ code: 'user-gone' });
  });
});
