import { IAMClient } from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Admission } from '#lib/containment/admission.ts';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import {
  accountId,
  denyAll,
  depsWith,
  type FakeUser,
  type Fault,
  fakeAccount,
  key,
  otherKey,
  rename,
  signal,
} from '#test/unit/containment/fake-account.ts';

// The pauses between two looks at IAM are real time and tell nothing here.
vi.mock('#lib/platform/clock.ts', async (original) => ({
  ...(await original<typeof import('#lib/platform/clock.ts')>()),
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
}));

const status = fc.constantFrom('Active', 'Inactive');
const keys: fc.Arbitrary<Record<string, string>> = fc.record(
  { [key]: status, [otherKey]: status },
  { requiredKeys: [] },
);
const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const policies = fc.subarray([managed('A'), managed('B'), managed('C'), denyAll]);
const boundary = fc.constantFrom(undefined, managed('PowerUserAccess'), denyAll);

/** A user who has room for another policy or none. */
const standing = fc
  .record({ keys, policies, boundary, room: fc.constantFrom(0, 0, 1, 5) })
  .map(({ room, ...user }) => ({ ...user, quota: user.policies.length + room }));

const fault: fc.Arbitrary<Fault> = fc.constantFrom('none', 'none', 'rejected', 'reply-lost');
/** From some read on IAM answers no more: what was changed before is not seen any more. */
const silence: fc.Arbitrary<Fault[]> = fc
  .nat({ max: 12 })
  .map((answered) => [...Array<Fault>(answered).fill('none'), ...Array<Fault>(60).fill('rejected')]);
const run = fc.record({
  signalId: fc.constantFrom('manual:1', 'manual:2'),
  /** A report of the key, or one that names its user only. */
  names: fc.constantFrom('key', 'key', 'user'),
  certainty: fc.constantFrom('proven', 'claimed'),
  admission: fc.constantFrom<Admission>('admitted', 'admitted', 'brake', 'burst'),
  userName: fc.constantFrom(undefined, 'deploy-bot'),
  changes: fc.array(fault, { maxLength: 4 }),
  reads: fc.oneof(fc.array(fault, { maxLength: 12 }), silence),
});
type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

let account: ReturnType<typeof fakeAccount>;
beforeEach(() => {
  account = fakeAccount();
});

const isDenied = (user: FakeUser): boolean => user.policies.includes(denyAll) || user.boundary === denyAll;
const isOff = (user: FakeUser): boolean => user.keys[key] === undefined || user.keys[key] === 'Inactive';

/** What the steps must have kept of an account that stood like this before the first of them. */
const beforesOf = (user: FakeUser): Record<string, object> => ({
  'deactivate-key': { status: user.keys[key] },
  'deny-user': { attached: user.policies.includes(denyAll) },
  'bound-user': { boundary: user.boundary ?? null },
});

const inForce: Record<string, (user: FakeUser) => boolean> = {
  'deactivate-key': isOff,
  'deny-user': ({ policies }) => policies.includes(denyAll),
  'bound-user': (user) => user.boundary === denyAll,
};

