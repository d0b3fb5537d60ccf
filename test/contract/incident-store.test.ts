import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import {
  type Claim,
  type IncidentStore,
  incidentIdOf,
  LeaseLost,
  leaseMilliseconds,
  type RecordedPlan,
} from '#lib/incident/store.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { incidentTable, type Place, table, temporaryFolder } from './incident-stores.ts';

const newKey = (): string => `AKIA${randomBytes(8).toString('hex').toUpperCase()}`;

const signal = (accessKeyId: string, id = 'github:acme/shop#7'): LeakSignal => ({
  id,
  source: 'github',
  certainty: 'proven',
  accessKeyId,
  where: 'acme/shop',
  reportedAt: '2026-11-23T03:00:00.000Z',
});

/** What a run is about to do to a user. */
const planOf = (befores: RecordedPlan['befores'], steps: string[]): RecordedPlan => ({
  accountId: '264875319082',
  principal: { kind: 'user', name: 'deploy-bot', arn: 'arn:aws:iam::264875319082:user/deploy-bot' },
  befores,
  steps,
});

const run = (claim: Claim | undefined): Extract<Claim, { kind: 'run' }> => {
  if (claim?.kind !== 'run') throw new Error(`expected to run and got ${claim?.kind}`);
  return claim;
};

const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

