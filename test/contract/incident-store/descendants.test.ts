import { beforeEach, expect, it } from 'vitest';
import { type IncidentStore, incidentIdOf, roleSubject } from '#lib/incident/store.ts';
import { describeEveryStore, finish, newKey, newUser, restore, run, signal } from './every-store.ts';

/** A signal of the investigation: what it names came from the credential of that incident. */
const from = (root: string, accessKeyId?: string, of = accessKeyId ?? 'role/x') =>
  signal(accessKeyId, `lineage:${root}:${of}`, { source: 'lineage', descendantOf: root });

describeEveryStore('descendants', (open) => {
  let store: IncidentStore;
  let root: string;
  let key: string;

  beforeEach(async () => {
    store = open();
    key = newKey();
    root = await finish(store, await store.claim(newKey(), signal(newKey())));
  });

  const found = async (of = root) => (await open().descendantsOf(of)).map(({ incidentId }) => incidentId);

  it('are those that a signal of the investigation opened, and none before', async () => {
    expect(await found()).toEqual([]);
    const { incident } = run(await store.claim(key, from(root, key)));
    expect(incident).toMatchObject({ incidentId: `${key}-1`, descendantOf: root });
    expect(await store.descendantsOf(root)).toEqual([incident]);
    expect(await found(`${key}-1`)).toEqual([]);
  });

  it('are those as well that it joined, at work or finished', async () => {
    const [unfinished, finished] = [newKey(), newKey()];
    const { lease } = run(await store.claim(unfinished, signal(unfinished)));
    await store.release(lease, `${unfinished}-1`, false);
    await finish(store, await store.claim(finished, signal(finished)));
    expect((await store.find(finished))?.descendantOf).toBeUndefined();
    run(await store.claim(unfinished, from(root, unfinished)));
    expect(await store.claim(finished, from(root, finished))).toMatchObject({ kind: 'joined' });
    expect((await found()).sort()).toEqual([`${finished}-1`, `${unfinished}-1`].sort());
    expect(await store.find(finished)).toMatchObject({ descendantOf: root });
  });

  it('keep the first incident that they came from, and are found by the other one too', async () => {
    const other = await finish(store, await store.claim(newKey(), signal(newKey())));
    await finish(store, await store.claim(key, from(root, key)));
    await store.claim(key, from(other, key));
    expect(await store.find(key)).toMatchObject({ descendantOf: root });
    expect([await found(), await found(other)]).toEqual([[`${key}-1`], [`${key}-1`]]);
  });

  it('are told whatever became of them', async () => {
    await finish(store, await store.claim(key, from(root, key)));
    await restore(store, `${key}-1`);
    expect(await open().descendantsOf(root)).toMatchObject([{ status: 'restored' }]);
  });

  it('are never the incident that they came from: a report about its user may join it', async () => {
    const [user, leaked] = [newUser(), newKey()];
    const own = await finish(store, await store.claim(leaked, signal(leaked)));
    const joined = await store.claimUser(user, [leaked], from(own, undefined, user));
    expect(joined.incident).toMatchObject({ incidentId: own });
    expect(joined.incident).not.toHaveProperty('descendantOf');
    expect(await found(own)).toEqual([]);
  });

  it('may be roles, each with a place of its own', async () => {
    const role = roleSubject('264875319082', `worker.${key}`);
    const claim = run(await store.claimUser(role, [], from(root)));
    expect(claim.incident).toMatchObject({ incidentId: incidentIdOf(role, 1), accessKeyId: null });
    await finish(store, claim);
    expect(await store.find(role)).toMatchObject({ incidentId: `${role}-1`, descendantOf: root });
    expect(await found()).toEqual([`${role}-1`]);
  });

  it('are that even where no further signal fits in', async () => {
    const long = 'x'.repeat(900);
    await finish(store, await store.claim(key, signal(key)));
    for (let n = 0; n < 90; n++) await store.claim(key, signal(key, `scanner:${n}`, { where: long }));
    await store.claim(key, from(root, key));
    expect(await found()).toEqual([`${key}-1`]);
  });
});
