import { beforeEach, describe, expect, it } from 'vitest';
import { type IncidentStore, incidentIdOf, LeaseLost, leaseMilliseconds } from '#lib/incident/store.ts';
import { describeEveryStore, newKey, pass, planOf, run, signal } from './every-store.ts';

describeEveryStore('a lease', (open) => {
  let store: IncidentStore;
  let key: string;
  let first: string;

  beforeEach(() => {
    store = open();
    key = newKey();
    first = incidentIdOf(key, 1);
  });

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
