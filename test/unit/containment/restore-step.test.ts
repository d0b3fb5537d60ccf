import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import type { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { changes, denyAll, type FakeUser, key, otherKey, signal } from './fake-account.ts';
import { alert, type Responder, responder } from './responder.ts';

let at: Responder;
let store: FileIncidentStore;
let user: FakeUser;
let before: FakeUser;

const time = (now: string) => vi.setSystemTime(`2026-11-23T${now}Z`);
const guardduty = (over: Partial<LeakSignal> = {}) =>
  signal({ id: 'guardduty:1', source: 'guardduty', certainty: 'proven', ...over });
const lift = (step: string, over: object = {}) =>
  restore({ id: key, dryRun: false, step, ...over }, { ...at.deps, afterwards: async () => {} });
const isDenied = () => user.policies.includes(denyAll) || user.boundary === denyAll;
const outcomes = async () =>
  (await store.find(key))?.steps
    .map(({ id, outcome, undoneAt }) => `${id} ${undoneAt ? 'undone' : outcome}`)
    .sort();

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  time('03:00:30.000');
  at = await responder();
  store = at.store;
  user = at.account.user;
  before = structuredClone(user);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('one step that is lifted', () => {
  beforeEach(async () => {
    await contain(guardduty(), at.deps);
    time('04:00:00.000');
  });

  it('lets the user work while the leaked key stays off, and warns of the sessions', async () => {
    const lifted = await lift('deny-user', { reason: 'it is month’s end', by: 'alice' });
    expect(user).toEqual({ ...before, keys: { [key]: 'Inactive' } });
    expect(lifted).toMatchObject({ status: 'partly-contained', restoredBy: 'alice' });
    expect(lifted.reason).toMatch(
      /^deny-user was lifted by a person: it is month’s end\. Sessions .* 36 hours/,
    );
    expect(lifted.restoredAt).toBeUndefined();
    expect(await outcomes()).toEqual(['deactivate-key done', 'deny-user undone']);
  });

  it('can be lifted twice, and a whole restore after it puts back the rest', async () => {
    await lift('deny-user');
    at.account.mock.resetHistory();
    await lift('deny-user');
    expect(changes(at.account.mock)).toEqual([]);
    expect((await restore({ id: key, dryRun: false }, at.deps)).status).toBe('restored');
    expect(user).toEqual(before);
  });

  it('is not contained any more once every step is lifted, and is no restore yet', async () => {
    await lift('deny-user');
    expect(await lift('deactivate-key')).toMatchObject({ status: 'not-contained' });
    expect(user).toEqual(before);
    expect((await restore({ id: key, dryRun: false }, at.deps)).status).toBe('restored');
  });

  it('is named in a dry run, and nothing is changed', async () => {
    at.account.mock.resetHistory();
    const planned = await restore({ id: key, dryRun: true, step: 'deny-user' }, at.deps);
    expect(planned.steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['deny-user planned']);
    expect(changes(at.account.mock)).toEqual([]);
  });

  it.each(['deny-session', 'everything', ''])('must be one of the incident: %j', async (step) => {
    await expect(lift(step)).rejects.toMatchObject({
      code: 'no-such-step',
      message: expect.stringContaining('it has: deactivate-key, deny-user'),
    });
    expect(isDenied()).toBe(true);
  });

  it('is left by the looks', async () => {
    await lift('deny-user');
    at.account.mock.resetHistory();
    for (const number of [1, 2]) {
      expect(await lookAgain(`${key}-1`, at.deps, number)).toMatchObject({ disturbed: [] });
    }
    expect(changes(at.account.mock)).toEqual([]);
  });

  it('refuses where the other leaked key of the user needs the deny', async () => {
    user.keys[otherKey] = 'Active';
    await contain(guardduty({ id: 'guardduty:2', accessKeyId: otherKey }), at.deps);
    await expect(lift('deny-user')).rejects.toMatchObject({ code: 'still-needed' });
    expect(isDenied()).toBe(true);
    await lift('deactivate-key');
    expect(user.keys[key]).toBe('Active');
  });
});

describe('a report after a step was lifted', () => {
  beforeEach(async () => {
    await contain(guardduty(), at.deps);
    time('04:00:00.000');
    await lift('deny-user');
    time('05:00:00.000');
    at.account.mock.resetHistory();
  });

  it.each<[string, Partial<LeakSignal>]>([
    ['the same again', {}],
    ['the same, last seen before', { lastSeenAt: '2026-11-23T03:59:59.000Z' }],
    ['another about what was before', { id: 'github:2', source: 'github' }],
    ['a finding of the very moment', { id: 'guardduty:2', reportedAt: '2026-11-23T04:00:00.000Z' }],
  ])('does not put it back: %s', async (_, over) => {
    const { incident, retry } = await contain(guardduty(over), at.deps);
    expect([incident.status, retry]).toEqual(['partly-contained', false]);
    expect(changes(at.account.mock)).toEqual([]);
    expect(await outcomes()).toEqual(['deactivate-key done', 'deny-user undone']);
  });

  it.each<[string, Partial<LeakSignal>]>([
    ['the same, seen since', { lastSeenAt: '2026-11-23T04:30:00.000Z' }],
    ['a new one', { id: 'github:2', source: 'github', reportedAt: '2026-11-23T04:30:00.000Z' }],
  ])('puts it back where it tells of a newer leak: %s', async (_, over) => {
    const { incident } = await contain(guardduty(over), at.deps);
    expect(incident.status).toBe('contained');
    expect(await outcomes()).toEqual(['deactivate-key done', 'deny-user done']);
    await restore({ id: key, dryRun: false }, at.deps);
    expect(user).toEqual(before);
  });

  it('puts nothing but the rest back where the thief took that off', async () => {
    user.keys[key] = 'Active';
    const { incident, retry } = await contain(guardduty(), at.deps);
    expect(user.keys[key]).toBe('Inactive');
    expect([incident.status, retry, isDenied()]).toEqual(['partly-contained', false, false]);
  });

  it('neither keeps the message on the queue nor pages, also where the key was deleted since', async () => {
    user.keys = {};
    at.github.reading = { kind: 'leak', signals: [guardduty()] };
    at.forget();
    await at.respond(alert);
    expect(isDenied()).toBe(false);
    expect(at.told.pages).toEqual([]);
  });
});

describe('a deny that stands as a boundary', () => {
  beforeEach(async () => {
    user.quota = user.policies.length;
    before = structuredClone(user);
    await contain(guardduty(), at.deps);
    time('04:00:00.000');
  });

  it.each(['deny-user', 'bound-user'])('is lifted as %s, and no repeat puts it back', async (step) => {
    expect(await lift(step)).toMatchObject({ status: 'partly-contained' });
    expect(user).toEqual({ ...before, keys: { [key]: 'Inactive' } });
    await contain(guardduty(), at.deps);
    await lookAgain(`${key}-1`, at.deps, 2);
    expect(user).toEqual({ ...before, keys: { [key]: 'Inactive' } });
  });
});

describe('a step that had failed', () => {
  it('and is lifted is not tried again by a repeat', async () => {
    at.withoutAttaching();
    await contain(guardduty(), at.deps);
    time('04:00:00.000');
    await lift('deny-user');
    at.attachingAgain();
    const { retry } = await contain(guardduty(), at.deps);
    expect([retry, isDenied()]).toEqual([false, false]);
    user.keys[key] = 'Active';
    expect((await contain(guardduty(), at.deps)).retry).toBe(false);
  });
});
