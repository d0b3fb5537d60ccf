import { beforeEach, describe, expect, it } from 'vitest';
import { type IncidentStore, incidentIdOf, LeaseLost, leaseMilliseconds } from '#lib/incident/store.ts';
import { describeEveryStore, newKey, pass, run, signal } from './every-store.ts';

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
});
