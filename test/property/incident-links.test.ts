import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it, vi } from 'vitest';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { type Claim, type IncidentStore, userSubject } from '#lib/incident/store.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { incidentTable, table, temporaryFolder } from '#test/contract/incident-stores.ts';
import { inTurns, takeTurns } from './incident-links/one-call-at-a-time.ts';

// What the store of files does under a lock and what it reads without one are its calls.
vi.mock('#lib/incident/file-lock.ts', async (original) => {
  const { call } = await import('./incident-links/one-call-at-a-time.ts');
  const { underLock } = await original<typeof import('#lib/incident/file-lock.ts')>();
  return {
    underLock: <T>(lock: string, work: () => Promise<T>) => call('lock', () => underLock(lock, work)),
  };
});
vi.mock('#lib/incident/json-file.ts', async (original) => {
  const { call } = await import('./incident-links/one-call-at-a-time.ts');
  const real = await original<typeof import('#lib/incident/json-file.ts')>();
  return { ...real, readJson: (path: string) => call('read', () => real.readJson(path)) };
});

const keys = ['AKIAT3SKF7WXYQ2ZNM4B', 'AKIAT3SKF7WXYQ2ZNM5C'];
const user = userSubject('264875319082', 'deploy-bot');
const long = process.env['LONG'] !== undefined;

const signalOf = (id: string): LeakSignal => ({
  id,
  source: 'manual',
  certainty: 'proven',
  where: 'acme/shop',
  reportedAt: '2026-11-23T03:00:00.000Z',
});

/** What a delivery or a person does. A report about a key has an id of its own: `0:1` is about the first key. */
type Event =
  | { kind: 'key'; key: string; id: string }
  | { kind: 'user'; keys: string[]; id: string }
  | { kind: 'restore'; subject: string };

const deliveries: fc.Arbitrary<Event>[] = [
  fc
    .record({ at: fc.nat(1), n: fc.nat(1) })
    .map(({ at, n }) => ({ kind: 'key', key: keys[at] ?? '', id: `key:${at}:${n}` })),
  // The user may have made or lost a key between two reports.
  fc.record({ keys: fc.shuffledSubarray(keys), id: fc.constantFrom('user:0', 'user:1') }).map((fields) => ({
    kind: 'user',
    ...fields,
  })),
];
const restores: fc.Arbitrary<Event> = fc
  .constantFrom(...keys, user)
  .map((subject) => ({ kind: 'restore', subject }));

/** First some one after the other, then some at once. */
const stories = (event: fc.Arbitrary<Event>) =>
  fc.record({
    before: fc.array(event, { maxLength: 3 }),
    atOnce: fc.array(event, { minLength: 2, maxLength: 5 }),
  });

const claimed = (store: IncidentStore, event: Exclude<Event, { kind: 'restore' }>): Promise<Claim> =>
  event.kind === 'key'
    ? store.claim(event.key, { ...signalOf(event.id), accessKeyId: event.key })
    : store.claimUser(user, event.keys, signalOf(event.id));

/** As the queue does it: what meets a busy incident comes again. */
const deliver = async (
  store: IncidentStore,
  event: Exclude<Event, { kind: 'restore' }>,
): Promise<Incident> => {
  for (;;) {
    const claim = await claimed(store, event);
    if (claim.kind === 'run') await store.release(claim.lease, claim.incident.incidentId, true);
    if (claim.kind !== 'busy') return claim.incident;
  }
};

const restore = async (store: IncidentStore, subject: string): Promise<void> => {
  for (;;) {
    const found = await store.find(subject);
    const claim = found && (await store.take(found.incidentId));
    if (claim?.kind === 'run') {
      const { lease, incident } = claim;
      const restoredAt = '2026-11-23T04:00:00.000Z';
      await store.record(lease, incident.incidentId, { status: 'restored', restoredAt });
      await store.release(lease, incident.incidentId);
    }
    if (claim?.kind !== 'busy') return;
  }
};

const play = async (store: IncidentStore, event: Event): Promise<void> => {
  await (event.kind === 'restore' ? restore(store, event.subject) : deliver(store, event));
};

const isOpen = ({ status }: Incident): boolean => status !== 'restored';

const expectOneIncidentEach = (all: Incident[], events: Event[]): void => {
  const ids = events.flatMap((event) => (event.kind === 'restore' ? [] : [event.id]));
  const kept = all.flatMap(({ signals }) => signals.map(({ id }) => id));
  expect(kept.sort()).toEqual([...new Set(ids)].sort());
  for (const key of keys)
    expect(all.filter((each) => isOpen(each) && each.accessKeyId === key).length).toBeLessThanOrEqual(1);
  expect(all.filter((each) => isOpen(each) && each.accessKeyId === null).length).toBeLessThanOrEqual(1);
  for (const { accessKeyId, signals } of all) {
    const about = signals.flatMap((signal) => signal.accessKeyId ?? []);
    expect(new Set([...about, accessKeyId ?? about[0]])).toHaveProperty('size', 1);
  }
};

const expectTruth = async (store: IncidentStore, events: Event[]): Promise<void> => {
  const all = await store.all();
  expectOneIncidentEach(all, events);
  // Each comes once more and changes nothing.
  for (const event of events) {
    if (event.kind === 'restore') continue;
    const { signals } = await deliver(store, event);
    expect(signals.map(({ id }) => id)).toContain(event.id);
  }
  expect(await store.all()).toEqual(all);
};

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

type Make = () => Promise<{ open: () => IncidentStore; close(): Promise<void> }>;

/** The stores, with how many runs each has. */
const places: [string, number, Make][] = [
  [
    'FileIncidentStore',
    long ? 2_000 : 150,
    async () => {
      const state = await mkdtemp(join(folder, 'run-'));
      return { open: () => new FileIncidentStore(state), close: async () => undefined };
    },
  ],
  [
    'DynamoIncidentStore',
    long ? 400 : 30,
    async () => {
      const { where, close } = await incidentTable();
      takeTurns(where);
      return { open: () => new DynamoIncidentStore(where, table), close };
    },
  ],
];

const holds = async (
  make: Make,
  scheduler: fc.Scheduler,
  { before, atOnce }: { before: Event[]; atOnce: Event[] },
): Promise<void> => {
  const { open, close } = await make();
  try {
    for (const event of before) await play(open(), event);
    await inTurns(
      scheduler,
      atOnce.map((event) => () => play(open(), event)),
    );
    await expectTruth(open(), [...before, ...atOnce]);
  } finally {
    await close();
  }
};

it.each(places)(
  'whatever reports two keys and their user, in any order of calls, each signal ends in one incident of a %s',
  async (_, numRuns, make) => {
    const story = stories(fc.oneof(...deliveries));
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), story, (...drawn) => holds(make, ...drawn)),
      { numRuns },
    );
  },
  600_000,
);

it.each(places)(
  'so it does while people restore incidents of a %s',
  async (_, numRuns, make) => {
    const story = stories(fc.oneof(...deliveries, restores));
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), story, (...drawn) => holds(make, ...drawn)),
      { numRuns },
    );
  },
  600_000,
);
