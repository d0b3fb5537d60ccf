import { GetAccessKeyLastUsedCommand, GetLoginProfileCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { restore } from '#lib/containment/restore.ts';
import type { FileIncidentStore } from '#lib/incident/file-store.ts';
import { parseRules } from '#lib/platform/rules.ts';
import {
  accountId,
  changes,
  denied,
  denyAll,
  type fakeAccount,
  judgement,
  key,
  otherKey,
  signal,
} from './fake-account.ts';
import { type FakeExtras, withExtras } from './fake-extras.ts';
import { alert, look, type Responder, responder } from './responder.ts';

const day = 24 * 3_600_000;
const ago = (days: number): Date => new Date(Date.now() - days * day);

let at: Responder;
let account: ReturnType<typeof fakeAccount>;
let extras: FakeExtras;
let store: FileIncidentStore;

const decide = (value: object): void => {
  const rules = parseRules(value);
  at.deps.rules = () => rules;
  at.deps.judgement = async () => judgement({ rules });
};
const careful = { userDeny: 'page-if-other-key-used' };

beforeEach(async () => {
  at = await responder();
  ({ account, store } = at);
  extras = withExtras(account);
  account.user.keys[otherKey] = 'Active';
  extras.lastUsed[otherKey] = ago(3);
  decide(careful);
});

const containNow = () => contain(signal(), at.deps);
const isDenied = (): boolean => account.user.policies.includes(denyAll);

describe('the deny of a user whose other key is in use', () => {
  it('is withheld where the rule says so: the key is off, the incident is contained in part', async () => {
    const { incident, retry } = await containNow();
    expect(incident).toMatchObject({ status: 'partly-contained', decidedBy: 'user-key' });
    expect(incident.steps).toMatchObject([
      { id: 'deactivate-key', outcome: 'done' },
      {
        id: 'deny-user',
        outcome: 'skipped',
        withheld: true,
        reason: `withheld by the rule userDeny: the other key ${otherKey} was used at ${extras.lastUsed[otherKey]?.toISOString()}`,
      },
    ]);
    expect(account.user.keys).toEqual({ [key]: 'Inactive', [otherKey]: 'Active' });
    expect([retry, isDenied()]).toEqual([false, false]);
  });

  it('is paged once, and the message leaves the queue', async () => {
    await at.respond(alert);
    await at.respond(alert);
    expect(at.told.pages).toHaveLength(1);
    expect(at.told.pages[0]?.body).toContain('withheld by the rule userDeny');
  });

  it('is not applied by the later looks, which come in quiet and say nothing', async () => {
    await at.respond(alert);
    at.forget();
    account.mock.resetHistory();
    for (const number of [1, 2, 3, 4]) await at.respond(look(number));
    expect(changes(account.mock)).toEqual([]);
    expect(at.told.looks.map(([, , seconds]) => seconds)).toEqual([60, 300, 600]);
    expect([at.told.mails, at.told.pages]).toEqual([[], []]);
    expect(await store.find(key)).toMatchObject({
      status: 'partly-contained',
      reason: expect.stringContaining('a long-term key'),
    });
  });

  it('is applied by the next signal, once the other key is off', async () => {
    await containNow();
    account.user.keys[otherKey] = 'Inactive';
    const { incident } = await contain(signal({ id: 'manual:2' }), at.deps);
    expect(incident.status).toBe('contained');
    expect(incident.steps.find(({ id }) => id === 'deny-user')).toMatchObject({
      outcome: 'done',
      before: { attached: false },
    });
    expect(incident.steps.some(({ withheld }) => withheld)).toBe(false);
  });

  it('is not taken back by a restore: it was never there', async () => {
    await containNow();
    account.mock.resetHistory();
    expect((await restore({ id: key, dryRun: false }, at.deps)).status).toBe('restored');
    expect(changes(account.mock)).toEqual(['UpdateAccessKey']);
  });

  it('and that somebody else attached stays attached', async () => {
    await containNow();
    account.user.policies.push(denyAll);
    await restore({ id: key, dryRun: false }, at.deps);
    expect(isDenied()).toBe(true);
  });
});

describe('the deny of a user is applied', () => {
  it.each<[string, () => void]>([
    ['where the other key was never used', () => delete extras.lastUsed[otherKey]],
    ['where it was used more than 90 days ago', () => (extras.lastUsed[otherKey] = ago(91))],
    ['where it is off', () => (account.user.keys[otherKey] = 'Inactive')],
    ['where there is none', () => delete account.user.keys[otherKey]],
    ['where only the leaked key is in use', () => (extras.lastUsed = { [key]: ago(0) })],
    ['where no rule withholds it', () => decide({})],
    ['where an exception says always', () => decide({ ...careful, userDenyIn: { [accountId]: 'always' } })],
    [
      'where the rule is of another account',
      () => decide({ userDenyIn: { '999988887777': careful.userDeny } }),
    ],
  ])('%s', async (_, change) => {
    change();
    const { incident } = await containNow();
    expect([incident.status, isDenied()]).toEqual(['contained', true]);
  });

  it('where the rule of the account withholds it, it is not', async () => {
    decide({ userDenyIn: { [accountId]: careful.userDeny } });
    expect((await containNow()).incident.status).toBe('partly-contained');
  });
});

describe('a use that IAM will not tell', () => {
  // The signal names the user, so that only the rule asks when a key was used.
  const named = signal({ userName: 'deploy-bot' });

  it.each([
    ['not allowed', denied('iam:GetAccessKeyLastUsed'), 'not authorized to perform'],
    ['throttled', new Error('Throttling'), 'Throttling'],
  ])('(%s) keeps the deny withheld and says so; the key is off all the same', async (_, error, words) => {
    account.mock.on(GetAccessKeyLastUsedCommand).rejects(error);
    const { incident } = await contain(named, at.deps);
    expect(incident.status).toBe('partly-contained');
    const left = incident.steps.find(({ id }) => id === 'deny-user');
    expect(left).toMatchObject({ outcome: 'skipped', withheld: true });
    expect(left?.reason).toContain(words);
    expect(account.user.keys[key]).toBe('Inactive');
  });

  it('of anything but a key withholds nothing: the rule is about keys', async () => {
    extras.lastUsed = {};
    account.mock.on(GetLoginProfileCommand).rejects(denied('iam:GetLoginProfile'));
    expect((await contain(named, at.deps)).incident.status).toBe('contained');
  });
});
