import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { changesBetween } from '#test/drill/account-changes.ts';
import type { AccountState } from '#test/drill/account-state.ts';
import { denyAll, fill, generatedAccount } from './restore-exact/account.ts';
import { act, doings } from './restore-exact/bystanders.ts';
import { type Cloud, newCloud } from './restore-exact/cloud.ts';
import { type Leak, leftAlone, type Row, roles, users } from './restore-exact/leaks.ts';
import { newWorld, type World } from './restore-exact/world.ts';

const long = process.env['LONG'] !== undefined;
const accounts = Number(process.env['RUNS'] ?? (long ? 3_000 : 150));

// The pauses between two looks at IAM are real time and tell nothing here.
vi.mock('#lib/platform/clock.ts', async (original) => ({
  ...(await original<typeof import('#lib/platform/clock.ts')>()),
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
}));

const table: Record<string, Row> = { ...users, ...roles, ...leftAlone };

const story = fc.record({
  account: generatedAccount,
  row: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...Object.keys(users)) },
    { weight: 2, arbitrary: fc.constantFrom(...Object.keys(roles)) },
    { weight: 2, arbitrary: fc.constantFrom(...Object.keys(leftAlone)) },
  ),
  atOnce: fc.boolean(),
  repeated: fc.boolean(),
  looks: fc.nat({ max: 2 }),
  meanwhile: fc.option(fc.constantFrom(...doings)),
  stepByStep: fc.boolean(),
  reversed: fc.boolean(),
  again: fc.boolean(),
  guard: fc.boolean(),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** As text, so that nothing is equal that is not the same byte for byte. */
const text = (state: AccountState): string => JSON.stringify(state, null, 1);

const containAll = async ({ signals }: Leak, { atOnce, repeated, looks }: Story, world: World) => {
  // A user and its key are one incident: the second report would only find the first at work.
  const parallel = atOnce && signals.every(({ accessKeyId }) => accessKeyId !== undefined);
  const incidents = parallel ? await Promise.all(signals.map(world.contain)) : [];
  if (!parallel) for (const signal of signals) incidents.push(await world.contain(signal));
  if (repeated) for (const signal of signals) await world.contain(signal);
  const ids = [...new Set(incidents.map(({ incidentId }) => incidentId))];
  for (const id of ids) for (let number = 1; number <= looks; number++) await world.look(id, number);
  return { ids, tried: incidents.flatMap(({ steps }) => steps.map(({ id }) => id)) };
};

/** While one of several incidents is not restored, what holds its credential stays. */
const expectHeld = ({ users: all, roles: held }: AccountState, row: string): void => {
  const denied = all.some(({ attached, boundary }) => attached.includes(denyAll) || boundary === denyAll);
  const ours = held.some(({ inline }) =>
    Object.keys(inline).some((name) => name.startsWith('TourniquetDeny-')),
  );
  expect(row in users ? denied : ours).toBe(true);
};

const restoreAll = async (
  ids: string[],
  { stepByStep, reversed, meanwhile, row }: Story,
  { world, cloud }: { world: World; cloud: Cloud },
): Promise<void> => {
  const inOrder = reversed ? ids.toReversed() : ids;
  const [only] = ids;
  if (stepByStep && only !== undefined && ids.length === 1) {
    const { steps } = await world.restore({ id: only, dryRun: true });
    for (const { id: step } of steps) await world.restore({ id: only, step });
  }
  // A bystander may have taken it off.
  await world.restoreAll(inOrder, async () => {
    if (meanwhile === null) expectHeld(await cloud.state(), row);
  });
  for (const id of ids) expect((await world.restore({ id })).status).toBe('restored');
};

const counts = { accounts: 0, changed: 0, bystanders: 0, refused: 0 };

const play = async (told: Story): Promise<void> => {
  const cloud = newCloud();
  const filled = fill(told.account, cloud);
  const leak = table[told.row]?.(filled, cloud);
  if (!leak) throw new Error(`no row is called ${told.row}`);
  const [world, before] = [await newWorld(cloud, told), await cloud.state()];
  counts.accounts += 1;

  const { ids, tried } = await containAll(leak, told, world);
  if (leak.leftAlone) expect(tried).toEqual([]);
  const contained = await cloud.state();
  const changes = changesBetween(before, contained);
  const tagged = changes.filter((line) =>
    /^(users|roles)\/[^/]+\/tags\/tourniquet-contained: nothing -> /.test(line),
  );
  expect(tagged).toHaveLength(told.guard && !leak.leftAlone ? 1 : 0);
  // What a policy says, and with it the moment in it, is not compared.
  const others = changes.filter((line) => !tagged.includes(line));
  const known = others.map((line) => (line.startsWith('roles/') ? line.replace(/-> .*$/, '-> ') : line));
  expect(known.toSorted()).toEqual(leak.changes.toSorted());
  if (changes.length > 0) counts.changed += 1;

  const done = told.meanwhile === null ? undefined : act(told.meanwhile, filled, cloud, contained);
  if (done) counts.bystanders += 1;
  const after = await cloud.state();
  if (done?.refused && ids.length === 1) {
    const [id = ''] = ids;
    await expect(world.restore({ id })).rejects.toMatchObject({
      code: 'changed-since',
      message: expect.stringMatching(/somebody changed this since: .* before the incident, .* now/),
    });
    expect(text(await cloud.state())).toBe(text(after));
    counts.refused += 1;
    return;
  }
  if (done?.refused) return;
  for (const id of ids) await world.rehearse(id);
  expect(text(await cloud.state())).toBe(text(after));

  const expected = done ? done.expected(before) : before;
  await restoreAll(ids, told, { world, cloud });
  expect(text(await cloud.state())).toBe(text(expected));
  if (told.again) await containAnew(leak, told, { expected, world, cloud });
};

/** A new leak of what was restored is contained again, and put back again. */
const containAnew = async (
  leak: Leak,
  told: Story,
  { expected, world, cloud }: { expected: AccountState; world: World; cloud: Cloud },
): Promise<void> => {
  const signals = leak.signals.map((signal) => ({ ...signal, id: `${signal.id}-anew` }));
  const { ids } = await containAll({ ...leak, signals }, told, world);
  await restoreAll(ids, told, { world, cloud });
  expect(text(await cloud.state())).toBe(text(expected));
};

describe(`over ${accounts} generated accounts`, () => {
  it('containing changes what the plan says and nothing else, and a restore puts every byte of it back', {
    timeout: long ? 3_600_000 : 120_000,
  }, async () => {
    const begun = performance.now();
    await fc.assert(fc.asyncProperty(story, play), { numRuns: accounts, endOnFailure: true });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const { changed, bystanders, refused } = counts;
    console.info(
      `Contained and restored ${counts.accounts} generated accounts in ${seconds} s: ${changed} were changed, ` +
        `in ${bystanders} a bystander changed something meanwhile, ${refused} restores were refused for it.`,
    );
  });
});
