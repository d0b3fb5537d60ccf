import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Admission, admissionWith, brakePage } from '#lib/containment/admission.ts';
import { contain } from '#lib/containment/contain.ts';
import { pager } from '#lib/containment/pages.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { leaseMilliseconds } from '#lib/incident/store.ts';
import { parseRules } from '#lib/platform/rules.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, denyAll, depsWith, fakeAccount, judgement, key, otherKey, signal } from './fake-account.ts';
import { type FakeRole, fakeRole, roleKey, roleSignal } from './fake-role.ts';
import { emptyRecords, fakeTopic } from './records.ts';

let account: ReturnType<typeof fakeAccount>;
let role: FakeRole;
let store: FileIncidentStore;
let topic: ReturnType<typeof fakeTopic>;
let deps: ReturnType<typeof depsWith>;
let before: { user: object; role: object };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  account = fakeAccount();
  role = fakeRole(account.mock);
  before = structuredClone({ user: account.user, role });
  store = new FileIncidentStore(await temporaryFolder());
  topic = fakeTopic();
  const { send } = pager({ records: await emptyRecords(), publish: topic.publish });
  deps = depsWith(store);
  deps.braked = (...asked) => send(brakePage(...asked));
  admit('brake');
});
afterEach(() => {
  vi.useRealTimers();
});

const admit = (admission: Admission) => {
  deps.admission = vi.fn(async () => admission);
};
const proven = (n = 1) => signal({ id: `guardduty:${n}`, source: 'guardduty', certainty: 'proven' });
const claimed = (n = 1) => signal({ id: `scanner:${n}`, source: 'scanner', certainty: 'claimed' });
const untouched = () => {
  expect({ user: account.user, role }).toEqual(before);
  expect(changes(account.mock)).toEqual([]);
};

describe('with the brake on', () => {
  it('what is proven still switches its key off and denies its user, and people are paged', async () => {
    const { incident, retry } = await contain(proven(), deps);
    expect(incident).toMatchObject({ status: 'contained', decidedBy: 'user-key' });
    expect(account.user.keys[key]).toBe('Inactive');
    expect(account.user.policies).toContain(denyAll);
    expect([retry, topic.sent.length]).toEqual([false, 1]);
  });

  it.each([
    ['what is claimed', claimed(), key],
    ['what is proven of a role', roleSignal(), roleKey],
  ])('%s is left for a person, and nothing is changed', async (_, leak, id) => {
    const { incident, retry } = await contain(leak, deps);
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'brake' });
    expect(incident.reason).toMatch(/^the brake is on/);
    expect(incident.steps.map(({ outcome }) => outcome)).toEqual(incident.steps.map(() => 'planned'));
    expect(retry).toBe(false);
    untouched();
    expect((await store.find(id))?.steps.flatMap((step) => step.before ?? [])).toEqual([]);
  });

  it('pages once for many: the page names the source', async () => {
    account.user.keys[otherKey] = 'Active';
    await contain(claimed(), deps);
    await contain(claimed(2), deps);
    await contain(signal({ ...claimed(3), accessKeyId: otherKey }), deps);
    expect(topic.sent.map(({ subject }) => subject)).toEqual([
      'BRAKE: more than 20 containments by scanner in 60 minutes',
    ]);
  });

  it('keeps the signal where nobody could be paged: the run is not finished', async () => {
    topic.failing = true;
    await expect(contain(claimed(), deps)).rejects.toThrow('SNS is down');
    topic.failing = false;
    vi.setSystemTime(Date.now() + leaseMilliseconds + 1);
    expect((await contain(claimed(), deps)).incident.status).toBe('not-contained');
    expect(topic.sent).toHaveLength(1);
  });
});

describe('with the brake on, a temporary credential of nobody knows whom', () => {
  it.each([
    ['claimed', 'brake', 1],
    ['proven', 'principal-unknown', 0],
  ] as const)('is searched for unless it is only claimed: %s', async (certainty, decidedBy, pages) => {
    const { incident, retry } = await contain(signal({ accessKeyId: roleKey, certainty }), deps);
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy, accountId: '264875319082' });
    expect([retry, topic.sent.length]).toEqual([false, pages]);
    untouched();
  });
});