/** What every store keeps. `open` gives a new object for the same records: another process. */
const definesIncidentStore = (name: string, open: () => IncidentStore) =>
  describe(name, () => {
    let store: IncidentStore;
    let key: string;
    let first: string;

    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'] });
      store = open();
      key = newKey();
      first = incidentIdOf(key, 1);
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    describe('a claim', () => {
      it('opens the incident as not contained, with its signal in it', async () => {
        const { incident } = run(await store.claim(key, signal(key)));
        expect(incident).toEqual({
          incidentId: first,
          accessKeyId: key,
          accountId: null,
          principal: null,
          status: 'not-contained',
          signals: [signal(key)],
          steps: [],
          openedAt: new Date().toISOString(),
        });
      });

      const finished = async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        await store.release(lease, first, true);
      };

      it('joins a finished incident without a lease, for a signal that it has and for a new one', async () => {
        await finished();
        for (const id of ['github:acme/shop#7', 'guardduty:1']) {
          const joined = await open().claim(key, signal(key, id));
          expect(joined.kind).toBe('joined');
          expect(joined.incident.signals.map((each) => each.id)).toContain(id);
        }
        expect((await store.find(key))?.signals).toHaveLength(2);
        expect(await store.take(first)).toMatchObject({ kind: 'run' });
      });

      it('joins a finished incident with 20 signals at once, and none of them is lost', async () => {
        await finished();
        const claims = await Promise.all(
          Array.from({ length: 20 }, (_, n) => open().claim(key, signal(key, `guardduty:${n}`))),
        );
        expect(claims.map(({ kind }) => kind)).toEqual(Array(20).fill('joined'));
        expect((await store.find(key))?.signals).toHaveLength(21);
      });

      it('is busy on a finished incident that a later look or a restore holds', async () => {
        await finished();
        const { lease } = run(await store.take(first));
        expect(await store.claim(key, signal(key))).toMatchObject({ kind: 'busy' });
        expect(await store.claim(key, signal(key, 'guardduty:1'))).toMatchObject({ kind: 'busy' });
        await store.release(lease, first);
        expect(await store.claim(key, signal(key, 'guardduty:1'))).toMatchObject({ kind: 'joined' });
      });

      it('runs an unfinished incident again for the same signal', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        await store.release(lease, first, false);
        expect(run(await store.claim(key, signal(key))).incident.signals).toHaveLength(1);
      });

      it('is busy while another run holds the incident, and does not write the signal yet', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        const until = new Date(Date.now() + leaseMilliseconds).toISOString();
        expect(await open().claim(key, signal(key, 'guardduty:1'))).toMatchObject({ kind: 'busy', until });
        expect((await store.find(first))?.signals).toEqual([signal(key)]);
        await store.release(lease, first, true);
        const { incident } = await open().claim(key, signal(key, 'guardduty:1'));
        expect(incident.signals.map(({ id }) => id).sort()).toEqual(['github:acme/shop#7', 'guardduty:1']);
      });

      it('keeps the first wording of a signal that is delivered twice', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        await store.release(lease, first, false);
        const { incident } = run(await store.claim(key, { ...signal(key), where: 'elsewhere' }));
        expect(incident.signals).toEqual([signal(key)]);
      });

      it('lets exactly one of 20 at once run; the others come again and lose no signal', async () => {
        const stores = [open(), open(), open(), open()];
        const claims = await Promise.all(
          Array.from({ length: 20 }, (_, n) =>
            (stores[n % 4] ?? store).claim(key, signal(key, `github:acme/shop#${n}`)),
          ),
        );
        const kinds = claims.map(({ kind }) => kind).sort();
        expect(kinds).toEqual([...Array<string>(19).fill('busy'), 'run']);
        const [winner] = claims.filter((claim) => claim.kind === 'run');
        await store.release(run(winner).lease, first, true);
        for (let n = 0; n < 20; n++) await store.claim(key, signal(key, `github:acme/shop#${n}`));
        expect((await store.find(key))?.signals).toHaveLength(20);
      });
    });

    describe('a lease', () => {
      it('ends by itself, so that a run that died is followed by another', async () => {
        run(await store.claim(key, signal(key)));
        pass(leaseMilliseconds);
        expect(await store.claim(key, signal(key))).toMatchObject({ kind: 'busy' });
        pass(1);
        expect(await store.claim(key, signal(key))).toMatchObject({ kind: 'run' });
      });

      it('that another run has taken over lets nothing be written any more', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        await store.recordPlan(lease, first, planOf({ 'deny-user': { attached: false } }, ['deny-user']));
        pass(leaseMilliseconds + 1);
        const taker = run(await store.take(first));
        await expect(store.record(lease, first, { status: 'contained' })).rejects.toThrow(LeaseLost);
        await expect(store.recordPlan(lease, first, planOf({ x: { y: 1 } }, ['x']))).rejects.toMatchObject({
          incidentId: first,
        });
        await expect(store.release(lease, first, true)).rejects.toThrow(LeaseLost);
        expect(await store.find(first)).toEqual(taker.incident);
        await store.record(taker.lease, first, { status: 'contained' });
      });

      it('cannot be had of an incident that does not exist', async () => {
        await expect(store.record('some-lease', first, { status: 'contained' })).rejects.toThrow(LeaseLost);
        expect(await store.find(first)).toBeUndefined();
      });
    });

    describe('take', () => {
      it('takes a free incident, is busy on a held one and knows no other', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        expect(await store.take(first)).toMatchObject({ kind: 'busy', incident: { incidentId: first } });
        await store.release(lease, first, true);
        expect(run(await store.take(first)).incident.signals).toHaveLength(1);
        expect(await store.take(`${newKey()}-1`)).toBeUndefined();
      });

      it.each([true, false])('leaves an incident whose `finished` is %s as it is', async (finished) => {
        const { lease } = run(await store.claim(key, signal(key)));
        await store.release(lease, first, finished);
        await store.release(run(await store.take(first)).lease, first);
        expect((await store.claim(key, signal(key))).kind).toBe(finished ? 'joined' : 'run');
      });
    });

    describe('what stood before', () => {
      it('is written once, and no retry or later run overwrites it', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        const befores = { 'deactivate-key': { status: 'Active' }, 'bound-user': { boundary: null } };
        expect(await store.recordPlan(lease, first, planOf(befores, ['deactivate-key']))).toEqual(befores);
        await store.release(lease, first, false);
        const later = run(await store.claim(key, signal(key)));
        expect(later.befores).toEqual(befores);
        const changed = { 'deactivate-key': { status: 'Inactive' }, 'deny-user': { attached: true } };
        expect(await store.recordPlan(later.lease, first, planOf(changed, ['deactivate-key']))).toEqual({
          ...befores,
          'deny-user': { attached: true },
        });
        const at = new Date().toISOString();
        const step = { id: 'deactivate-key', outcome: 'done', before: { status: 'Inactive' }, at } as const;
        const { steps } = await store.record(later.lease, first, { steps: [step] });
        expect(steps).toEqual([{ ...step, before: { status: 'Active' } }]);
      });

      it('comes with every lease, for the steps that never ran as well', async () => {
        const { lease, befores } = run(await store.claim(key, signal(key)));
        expect(befores).toEqual({});
        const stood = { 'deny-user': { attached: false }, 'bound-user': { boundary: null } };
        await store.recordPlan(lease, first, planOf(stood, ['deny-user']));
        pass(leaseMilliseconds + 1);
        expect(run(await open().take(first)).befores).toEqual(stood);
      });

      it('names the steps that are about to run, and does not set back one that has ended', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        const at = '2026-11-23T03:00:01.000Z';
        await store.record(lease, first, { steps: [{ id: 'deny-user', outcome: 'done', at }] });
        await store.recordPlan(lease, first, planOf({}, ['deactivate-key', 'deny-user']));
        const outcomes = (await store.find(first))?.steps.map(({ id, outcome }) => `${id} ${outcome}`);
        expect(outcomes?.sort()).toEqual(['deactivate-key planned', 'deny-user done']);
      });
    });

    describe('record', () => {
      it('writes what was learnt over what stood there, and leaves the rest', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        const principal = {
          kind: 'user',
          name: 'deploy-bot',
          arn: 'arn:aws:iam::264875319082:user/deploy-bot',
          id: 'AIDAT3SKF7WXYEXAMPLE1',
        };
        await store.record(lease, first, { principal, accountId: '264875319082', reason: 'one' });
        const recorded = await store.record(lease, first, {
          status: 'contained',
          statusSince: '2026-11-23T03:00:02.000Z',
          reason: 'two',
          alsoStopped: ['AKIA'],
        });
        expect(recorded).toMatchObject({
          principal,
          accountId: '264875319082',
          statusSince: '2026-11-23T03:00:02.000Z',
          reason: 'two',
          alsoStopped: ['AKIA'],
        });
        expect(await open().find(first)).toEqual(recorded);
        expect(JSON.stringify(recorded)).not.toContain(lease);
      });

      it('lists the steps by their time', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        const at = (second: number) => `2026-11-23T03:00:0${second}.000Z`;
        const { steps } = await store.record(lease, first, {
          steps: [
            { id: 'b', outcome: 'done', at: at(2) },
            { id: 'c', outcome: 'done', at: at(1) },
            { id: 'a', outcome: 'done', at: at(2) },
          ],
        });
        expect(steps.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
      });
    });

    describe('a restored incident', () => {
      const restored = async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        await store.record(lease, first, { status: 'restored' });
        await store.release(lease, first, true);
      };

      it('takes no new signal: the next incident is opened, and the old signal joins the old one', async () => {
        await restored();
        const next = run(await store.claim(key, signal(key, 'manual:2')));
        expect(next.incident).toMatchObject({ incidentId: `${key}-2`, signals: [{ id: 'manual:2' }] });
        expect(await store.claim(key, signal(key))).toMatchObject({
          kind: 'joined',
          incident: { incidentId: first },
        });
        expect((await store.find(first))?.signals).toHaveLength(1);
      });

      it('takes no signal that came while the restore held it: that one opens the next incident', async () => {
        const { lease } = run(await store.claim(key, signal(key)));
        await store.release(lease, first, true);
        const restoring = run(await store.take(first));
        expect(await store.claim(key, signal(key, 'manual:2'))).toMatchObject({ kind: 'busy' });
        await store.record(restoring.lease, first, { status: 'restored' });
        await store.release(restoring.lease, first);
        const { incident } = run(await store.claim(key, signal(key, 'manual:2')));
        expect(incident).toMatchObject({ incidentId: `${key}-2`, signals: [{ id: 'manual:2' }] });
        expect((await store.find(first))?.signals).toEqual([signal(key)]);
      });

      it('is followed by the newest incident where one asks for the key', async () => {
        await restored();
        run(await store.claim(key, signal(key, 'manual:2')));
        expect(await store.find(key)).toMatchObject({ incidentId: `${key}-2` });
        expect(await store.find(first)).toMatchObject({ incidentId: first });
      });

      it('lets only one of several new signals open the next incident', async () => {
        await restored();
        const claims = await Promise.all(
          [1, 2, 3, 4].map((n) => open().claim(key, signal(key, `manual:${n}`))),
        );
        expect(claims.map(({ incident }) => incident.incidentId)).toEqual(Array(4).fill(`${key}-2`));
        expect(claims.filter(({ kind }) => kind === 'run')).toHaveLength(1);
      });
    });

    describe('a mark', () => {
      it('is set once, by one of many', async () => {
        run(await store.claim(key, signal(key)));
        expect(await store.marked(first, 'mail:contained')).toBe(false);
        const marks = await Promise.all([1, 2, 3].map(() => open().mark(first, 'mail:contained')));
        expect(marks.filter(Boolean)).toHaveLength(1);
        expect(await store.marked(first, 'mail:contained')).toBe(true);
        expect(await store.marked(first, 'mail:restored')).toBe(false);
      });

      it('makes no incident where there is none', async () => {
        expect(await store.mark(first, 'mail:contained')).toBe(false);
        expect(await store.marked(first, 'mail:contained')).toBe(false);
        expect(await store.find(key)).toBeUndefined();
        expect(run(await store.claim(key, signal(key))).incident.incidentId).toBe(first);
      });
    });

    describe('an id that is none', () => {
      it.each([
        ['a way out of the folder', '../../x'],
        ['a NUL', 'AKIA\0-1'],
        ['a slash', 'a/b'],
        ['dots', '..'],
        ['nothing', ''],
        ['5,000 characters', 'A'.repeat(5_000)],
      ])('with %s is nobody’s incident', async (_, id) => {
        expect(await store.find(id)).toBeUndefined();
        expect(await store.take(id)).toBeUndefined();
        expect(await store.mark(id, 'x')).toBe(false);
        expect(await store.marked(id, 'x')).toBe(false);
      });

      it('that is unknown is nobody’s incident', async () => {
        expect(await store.find(newKey())).toBeUndefined();
        expect(await store.find(first)).toBeUndefined();
      });
    });
  });

let folder: string;
let dynamo: Place<ConstructorParameters<typeof DynamoIncidentStore>[0]>;

beforeAll(async () => {
  folder = await temporaryFolder();
  dynamo = await incidentTable();
});
afterAll(() => dynamo.close());

definesIncidentStore('FileIncidentStore', () => new FileIncidentStore(folder));
definesIncidentStore('DynamoIncidentStore', () => new DynamoIncidentStore(dynamo.where, table));
