import { beforeEach, describe, expect, it } from 'vitest';
import { type IncidentStore, incidentIdOf, LeaseLost, leaseMilliseconds } from '#lib/incident/store.ts';
import { describeEveryStore, newKey, pass, run, signal } from './every-store.ts';

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
    const claims = await Promise.all(
      [1, 2, 3, 4].map((n) => open().claim(key, signal(key, `manual:${n}`))),
    );
    expect(claims.map(({ incident }) => incident.incidentId)).toEqual(Array(4).fill(`${key}-2`));
    expect(claims.filter(({ kind }) => kind === 'run')).toHaveLength(1);
  });});
