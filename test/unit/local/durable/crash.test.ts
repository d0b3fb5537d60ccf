import { setImmediate as turn } from 'node:timers/promises';
import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { expect, test } from 'vitest';
import { type Crash, crashing } from './crashes.ts';
import { day, minute, resultOf, startRig } from './rig.ts';

/** Steps, waits, a retry, a child and a map: every kind of checkpoint that there is. */
const everything = (ran: string[]) => async (_: unknown, context: DurableContext) => {
  // Taking a turn, a step is begun with a checkpoint of its own.
  const step = (name: string) => async () => {
    await turn();
    ran.push(name);
  };
  await context.step('first', step('first'));
  await context.wait('a day', { days: 1 });
  await context.runInChildContext('child', async (child) => {
    await child.step('inner', step('inner'));
    await child.wait('an hour', { hours: 1 });
  });
  const stubborn = await context.step(
    'stubborn',
    async ({ attempt = 0 }: { attempt?: number }) => {
      await turn();
      ran.push('stubborn');
      if (attempt < 2) throw new Error('not yet');
      return attempt;
    },
    { retryStrategy: () => ({ shouldRetry: true, delay: { minutes: 5 } }) },
  );
  const batch = await context.map('items', ['x', 'y'], async (child, item) => {
    await child.wait({ minutes: 10 });
    return child.step(item, async () => `${item}!`);
  });
  return { stubborn, items: batch.getResults() };
};

const expected = { stubborn: 2, items: ['x!', 'y!'] };

const playWith = async (crashes: Crash[]) => {
  const ran: string[] = [];
  const { around, struck, counts } = crashing(crashes);
  const { play } = startRig(everything(ran), around);
  return { execution: await play(), ran, struck, counts };
};

test('an invocation may die at any checkpoint or answer, and the end is the same', async () => {
  const { counts, execution: undisturbed } = await playWith([]);
  expect(resultOf(undisturbed)).toEqual(expected);
  const crashes: Crash[] = [
    ...Array.from({ length: counts.checkpoints }, (_, at) => ({ when: 'before' as const, nth: at + 1 })),
    ...Array.from({ length: counts.checkpoints }, (_, at) => ({ when: 'after' as const, nth: at + 1 })),
    ...Array.from({ length: counts.answers }, (_, at) => ({ when: 'answer' as const, nth: at + 1 })),
  ];
  expect(crashes.length).toBeGreaterThan(25);
  const played = await Promise.all(crashes.map(async (crash) => ({ crash, ...(await playWith([crash])) })));
  for (const { crash, execution, ran, struck } of played) {
    expect(struck, `${crash.when} ${crash.nth}`).toEqual([crash]);
    expect(resultOf(execution), `${crash.when} ${crash.nth}`).toEqual(expected);
    expect([...new Set(ran)].sort()).toEqual(['first', 'inner', 'stubborn']);
    const shape = ({ operations }: typeof execution) =>
      operations().map(({ Type, Name, Status }) => [Type, Name, Status]);
    expect(shape(execution), `${crash.when} ${crash.nth}`).toEqual(shape(undisturbed));
  }
});

test('a crash is followed by further invocations, a second later and then ever later, until the time is up', async () => {
  const times: number[] = [];
  const { clock, start } = startRig(
    async () => 'never',
    async () => {
      times.push(clock.now().getTime());
      throw new Error('killed');
    },
  );
  const execution = start({}, { executionTimeoutSeconds: 3600 });
  await clock.advance(day);
  const gaps = times.slice(1).map((time, at) => Math.round((time - (times[at] ?? 0)) / 1000));
  expect(gaps.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  expect(execution).toMatchObject({ status: 'TIMED_OUT', invocations: times.length });
});

test('after an invocation that answered, the next crash is soon forgiven again', async () => {
  const { around, struck } = crashing([1, 3, 5].map((nth) => ({ when: 'before', nth })));
  const { clock, start } = startRig(async (_, context) => {
    for (let step = 0; step < 3; step += 1) {
      await context.step(async () => step);
      await context.wait({ minutes: 1 });
    }
  }, around);
  const execution = start();
  await clock.advance(4 * minute);
  expect(struck.length).toBe(3);
  expect(execution.status).toBe('SUCCEEDED');
});

test('an error that the SDK throws at Lambda is a crash as well', async () => {
  let calls = 0;
  const { play } = startRig(
    async (_, context) => context.step(async () => 'done'),
    (run, client) => {
      calls += 1;
      if (calls > 1) return run(client);
      return run({ ...client, checkpoint: () => Promise.reject(new Error('unreachable')) });
    },
  );
  expect(resultOf(await play())).toBe('done');
  expect(calls).toBe(2);
});

test('an operation that is not played fails the execution by its name', async () => {
  const { play } = startRig(async (_, context) => context.createCallback('approval'));
  expect(await play()).toMatchObject({
    status: 'FAILED',
    invocations: 1,
    error: { ErrorMessage: expect.stringContaining('does not play CALLBACK') },
  });
});

test('a result that is too large for a checkpoint fails the execution with its size', async () => {
  const { play } = startRig(async (_, context) => context.step('large', async () => 'x'.repeat(300_000)));
  const { status, error } = await play();
  expect(status).toBe('FAILED');
  expect(error?.ErrorMessage).toContain('300002 bytes; 262144 are allowed');
});
