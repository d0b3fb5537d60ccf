import { beforeEach, describe, expect, it } from 'vitest';
import { type IncidentStore, incidentIdOf } from '#lib/incident/store.ts';
import { describeEveryStore, finish, newKey, pass, restore, run, signal } from './every-store.ts';

describeEveryStore('a restored incident', (open) => {
  let store: IncidentStore;
  let key: string;
  let first: string;

  beforeEach(() => {
    store = open();
    key = newKey();
    first = incidentIdOf(key, 1);
  });

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
    const claims = await Promise.all([1, 2, 3, 4].map((n) => open().claim(key, signal(key, `manual:${n}`))));
    expect(claims.map(({ incident }) => incident.incidentId)).toEqual(Array(4).fill(`${key}-2`));
    expect(claims.filter(({ kind }) => kind === 'run')).toHaveLength(1);
  });

  describe('and a signal that it had', () => {
    const seen = (lastSeenAt: string) => signal(key, 'guardduty:1', { lastSeenAt });
    const ago = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
    const restoredWith = async (lastSeenAt: string) => {
      await finish(store, await store.claim(key, seen(lastSeenAt)));
      await restore(store, first);
    };

    it('joins it while the source saw nothing since, at the very moment of the restore too', async () => {
      await restoredWith(ago(-60_000));
      for (const lastSeenAt of [ago(-60_000), ago(-1), ago(0)])
        expect(await open().claim(key, seen(lastSeenAt))).toMatchObject({
          kind: 'joined',
          incident: { incidentId: first, status: 'restored' },
        });
      expect(await store.find(`${key}-2`)).toBeUndefined();
    });

    it('opens the next incident when the source saw the key misused after the restore', async () => {
      await restoredWith(ago(-60_000));
      const since = ago(1);
      const next = run(await store.claim(key, seen(since))).incident;
      expect(next).toMatchObject({ incidentId: `${key}-2`, signals: [{ lastSeenAt: since }] });
      expect((await store.find(first))?.signals).toMatchObject([{ lastSeenAt: ago(-60_000) }]);
    });

    it('joins the next incident once that was restored as well', async () => {
      await restoredWith(ago(-60_000));
      const since = seen(ago(1));
      await finish(store, await store.claim(key, since));
      pass(60_000);
      await restore(store, `${key}-2`);
      expect(await store.claim(key, since)).toMatchObject({ incident: { incidentId: `${key}-2` } });
      expect(await store.claim(key, seen(ago(1)))).toMatchObject({ incident: { incidentId: `${key}-3` } });
    });
  });
});
