import { ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { type BacklogDeps, type BacklogRun, containBacklog } from '#lib/containment/contain-backlog.ts';
import { dismiss } from '#lib/containment/dismissals.ts';
import { judgementWith } from '#lib/containment/judgement-with.ts';
import { allPages, pager } from '#lib/containment/pages.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { now } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { defaultRules, parseRules } from '#lib/platform/rules.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, depsWith, fakeAccount, judgement, key, signal } from './fake-account.ts';
import { emptyRecords } from './records.ts';

const keys = Array.from({ length: 12 }, (_, n) => `${key.slice(0, -2)}${String.fromCharCode(65 + n)}B`);
let account: ReturnType<typeof fakeAccount>;
let store: FileIncidentStore;
let records: RecordStore;
let deps: BacklogDeps;

beforeEach(async () => {
  vi.spyOn(logger, 'info').mockReturnValue();
  vi.spyOn(logger, 'error').mockReturnValue();
  account = fakeAccount();
  account.user.keys = Object.fromEntries(keys.map((id) => [id, 'Active']));
  store = new FileIncidentStore(await temporaryFolder());
  records = await emptyRecords();
  deps = { ...depsWith(store), records, judgement: judgementWith(records, defaultRules) };
});

const reportedAt = (n: number): string => `2026-11-2${n % 10}T03:00:00.000Z`;

/** Reports of keys that are older than the system. */
const report = async (count: number): Promise<void> => {
  const old = { ...deps, judgement: async () => judgement({ deployedAt: '2027-01-01T00:00:00.000Z' }) };
  for (const [n, accessKeyId] of keys.slice(0, count).entries()) {
    const id = `github:acme/shop#${n}`;
    await contain(
      signal({ id, source: 'github', certainty: 'proven', accessKeyId, reportedAt: reportedAt(n) }),
      old,
    );
  }
};

const page = (id: string): Promise<void> =>
  pager({ records, publish: async () => {} }).send({ id, subject: 'NOT CONTAINED: x', body: 'b' });

const run = (more: Partial<BacklogRun> = {}) =>
  containBacklog({ requestId: 'r-1', dryRun: false, timeLeft: () => 1, ...more }, deps);
const statuses = () => Object.values(account.user.keys);

describe('the backlog', () => {
  it('is contained as a whole, the newest report first, each by the word of a person', async () => {
    await report(3);
    expect(statuses()).not.toContain('Inactive');
    const answer = await run();
    expect(answer).toMatchObject({ contained: 3, open: 0, left: 0 });
    expect(answer.incidents.map(({ accessKeyId }) => accessKeyId)).toEqual([keys[2], keys[1], keys[0]]);
    expect(answer.incidents[0]).toMatchObject({ status: 'contained', owner: account.user.arn });
    expect(statuses().filter((status) => status === 'Inactive')).toHaveLength(3);
    const incident = await store.find(`${keys[0]}-1`);
    expect(
      incident?.signals.map(({ id, source, certainty, override }) => [id, source, certainty, override]),
    ).toEqual([
      ['github:acme/shop#0', 'github', 'proven', undefined],
      [`manual:r-1:${keys[0]}-1`, 'manual', 'proven', ['backlog']],
    ]);
  });

  it('is gone through with a few at once', async () => {
    await report(12);
    const { claim } = store;
    let [running, most] = [0, 0];
    store.claim = async (...asked) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      const claimed = await claim.apply(store, asked);
      running -= 1;
      return claimed;
    };
    expect(await run()).toMatchObject({ contained: 12, left: 0 });
    expect(most).toBe(5);
  });

  it('that there is no time for is left, and the next run goes on', async () => {
    await report(12);
    let left = 7;
    expect(await run({ timeLeft: () => left-- })).toMatchObject({ contained: 7, open: 0, left: 5 });
    expect(await run({ requestId: 'r-2' })).toMatchObject({ contained: 5, open: 0, left: 0 });
    expect(await run({ requestId: 'r-3' })).toEqual({ contained: 0, open: 0, left: 0, incidents: [] });
  });

  it('in a dry run is shown and stays as it is', async () => {
    await report(2);
    await page('backlog:2026');
    const before = await store.all();
    expect(await run({ dryRun: true })).toMatchObject({
      contained: 0,
      open: 0,
      left: 2,
      incidents: [
        { incidentId: `${keys[1]}-1`, status: 'observed', owner: account.user.arn },
        { incidentId: `${keys[0]}-1`, status: 'observed', owner: account.user.arn },
      ],
    });
    expect(changes(account.mock)).toEqual([]);
    expect(await store.all()).toEqual(before);
    expect(await allPages(records)).toMatchObject([{ id: 'backlog:2026', times: 1 }]);
    expect((await allPages(records))[0]?.closedAt).toBeUndefined();
  });

  it('does not hold what a rule protects back from that rule, and says so', async () => {
    await report(1);
    const principal = account.user.arn;
    const rules = parseRules({ protected: [{ principal, reason: 'pays', until: '2999-01-01T00:00:00Z' }] });
    deps = { ...deps, judgement: judgementWith(records, () => rules) };
    expect(await run()).toMatchObject({
      contained: 0,
      open: 1,
      incidents: [{ status: 'protected', reason: expect.stringContaining('pays') }],
    });
    expect(changes(account.mock)).toEqual([]);
  });

  it('does not hold what a person dismissed', async () => {
    await report(2);
    const until = new Date(now().getTime() + 86_400_000);
    await dismiss(records, keys[0] ?? '', { reason: 'a decoy', until, by: 'ann' });
    await page('backlog:2026');
    expect(await run()).toMatchObject({ contained: 1, left: 0, incidents: [{ accessKeyId: keys[1] }] });
    expect(account.user.keys[keys[0] ?? '']).toBe('Active');
    expect(await allPages(records)).toMatchObject([{ closedAt: expect.any(String) }]);
  });

  it('tells of what failed, and contains the others', async () => {
    await report(3);
    const { claim } = store;
    store.claim = async (id, given) => {
      if (id === keys[1]) throw new Error('the table is gone');
      return claim.call(store, id, given);
    };
    const answer = await run();
    expect(answer).toMatchObject({ contained: 2, open: 1, left: 0 });
    expect(answer.incidents[1]).toMatchObject({
      incidentId: `${keys[1]}-1`,
      status: 'observed',
      reason: 'containing it failed: Error: the table is gone',
    });
  });

  it('is open where AWS does not show it contained', async () => {
    await report(1);
    account.mock.on(ListAccessKeysCommand).rejects(new Error('ServiceUnavailable'));
    expect(await run()).toMatchObject({ contained: 0, open: 1, incidents: [{ status: 'not-contained' }] });
  });
});

describe('the pages about the backlog', () => {
  it('are closed once nothing waits any more, and no other page', async () => {
    await report(2);
    for (const id of ['backlog:1', 'backlog:2', 'brake-x']) await page(id);
    let left = 1;
    await run({
      timeLeft: () => left--,
    });
    expect((await allPages(records)).filter(({ closedAt }) => closedAt)).toEqual([]);
    await run({ requestId: 'r-2' });
    const closed = (await allPages(records)).filter(({ closedAt }) => closedAt).map(({ id }) => id);
    expect(closed.sort()).toEqual(['backlog:1', 'backlog:2']);
  });

  it('stay while more has come in meanwhile', async () => {
    await report(1);
    await page('backlog:1');
    const all = store.all.bind(store);
    let asked = 0;
    store.all = async () => {
      asked += 1;
      if (asked === 2) await report(2);
      return all();
    };
    expect(await run()).toMatchObject({ contained: 1, left: 0 });
    expect((await allPages(records))[0]?.closedAt).toBeUndefined();
  });
});