describe('once the brake is off', () => {
  it('the same signal contains, and what stood before is read anew', async () => {
    await contain(claimed(), deps);
    account.user.policies.push(denyAll);
    const meanwhile = structuredClone(account.user);
    admit('admitted');
    const { incident } = await contain(claimed(), deps);
    expect(incident.status).toBe('contained');
    expect(incident.steps.map(({ id, outcome, before }) => [id, outcome, before])).toEqual([
      ['deactivate-key', 'done', { status: 'Active' }],
      ['deny-user', 'already', { attached: true }],
    ]);
    await restore({ id: key, dryRun: false }, deps);
    expect(account.user).toEqual(meanwhile);
  });

  it('a boundary that was set meanwhile is what a restore puts back', async () => {
    await contain(claimed(), deps);
    account.user.quota = account.user.policies.length;
    account.user.boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const meanwhile = structuredClone(account.user);
    admit('admitted');
    await contain(claimed(), deps);
    expect(account.user.boundary).toBe(denyAll);
    await restore({ id: key, dryRun: false }, deps);
    expect(account.user).toEqual(meanwhile);
  });
});

describe('what was begun', () => {
  it('is not asked for admission again: it was counted, and half of it is worse', async () => {
    admit('admitted');
    await contain(claimed(), deps);
    account.user.keys[key] = 'Active';
    admit('brake');
    expect((await contain(claimed(2), deps)).incident.status).toBe('contained');
    expect(deps.admission).not.toHaveBeenCalled();
    expect(account.user.keys[key]).toBe('Inactive');
  });

  it('is gone on with after a run that died between its changes and their record', async () => {
    admit('admitted');
    const died = () => Promise.reject(new Error('the run died'));
    vi.spyOn(store, 'record').mockImplementationOnce(died);
    await expect(contain(claimed(), deps)).rejects.toThrow('the run died');
    admit('brake');
    vi.setSystemTime(Date.now() + leaseMilliseconds + 1);
    expect((await contain(claimed(), deps)).incident.status).toBe('contained');
    await restore({ id: key, dryRun: false }, deps);
    expect({ user: account.user, role }).toEqual(before);
  });
});

describe('a burst of one organization', () => {
  it('waits as backlog, observed, with what would have been done, and pages nobody', async () => {
    admit('burst');
    const { incident, retry } = await contain(signal({ source: 'github', certainty: 'proven' }), deps);
    expect(incident).toMatchObject({ status: 'observed', decidedBy: 'burst' });
    expect(incident.steps.map(({ id, before }) => [id, before])).toEqual([
      ['deactivate-key', undefined],
      ['deny-user', undefined],
    ]);
    expect([retry, topic.sent]).toEqual([false, []]);
    untouched();
  });
});

describe('who is asked for admission', () => {
  it('is a containment, and nothing that is left alone anyhow', async () => {
    await contain(signal({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), deps);
    await contain(signal({ accessKeyId: otherKey }), deps);
    const rules = parseRules({ mode: 'observe' });
    deps.judgement = async () => judgement({ rules });
    await contain(proven(), deps);
    expect(deps.admission).not.toHaveBeenCalled();
    expect(topic.sent).toEqual([]);
  });

  it('is asked with what it counts by: the source, the incident and the plan', async () => {
    admit('admitted');
    await contain(proven(), deps);
    expect(deps.admission).toHaveBeenCalledTimes(1);
    expect(vi.mocked(deps.admission).mock.calls[0]).toMatchObject([
      { source: 'guardduty' },
      `${key}-1`,
      { act: true, standing: { keys: [{ accessKeyId: key, status: 'Active' }] } },
      { now: judgement().now },
    ]);
  });

  it('holds a storm through the real counter: no more are contained than the rule says', async () => {
    const rules = parseRules({ brake: { containments: 2, minutes: 60 } });
    deps.judgement = async () => judgement({ rules });
    deps.admission = admissionWith(await emptyRecords());
    const ids = [1, 2, 3, 4].map((n) => `AKIAT3SKF7WXYQ2ZNM2${n}`);
    account.user.keys = Object.fromEntries(ids.map((id) => [id, 'Active']));
    for (const accessKeyId of ids) await contain({ ...claimed(), accessKeyId }, deps);
    const statuses = await Promise.all(ids.map(async (id) => (await store.find(id))?.status));
    expect(statuses).toEqual(['contained', 'contained', 'not-contained', 'not-contained']);
  });
});
