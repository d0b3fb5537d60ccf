import { beforeEach, expect, it, vi } from 'vitest';
import { type IncidentStore, leaseMilliseconds } from '#lib/incident/store.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { diesAfter } from './dying-process.ts';
import {
  describeEveryStore,
  finish,
  newKey,
  newUser,
  pass,
  planOf,
  restore,
  run,
  signal,
} from './every-store.ts';

// Each change of a file is one call of a process, as each request to a table is.
vi.mock('node:fs/promises', async (original) => {
  const { call } = await import('./dying-process.ts');
  const real = await original<typeof import('node:fs/promises')>();
  const counted = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => call(() => work(...args));
  };
  return {
    ...real,
    open: counted(real.open),
    writeFile: counted(real.writeFile),
    rename: counted(real.rename),
    rm: counted(real.rm),
  };
});

const quarantine = signal(undefined, 'quarantine:1', { source: 'quarantine' });
const another: LeakSignal = { ...quarantine, id: 'quarantine:2' };

describeEveryStore('after a process died at any call', (open) => {
  let store: IncidentStore;
  let user: string;
  let keys: [string, string];

  beforeEach(() => {
    store = open();
  });

  /** Everything that a queue would deliver again; whoever gets the lease finishes. @returns the ids that it ended in */
  const deliverAgain = async (signals: [string | undefined, LeakSignal][]): Promise<string[]> => {
    const ids: string[] = [];
    for (const [key, each] of signals) {
      pass(leaseMilliseconds + 1);
      const claim = await (key === undefined ? store.claimUser(user, keys, each) : store.claim(key, each));
      expect(claim.kind).not.toBe('busy');
      if (claim.kind === 'run') await finish(store, claim);
      expect(claim.incident.signals.map(({ id }) => id)).toContain(each.id);
      ids.push(claim.incident.incidentId);
    }
    return ids;
  };

  /** Lets the work die at its first call, at its second, … until it is done without dying; looks after each. */
  const atEveryCall = async (
    prepare: () => Promise<unknown>,
    work: (process: IncidentStore) => Promise<unknown>,
    look: () => Promise<unknown>,
  ) => {
    let died = true;
    let calls = 0;
    for (; died; calls++) {
      [user, keys] = [newUser(), [newKey(), newKey()]];
      await prepare();
      died = await diesAfter(calls, () => work(open()));
      await look();
    }
    return calls - 1;
  };

  const nothing = async () => undefined;

  it('that claimed a user, each signal finds its one incident', async () => {
    const calls = await atEveryCall(
      nothing,
      (process) => process.claimUser(user, keys, quarantine),
      async () => {
        const [one, two] = keys;
        const [ofUser, ofOne, ofTwo, again] = await deliverAgain([
          [undefined, quarantine],
          [one, signal(one, 'manual:1')],
          [two, signal(two, 'manual:2')],
          [undefined, quarantine],
        ]);
        expect([ofUser, ofOne, ofTwo, again]).toEqual([`${user}-1`, `${user}-1`, `${two}-2`, `${user}-1`]);
      },
    );
    expect(calls).toBeGreaterThanOrEqual(3);
  });

  it('that claimed a user and is never followed, the keys’ signals are taken all the same', async () => {
    await atEveryCall(
      nothing,
      (process) => process.claimUser(user, keys, quarantine),
      async () => {
        const [one, two] = keys;
        const [ofOne, ofTwo] = await deliverAgain([
          [one, signal(one, 'manual:1')],
          [two, signal(two, 'manual:2')],
        ]);
        expect(ofOne).not.toBe(ofTwo);
        expect(await store.find(one)).toMatchObject({ incidentId: ofOne, accessKeyId: one });
        expect(await store.find(two)).toMatchObject({ incidentId: ofTwo, accessKeyId: two });
      },
    );
  });

  it('that claimed a user whose key has an incident, that one is joined and no other opened', async () => {
    await atEveryCall(
      async () => finish(store, await store.claim(keys[1], signal(keys[1]))),
      (process) => process.claimUser(user, keys, quarantine),
      async () => {
        const own = `${keys[1]}-1`;
        const again: [undefined, LeakSignal][] = [
          [undefined, quarantine],
          [undefined, another],
        ];
        expect(await deliverAgain(again)).toEqual([own, own]);
        expect((await store.find(own))?.signals).toHaveLength(3);
      },
    );
  });

  it('that gave the user’s incident its key, the key keeps it', async () => {
    await atEveryCall(
      async () => finish(store, await store.claimUser(user, keys, quarantine)),
      (process) => process.claim(keys[0], signal(keys[0])),
      async () => {
        const [one, two] = keys;
        const first = `${user}-1`;
        const ids = await deliverAgain([
          [one, signal(one)],
          [two, signal(two)],
          [undefined, quarantine],
        ]);
        expect(ids).toEqual([first, `${two}-2`, first]);
        expect((await store.find(first))?.signals).toHaveLength(2);
      },
    );
  });

  it('that planned, did and finished, what stood before is there once and whole', async () => {
    const stood = { 'deny-user': { attached: false } };
    await atEveryCall(
      nothing,
      async (process) => {
        const { lease, incident } = run(await process.claim(keys[0], signal(keys[0])));
        await process.recordPlan(lease, incident.incidentId, planOf(stood, ['deny-user']));
        await process.record(lease, incident.incidentId, { status: 'contained' });
        await process.release(lease, incident.incidentId, true);
      },
      async () => {
        const [id = ''] = await deliverAgain([[keys[0], signal(keys[0])]]);
        const { lease, befores } = run(await store.take(id));
        if (Object.keys(befores).length > 0) expect(befores).toEqual(stood);
        const later = planOf({ 'deny-user': { attached: true } }, ['deny-user']);
        const kept = await store.recordPlan(lease, id, later);
        expect(kept).toEqual(Object.keys(befores).length > 0 ? stood : later.befores);
      },
    );
  });

  it('that dropped a plan, the plan is there as a whole or not at all', async () => {
    const stood = { 'deny-user': { attached: false }, 'bound-user': { boundary: null } };
    let lease = '';
    await atEveryCall(
      async () => {
        lease = run(await store.claim(keys[0], signal(keys[0]))).lease;
        await store.recordPlan(lease, `${keys[0]}-1`, planOf(stood, ['deny-user']));
      },
      (process) => process.dropPlan(lease, `${keys[0]}-1`, Object.keys(stood)),
      async () => {
        pass(leaseMilliseconds + 1);
        const { befores, incident } = run(await store.take(`${keys[0]}-1`));
        expect([{}, stood]).toContainEqual(befores);
        expect(incident.steps).toHaveLength(Object.keys(befores).length / 2);
      },
    );
  });

  it('that restored an incident, the next leak is taken', async () => {
    await atEveryCall(
      async () => finish(store, await store.claimUser(user, keys, quarantine)),
      (process) => restore(process, `${user}-1`),
      async () => {
        const restored = (await store.find(`${user}-1`))?.status === 'restored';
        const next = `${user}-${restored ? 2 : 1}`;
        expect(await deliverAgain([[undefined, another]])).toEqual([next]);
        expect(await deliverAgain([[keys[0], signal(keys[0])]])).toEqual([next]);
      },
    );
  });
});