/** @param alone whether the incident is the only one: for a second one of the same user stands what the first did */
const expectTruth = ({ status, steps, accessKeyId }: Incident, original: FakeUser, alone: boolean): void => {
  if (status === 'observed') expect(steps.filter(({ outcome }) => outcome !== 'planned')).toEqual([]);
  if (status === 'contained') {
    expect([accessKeyId === null || isOff(account.user), isDenied(account.user)]).toEqual([true, true]);
    expect(steps.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }
  for (const { id, outcome, before } of steps) {
    // What a rule left alone was never begun, and what stands before is read when it is.
    if (before === undefined) expect(outcome).toBe('planned');
    else if (alone) expect(before).toEqual(beforesOf(original)[id]);
    if (outcome !== 'done' && outcome !== 'already') continue;
    expect(inForce[id]?.(account.user)).toBe(true);
    if (alone) expect(inForce[id]?.(original)).toBe(outcome === 'already');
  }
};

/** Nothing but the leaked key, AWSDenyAll and the boundary may ever change. */
const expectNothingElseChanged = (original: FakeUser): void => {
  const rest = ({ name, arn, quota, keys, policies }: FakeUser) => ({
    ...{ name, arn, quota },
    otherKey: keys[otherKey],
    policies: policies.filter((policy) => policy !== denyAll),
  });
  expect(rest(account.user)).toEqual(rest(original));
  expect([original.boundary, denyAll]).toContain(account.user.boundary);
};

const setUp = async (user: Partial<FakeUser>) => {
  Object.assign(account.user, structuredClone(user));
  const store = new FileIncidentStore(await temporaryFolder());
  const iam = new IAMClient({ region: 'us-east-1', maxAttempts: 1 });
  const deps = { ...depsWith(store), iamFor: async () => iam };
  return { store, deps, original: structuredClone(account.user) };
};
type World = Awaited<ReturnType<typeof setUp>>;

const leakOf = ({ signalId, names, certainty, userName }: Run): LeakSignal => {
  const { accessKeyId, ...rest } = signal({ id: `${names}:${signalId}`, certainty });
  if (names === 'user') return { ...rest, accountId, userName: 'deploy-bot' };
  return { ...rest, ...(accessKeyId && { accessKeyId }), ...(userName && { userName }) };
};

const containUnderFaults = async (each: Run, { deps }: World): Promise<Incident> => {
  const { changes, reads, admission } = each;
  Object.assign(account.faults, { changes: [...changes], reads: [...reads] });
  const { incident } = await contain(leakOf(each), { ...deps, admission: async () => admission });
  Object.assign(account.faults, { changes: [], reads: [] });
  return incident;
};

/** A user may have an incident beside that of its key: whose deny both need is restored first. */
const restoreAll = async ({ store, deps }: World): Promise<void> => {
  const ids = (await store.all()).map(({ incidentId }) => incidentId);
  for (const id of [...ids, ...ids]) {
    const restored = await restore({ id, dryRun: false }, deps).catch(({ code }: { code: string }) => code);
    if (typeof restored === 'string') expect(restored).toBe('still-needed');
  }
  expect((await store.all()).map(({ status }) => status)).toEqual(ids.map(() => 'restored'));
};

const runs = Number(process.env['RUNS'] ?? 150);

it('however often and under whatever faults: what is claimed holds, what stood before is kept, restore puts it back', async () => {
  await fc.assert(
    fc.asyncProperty(standing, fc.array(run, { minLength: 1, maxLength: 3 }), async (user, reports) => {
      const world = await setUp(user);
      for (const each of reports) {
        const incident = await containUnderFaults(each, world);
        expectTruth(incident, world.original, (await world.store.all()).length === 1);
        expectNothingElseChanged(world.original);
      }
      await restoreAll(world);
      expect(account.user).toEqual(world.original);
    }),
    { numRuns: runs },
  );
});

it('without faults a key of a user is contained at the first try, and a second signal changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(standing, async (user) => {
      const world = await setUp({ ...user, keys: { [key]: 'Active', ...user.keys } });
      expect((await contain(signal(), world.deps)).incident.status).toBe('contained');
      const contained = structuredClone(account.user);
      expect((await contain(signal({ id: 'manual:2' }), world.deps)).incident.status).toBe('contained');
      expect(account.user).toEqual(contained);
    }),
    { numRuns: 50 },
  );
});

it('a restore under faults puts back all or says that it did not, and can be run again', async () => {
  await fc.assert(
    fc.asyncProperty(standing, fc.array(fault, { maxLength: 4 }), async (user, changes) => {
      const world = await setUp({ ...user, keys: { [key]: 'Active', ...user.keys } });
      await contain(signal(), world.deps);
      account.faults.changes = [...changes];
      const first = await restore({ id: key, dryRun: false }, world.deps).catch(
        ({ code }: { code: string }) => code,
      );
      account.faults.changes = [];
      if (typeof first === 'string') expect(first).toBe('not-read-back');
      else expect(account.user).toEqual(world.original);
      await restore({ id: key, dryRun: false }, world.deps);
      expect(account.user).toEqual(world.original);
    }),
    { numRuns: 50 },
  );
});

it('whenever a thief renames the user, with a decoy or without: what is called contained is, and stays so after a look', async () => {
  const moment = fc.record({ change: fc.nat({ max: 3 }), decoy: fc.boolean(), look: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(standing, moment, async (user, { change, decoy, look }) => {
      account = fakeAccount();
      const world = await setUp({ ...user, keys: { ...user.keys, [key]: 'Active' } });
      const strike = (left: number): void => {
        if (left === 0) rename(account, decoy);
        else account.meanwhile.beforeChange = () => strike(left - 1);
      };
      if (!look) strike(change + 1);
      const { incident } = await contain(signal(), world.deps);
      expect(incident.status).toBe('contained');
      if (look) {
        Object.assign(account.user, { policies: [], boundary: undefined });
        account.user.keys[key] = 'Active';
        strike(change);
      }
      const looked = await lookAgain(`${key}-1`, world.deps);
      expect(looked?.incident).toMatchObject({ status: 'contained', principal: { name: account.user.name } });
      expect([isOff(account.user), isDenied(account.user)]).toEqual([true, true]);
    }),
    { numRuns: 50 },
  );
});

it('whatever is lifted first, step by step and again: a restore puts the rest back, and no repeat undoes it', async () => {
  const lifting = fc.array(fc.constantFrom('deactivate-key', 'deny-user', 'bound-user'), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(standing, lifting, async (user, lifted) => {
      account = fakeAccount();
      const world = await setUp({ ...user, keys: { [key]: 'Active', ...user.keys } });
      const { incident } = await contain(signal(), world.deps);
      const steps = lifted.filter((step) => incident.steps.some(({ id }) => id === step));
      for (const step of steps) await restore({ id: key, dryRun: false, step }, world.deps);
      const left = structuredClone(account.user);
      await contain(signal(), world.deps);
      await lookAgain(`${key}-1`, world.deps, 2);
      expect(account.user).toEqual(left);
      if (steps.includes('deactivate-key')) expect(left.keys).toEqual(world.original.keys);
      await restore({ id: key, dryRun: false }, world.deps);
      expect(account.user).toEqual(world.original);
    }),
    { numRuns: 60 },
  );
});
