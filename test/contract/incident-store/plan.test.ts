import { beforeEach, describe, expect, it } from 'vitest';
import { type IncidentStore, incidentIdOf, LeaseLost, leaseMilliseconds } from '#lib/incident/store.ts';
import { describeEveryStore, newKey, pass, planOf, run, signal } from './every-store.ts';

describeEveryStore('what is recorded', (open) => {
  let store: IncidentStore;
  let key: string;
  let first: string;

  beforeEach(() => {
    store = open();
    key = newKey();
    first = incidentIdOf(key, 1);
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

  describe('a plan', () => {
    it('names the principal and its session, and a later one may name another', async () => {
      const { lease } = run(await store.claim(key, signal(key)));
      const session = { name: 'i-0123', issuedBefore: '2026-11-23T03:00:00.000Z' };
      const plan = planOf({}, ['deny-session']);
      await store.recordPlan(lease, first, { ...plan, session });
      expect(await open().find(first)).toMatchObject({
        accountId: plan.accountId,
        principal: plan.principal,
        session,
        status: 'not-contained',
        steps: [{ id: 'deny-session', outcome: 'planned', at: new Date().toISOString() }],
      });
      const principal = { ...plan.principal, name: 'renamed-bot' };
      await store.recordPlan(lease, first, { ...plan, principal });
      expect(await open().find(first)).toMatchObject({ principal, session });
    });

    it('that is dropped is read anew the next time, and its steps are gone', async () => {
      const { lease } = run(await store.claim(key, signal(key)));
      const stood = { 'deny-user': { attached: false }, 'bound-user': { boundary: null } };
      await store.recordPlan(lease, first, planOf(stood, ['deny-user']));
      await store.dropPlan(lease, first, Object.keys(stood));
      expect((await store.find(first))?.steps).toEqual([]);
      await store.release(lease, first, true);
      const later = run(await open().take(first));
      expect(later.befores).toEqual({});
      const now = { 'deny-user': { attached: true } };
      expect(await store.recordPlan(later.lease, first, planOf(now, ['deny-user']))).toEqual(now);
    });

    it('is dropped by the steps that are named: the others stay', async () => {
      const { lease } = run(await store.claim(key, signal(key)));
      const stood = { 'deactivate-key': { status: 'Active' }, 'deny-user': { attached: false } };
      await store.recordPlan(lease, first, planOf(stood, Object.keys(stood)));
      await store.dropPlan(lease, first, ['deny-user', 'never-planned']);
      await store.dropPlan(lease, first, []);
      const steps = (await open().find(first))?.steps;
      expect(steps).toMatchObject([{ id: 'deactivate-key', before: { status: 'Active' } }]);
    });

    it('is dropped by nobody who has lost the lease', async () => {
      const { lease } = run(await store.claim(key, signal(key)));
      const stood = { 'deny-user': { attached: false } };
      await store.recordPlan(lease, first, planOf(stood, ['deny-user']));
      pass(leaseMilliseconds + 1);
      run(await store.take(first));
      await expect(store.dropPlan(lease, first, ['deny-user'])).rejects.toThrow(LeaseLost);
      await expect(store.dropPlan(lease, first, [])).rejects.toThrow(LeaseLost);
      expect((await store.find(first))?.steps).toHaveLength(1);
    });
  });

  describe('record', () => {
    it('of nothing changes nothing', async () => {
      const { lease, incident } = run(await store.claim(key, signal(key)));
      expect(await store.record(lease, first, {})).toEqual(incident);
    });

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
});
