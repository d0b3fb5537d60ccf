import { GetAccessKeyLastUsedCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { leaseMilliseconds } from '#lib/incident/store.ts';
import { parseRules } from '#lib/platform/rules.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, denied, denyAll, depsWith, fakeAccount, judgement, key, signal } from './fake-account.ts';
import { responder } from './responder.ts';

let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;
let before: ReturnType<typeof fakeAccount>['user'];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  account = fakeAccount();
  before = structuredClone(account.user);
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});
afterEach(() => {
  vi.useRealTimers();
});

const decide = (value: object): void => {
  const rules = parseRules(value);
  deps.rules = () => rules;
  deps.judgement = async () => judgement({ rules });
};
const observing = { mode: 'observe' };
const protecting = {
  protected: [
    {
      principal: 'arn:aws:iam::*:user/ci/deploy-bot',
      reason: 'runs the tills',
      until: '2027-01-01T00:00:00.000Z',
    },
  ],
};
const leak = (n: number) => signal({ id: `guardduty:${n}`, source: 'guardduty', certainty: 'proven' });

const untouched = (): void => {
  expect(account.user).toEqual(before);
  expect(changes(account.mock)).toEqual([]);
};

describe.each([
  ['observed', observing, 'observe'],
  ['protected', protecting, 'protected'],
] as const)('an incident that is %s', (status, value, decidedBy) => {
  beforeEach(async () => {
    decide(value);
    await contain(leak(1), deps);
  });

  it('says what would have been done, on whom and why, and changed nothing', async () => {
    expect(await store.find(key)).toMatchObject({
      status,
      decidedBy,
      accountId: '264875319082',
      principal: { kind: 'user', name: 'deploy-bot', arn: account.user.arn, id: account.user.id },
      steps: [
        { id: 'deactivate-key', outcome: 'planned' },
        { id: 'deny-user', outcome: 'planned' },
      ],
    });
    untouched();
  });

  it('is left so by a changed rule alone: no look acts on it', async () => {
    decide({});
    expect(await lookAgain(`${key}-1`, deps)).toMatchObject({ incident: { status }, disturbed: [] });
    untouched();
  });

  it('is contained by the next signal under today’s rule, with what stands now as its before', async () => {
    decide({});
    const { incident, retry } = await contain(leak(2), deps);
    expect(incident).toMatchObject({ incidentId: `${key}-1`, status: 'contained', decidedBy: 'user-key' });
    expect(incident.steps.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect([incident.signals.length, retry]).toEqual([2, false]);
    await restore({ id: key, dryRun: false }, deps);
    expect(account.user).toEqual(before);
  });

  it('is contained by the same signal coming again as well', async () => {
    decide({});
    expect((await contain(leak(1), deps)).incident.status).toBe('contained');
  });

  it('stays as it is under the rule that stands, without another run', async () => {
    const told = vi.spyOn(deps, 'afterwards');
    expect((await contain(leak(2), deps)).incident).toMatchObject({ status });
    expect(told).not.toHaveBeenCalled();
    untouched();
  });

  it('is not acted on by a look, or by a report again, after one whose owner AWS would not tell', async () => {
    account.mock.on(GetAccessKeyLastUsedCommand).rejects(denied('iam:GetAccessKeyLastUsed'));
    for (const number of [2, 2]) {
      const { incident, retry } = await contain(leak(number), deps);
      expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'owner-undecided' });
      expect(retry).toBe(true);
    }
    expect(await lookAgain(`${key}-1`, deps)).toMatchObject({ disturbed: [] });
    untouched();
  });

  it('can be closed by a restore, which changes nothing', async () => {
    expect((await restore({ id: key, dryRun: false }, deps)).status).toBe('restored');
    untouched();
  });

  it('keeps what stood before through a run that dies half-way, whatever the rules say by then', async () => {
    decide({});
    const died = () => Promise.reject(new Error('the run died'));
    vi.spyOn(store, 'record').mockImplementationOnce(died);
    await expect(contain(leak(2), deps)).rejects.toThrow('the run died');
    expect(account.user.keys[key]).toBe('Inactive');
    decide(value);
    vi.setSystemTime(Date.now() + leaseMilliseconds + 1);
    await contain(leak(2), deps);
    expect((await store.find(key))?.status).not.toBe(status);
    await restore({ id: key, dryRun: false }, deps);
    expect(account.user).toEqual(before);
  });
});

describe('a contained incident', () => {
  beforeEach(async () => {
    await contain(leak(1), deps);
    account.mock.resetHistory();
  });

  it.each([observing, protecting])(
    'stays contained and untouched when a signal comes under %j',
    async (value) => {
      const { signals: _, ...first } = (await store.find(key)) ?? {};
      decide(value);
      const { incident, retry } = await contain(leak(2), deps);
      expect(incident).toMatchObject(first);
      expect([incident.signals.length, retry, changes(account.mock)]).toEqual([2, false, []]);
      expect(account.user).toMatchObject({
        keys: { [key]: 'Inactive' },
        policies: expect.arrayContaining([denyAll]),
      });
    },
  );

  it('is watched on although the mode is observe by now: a look applies what the thief took off', async () => {
    decide(observing);
    account.user.policies = [];
    const looked = await lookAgain(`${key}-1`, deps);
    expect(looked).toMatchObject({ disturbed: ['deny-user'], incident: { status: 'contained' } });
  });

  it('can be restored although a rule would leave it alone by now', async () => {
    decide(observing);
    await restore({ id: key, dryRun: false }, deps);
    expect(account.user).toEqual(before);
  });
});

describe('a run that died between its changes and their record', () => {
  it('is told of although a rule would leave its user alone by now, and a look holds what it did', async () => {
    const at = await responder();
    const died = () => Promise.reject(new Error('the run died'));
    vi.spyOn(at.store, 'record').mockImplementationOnce(died);
    await expect(contain(leak(1), at.deps)).rejects.toThrow('the run died');
    vi.setSystemTime(Date.now() + leaseMilliseconds + 1);
    const rules = parseRules(observing);
    const observed = { ...at.deps, judgement: async () => judgement({ rules }) };
    expect(await contain(leak(1), observed)).toMatchObject({
      incident: { status: 'not-contained', decidedBy: 'user-key' },
      retry: false,
    });
    expect(at.told).toMatchObject({ pages: [{ incidentId: `${key}-1` }], looks: [[`${key}-1`, 1, 10]] });
    expect(await lookAgain(`${key}-1`, observed)).toMatchObject({ incident: { status: 'contained' } });
  });
});

describe('an incident that a rule left alone before anything of it was recorded', () => {
  it('is run again by whoever comes next', async () => {
    decide(observing);
    const died = () => Promise.reject(new Error('the run died'));
    vi.spyOn(store, 'record').mockImplementationOnce(died);
    await expect(contain(leak(1), deps)).rejects.toThrow('the run died');
    vi.setSystemTime(Date.now() + leaseMilliseconds + 1);
    expect((await contain(leak(1), deps)).incident.status).toBe('observed');
    untouched();
  });
});
