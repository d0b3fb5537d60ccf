import { beforeEach, expect, it } from 'vitest';
import { type IncidentStore, incidentIdOf, leaseMilliseconds } from '#lib/incident/store.ts';
import { describeEveryStore, newKey, run, signal } from './every-store.ts';

describeEveryStore('a claim', (open) => {
  let store: IncidentStore;
  let key: string;
  let first: string;

  beforeEach(() => {
    store = open();
    key = newKey();
    first = incidentIdOf(key, 1);
  });

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
