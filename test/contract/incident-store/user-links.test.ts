import { beforeEach, describe, expect, it } from 'vitest';
import { type IncidentStore, incidentIdOf, userSubject } from '#lib/incident/store.ts';
import { describeEveryStore, finish, newKey, newUser, restore, run, signal } from './every-store.ts';

const quarantine = (id = 'quarantine:1', more = {}) =>
  signal(undefined, id, { source: 'quarantine', ...more });

describeEveryStore('an incident of a user', (open) => {
  let store: IncidentStore;
  let user: string;
  let first: string;
  let keys: [string, string];

  beforeEach(() => {
    store = open();
    user = newUser();
    first = incidentIdOf(user, 1);
    keys = [newKey(), newKey()];
  });

  const opened = async () => finish(store, await store.claimUser(user, keys, quarantine()));

  it('is opened without a key, with its signal in it', async () => {
    const { incident } = run(await store.claimUser(user, keys, quarantine()));
    expect(incident).toEqual({
      incidentId: first,
      accessKeyId: null,
      accountId: null,
      principal: null,
      status: 'not-contained',
      signals: [quarantine()],
      steps: [],
      openedAt: new Date().toISOString(),
    });
  });

  it('is opened for a user without keys', async () => {
    expect(run(await store.claimUser(user, [], quarantine())).incident.incidentId).toBe(first);
    expect(await store.claim(keys[0], signal(keys[0]))).toMatchObject({
      incident: { incidentId: `${keys[0]}-1` },
    });
  });

  it('is joined by a key’s signal, which gives it its key', async () => {
    await opened();
    const joined = await open().claim(keys[1], signal(keys[1]));
    expect(joined).toMatchObject({ kind: 'joined', incident: { incidentId: first, accessKeyId: keys[1] } });
    expect(joined.incident.signals.map(({ id }) => id).sort()).toEqual([
      'github:acme/shop#7',
      'quarantine:1',
    ]);
    expect(await store.find(first)).toEqual(joined.incident);
  });

  it('that is not finished is run for the key, which is in it from then on', async () => {
    const { lease } = run(await store.claimUser(user, keys, quarantine()));
    await store.release(lease, first, false);
    const { incident } = run(await store.claim(keys[0], signal(keys[0])));
    expect(incident).toMatchObject({ incidentId: first, accessKeyId: keys[0] });
  });

  it('that another run holds takes neither the key nor its signal yet', async () => {
    run(await store.claimUser(user, keys, quarantine()));
    expect(await open().claim(keys[0], signal(keys[0]))).toMatchObject({
      kind: 'busy',
      incident: { incidentId: first },
    });
    expect(await store.find(first)).toMatchObject({ accessKeyId: null, signals: [{ id: 'quarantine:1' }] });
  });

  it('is given to one of two keys at once; the other opens its own under its next number', async () => {
    await opened();
    const [one, two] = keys;
    const claims = await Promise.all([open().claim(one, signal(one)), open().claim(two, signal(two))]);
    const adopted = claims.filter(({ incident }) => incident.incidentId === first);
    expect(adopted).toHaveLength(1);
    const [winner] = adopted.map(({ incident }) => incident.accessKeyId);
    const loser = winner === one ? two : one;
    expect(claims.map(({ incident }) => incident.incidentId).sort()).toEqual([`${loser}-2`, first].sort());
    expect(await store.find(`${loser}-2`)).toMatchObject({ accessKeyId: loser });
    expect((await store.find(first))?.signals).toHaveLength(2);
  });

  it('is joined by every later signal of the user and of its key, whatever keys there are then', async () => {
    await opened();
    await store.claim(keys[0], signal(keys[0]));
    const later = newKey();
    await finish(store, await store.claim(later, signal(later)));
    for (const id of ['quarantine:1', 'quarantine:2'])
      expect(await open().claimUser(user, [later, ...keys], quarantine(id))).toMatchObject({
        kind: 'joined',
        incident: { incidentId: first },
      });
    expect((await store.find(later))?.signals).toHaveLength(1);
  });

  it('that is open under a former name of the user is joined under the new one', async () => {
    await opened();
    const renamed = await store.claimUser(newUser(), keys, quarantine('quarantine:2'));
    expect(renamed).toMatchObject({ kind: 'joined', incident: { incidentId: first } });
  });

  describe('when a key has an open incident', () => {
    const ofKey = async () => finish(store, await store.claim(keys[1], signal(keys[1])));

    it('is that one', async () => {
      const id = await ofKey();
      const joined = await open().claimUser(user, keys, quarantine());
      expect(joined).toMatchObject({ kind: 'joined', incident: { incidentId: id, accessKeyId: keys[1] } });
      expect(joined.incident.signals).toHaveLength(2);
      expect(await store.find(user)).toEqual(joined.incident);
      expect(await store.find(first)).toEqual(joined.incident);
    });

    it('stays that one for a repeat, after the key is gone and after a restore', async () => {
      const id = await ofKey();
      await store.claimUser(user, keys, quarantine());
      const same = { kind: 'joined', incident: { incidentId: id } };
      expect(await store.claimUser(user, [keys[0]], quarantine())).toMatchObject(same);
      await restore(store, id);
      expect(await store.claimUser(user, keys, quarantine())).toMatchObject(same);
      expect(await store.claimUser(user, [], quarantine())).toMatchObject(same);
    });

    it('leaves the other key an incident of its own', async () => {
      const id = await ofKey();
      await store.claimUser(user, keys, quarantine());
      const { incident } = run(await store.claim(keys[0], signal(keys[0])));
      expect(incident.accessKeyId).toBe(keys[0]);
      expect(incident.incidentId).not.toBe(id);
      expect(await store.find(keys[0])).toEqual(incident);
    });
  });

  it('passes over what was restored: a new signal opens the next', async () => {
    const id = await finish(store, await store.claim(keys[0], signal(keys[0])));
    await restore(store, id);
    await opened();
    await restore(store, first);
    const next = run(await store.claimUser(user, keys, quarantine('quarantine:2')));
    expect(next.incident).toMatchObject({ incidentId: `${user}-2`, signals: [{ id: 'quarantine:2' }] });
  });

  it('that was restored is joined by repeats, and not by what was seen since', async () => {
    await opened();
    await restore(store, first);
    const repeat = { kind: 'joined', incident: { incidentId: first, status: 'restored' } };
    expect(await store.claimUser(user, keys, quarantine())).toMatchObject(repeat);
    const lastSeenAt = new Date(Date.now() + 1).toISOString();
    const again = await store.claimUser(user, keys, quarantine('quarantine:1', { lastSeenAt }));
    expect(again).toMatchObject({ kind: 'run', incident: { incidentId: `${user}-2` } });
  });

  it('that was restored lets a key’s signal join the one that was opened since', async () => {
    await opened();
    await restore(store, first);
    await finish(store, await store.claimUser(user, keys, quarantine('quarantine:2')));
    expect(await store.claim(keys[0], signal(keys[0]))).toMatchObject({
      kind: 'joined',
      incident: { incidentId: `${user}-2`, accessKeyId: keys[0] },
    });
  });

  it('is opened once for 20 signals at once', async () => {
    const stores = [open(), open(), open(), open()];
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (stores[n % 4] ?? store).claimUser(
          user,
          n % 2 ? keys : [...keys].reverse(),
          quarantine(`quarantine:${n}`),
        ),
      ),
    );
    expect(claims.map(({ kind }) => kind).sort()).toEqual([...Array<string>(19).fill('busy'), 'run']);
    expect(new Set(claims.map(({ incident }) => incident.incidentId))).toEqual(new Set([first]));
  });

  it('does not take the name of another’s incident', async () => {
    const [bot, botOne] = [userSubject('264875319082', user), userSubject('264875319082', `${user}-1`)];
    await finish(store, await store.claimUser(bot, [], quarantine()));
    expect(run(await store.claimUser(botOne, [], quarantine())).incident.incidentId).toBe(`${botOne}-1`);
  });
});
