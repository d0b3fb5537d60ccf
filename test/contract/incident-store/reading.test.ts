import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { type IncidentStore, incidentIdOf } from '#lib/incident/store.ts';
import { incidentTable, table, temporaryFolder } from '../incident-stores.ts';
import { describeEveryStore, finish, newKey, newUser, restore, run, signal } from './every-store.ts';

const quarantine = signal(undefined, 'quarantine:1', { source: 'quarantine' });

describeEveryStore('reading', (open) => {
  let store: IncidentStore;
  let user: string;
  let first: string;
  let keys: [string, string];

  beforeEach(async () => {
    store = open();
    user = newUser();
    first = incidentIdOf(user, 1);
    keys = [newKey(), newKey()];
    await finish(store, await store.claimUser(user, keys, quarantine));
  });

  it('finds the user’s incident by its id, by the user, by every key and by every link', async () => {
    for (const id of [first, user, ...keys, `${keys[0]}-1`, `${keys[1]}-1`])
      expect(await open().find(id), id).toMatchObject({ incidentId: first });
  });

  it('finds for another key nothing of an incident that is about one key by now', async () => {
    await store.claim(keys[0], signal(keys[0]));
    expect(await store.find(keys[0])).toMatchObject({ incidentId: first });
    expect(await store.find(user)).toMatchObject({ incidentId: first });
    expect(await store.find(keys[1])).toBeUndefined();
    const { incident } = run(await store.claim(keys[1], signal(keys[1])));
    expect(await store.find(keys[1])).toEqual(incident);
    expect(await store.find(user)).toMatchObject({ incidentId: first });
  });

  it('finds the newest first, over links and incidents', async () => {
    const [key] = keys;
    await restore(store, first);
    await finish(store, await store.claim(key, signal(key)));
    expect(await store.find(key)).toMatchObject({ incidentId: `${key}-2` });
    await restore(store, `${key}-2`);
    expect(await store.find(key)).toMatchObject({ incidentId: `${key}-2`, status: 'restored' });
    await finish(store, await store.claimUser(user, keys, { ...quarantine, id: 'quarantine:2' }));
    expect(await store.find(key)).toMatchObject({ incidentId: `${user}-2` });
    expect(await store.find(`${key}-1`)).toMatchObject({ incidentId: first });
  });

  it('takes the incident that a link leads to, under its own id', async () => {
    const { lease, incident } = run(await store.take(`${keys[0]}-1`));
    expect(incident).toMatchObject({ incidentId: first, accessKeyId: null });
    expect(await open().take(`${keys[1]}-1`)).toMatchObject({
      kind: 'busy',
      incident: { incidentId: first },
    });
    await store.release(lease, first);
  });

  it('keeps neither marks nor findings in a link', async () => {
    const link = `${keys[0]}-1`;
    const { lease } = run(await store.take(link));
    expect(await store.mark(link, 'mail:contained')).toBe(false);
    expect(await store.marked(link, 'mail:contained')).toBe(false);
    await expect(store.record(lease, link, { status: 'contained' })).rejects.toMatchObject({
      incidentId: link,
    });
    expect(await store.mark(first, 'mail:contained')).toBe(true);
  });
});

const everywhere: [
  string,
  () => Promise<{ store: IncidentStore; records: RecordStore; close(): Promise<void> }>,
][] = [
  [
    'FileIncidentStore',
    async () => {
      const folder = await temporaryFolder();
      return {
        store: new FileIncidentStore(folder),
        records: new FileRecordStore(folder),
        close: async () => undefined,
      };
    },
  ],
  [
    'DynamoIncidentStore',
    async () => {
      const { where, close } = await incidentTable();
      return {
        store: new DynamoIncidentStore(where, table),
        records: new DynamoRecordStore(where, table),
        close,
      };
    },
  ],
];

describe.each(everywhere)('all incidents of a %s', (_, make) => {
  it('are none where nothing was kept', async () => {
    const { store, close } = await make();
    expect(await store.all()).toEqual([]);
    await close();
  });

  it('are incidents only: neither links nor records', async () => {
    const { store, records, close } = await make();
    const [key, linked, other] = [newKey(), newKey(), newKey()];
    const user = newUser();
    await finish(store, await store.claim(key, signal(key)));
    await finish(store, await store.claimUser(user, [linked, other], quarantine));
    await store.claimUser(newUser(), [key], quarantine);
    await records.putOnce('page', `${key}-1`, { openedAt: 'x', partOf: 'y' });
    await records.admit('brake', 'github', `${key}-1`, 3);
    const all = await store.all();
    expect(all.map(({ incidentId }) => incidentId).sort()).toEqual([`${key}-1`, `${user}-1`].sort());
    for (const incident of all) expect(await store.find(incident.incidentId)).toEqual(incident);
    await close();
  });

  it('are all of them, beyond what one page of a scan holds', async () => {
    const { store, close } = await make();
    const keys = Array.from({ length: 30 }, newKey);
    // A scan gives a megabyte a page.
    const long = 'x'.repeat(60_000);
    await Promise.all(keys.map((key) => store.claim(key, signal(key, 'manual:1', { where: long }))));
    const found = (await store.all()).map(({ accessKeyId }) => accessKeyId);
    expect(found.sort()).toEqual(keys.sort());
    await close();
  });
});
