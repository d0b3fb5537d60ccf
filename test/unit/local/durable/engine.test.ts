import { expect, test } from 'vitest';
import { day, hour, minute, resultOf, startRig } from './rig.ts';

const at = (execution: { startedAt: Date; endedAt?: Date }): number =>
  (execution.endedAt?.getTime() ?? Number.NaN) - execution.startedAt.getTime();

test('a step, a day of waiting and a step take two invocations and a day', async () => {
  const ran: string[] = [];
  const { play } = startRig(async (event, context) => {
    const first = await context.step('first', async () => ran.push('first'));
    await context.wait('a day', { days: 1 });
    return [event.from, first, await context.step('second', async () => ran.push('second'))];
  });
  const execution = await play({ from: 'here' });
  expect(execution).toMatchObject({ status: 'SUCCEEDED', invocations: 2 });
  expect(resultOf(execution)).toEqual(['here', 1, 2]);
  expect(ran).toEqual(['first', 'second']);
  expect(at(execution)).toBeGreaterThanOrEqual(day);
  expect(at(execution)).toBeLessThan(day + minute);
});

test('while an execution waits for the clock nothing is under way', async () => {
  const { clock, start, underWay } = startRig(async (_, context) => context.wait({ hours: 1 }));
  const execution = start();
  expect(underWay()).toBe(1);
  await clock.advance(0);
  expect(underWay()).toBe(0);
  expect(execution).toMatchObject({ status: 'RUNNING', invocations: 1 });
  await clock.advance(59 * minute);
  expect(execution.invocations).toBe(1);
  await clock.advance(2 * minute);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', invocations: 2 });
});

test('a step that fails is tried again after its delay, and knows which attempt it is', async () => {
  const attempts: [number, number][] = [];
  const { clock, play } = startRig(async (_, context) =>
    context.step(
      'stubborn',
      async ({ attempt }: { attempt?: number }) => {
        attempts.push([attempt ?? 0, clock.now().getTime()]);
        if (attempts.length < 3) throw new Error('not yet');
        return 'at last';
      },
      { retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 5, delay: { minutes: 10 } }) },
    ),
  );
  const execution = await play();
  expect(resultOf(execution)).toBe('at last');
  expect(attempts.map(([attempt]) => attempt)).toEqual([1, 2, 3]);
  const [first, second] = attempts.map(([, time]) => time);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(10 * minute);
  expect(execution.operations().at(-1)?.StepDetails?.Attempt).toBe(3);
});

test('a step that fails for good fails the execution, unless the handler catches it', async () => {
  const { play } = startRig(async ({ caught }, context) => {
    const failing = context.step('doomed', async () => Promise.reject(new Error('no way')), {
      retryStrategy: () => ({ shouldRetry: false }),
    });
    return caught ? failing.catch((error) => `caught ${error}`) : failing;
  });
  expect(await play({ caught: false })).toMatchObject({
    status: 'FAILED',
    error: { ErrorMessage: 'no way' },
  });
  expect(resultOf(await play({ caught: true }))).toContain('no way');
});

test('a child context is replayed as one once it is over', async () => {
  const ran: string[] = [];
  const { play } = startRig(async (_, context) => {
    const inner = await context.runInChildContext('inner', async (child) => {
      await child.step('a', async () => ran.push('a'));
      await child.wait({ hours: 1 });
      return child.step('b', async () => ran.push('b'));
    });
    await context.wait({ hours: 1 });
    return inner;
  });
  const execution = await play();
  expect(resultOf(execution)).toBe(2);
  expect(ran).toEqual(['a', 'b']);
  expect(execution.invocations).toBe(3);
});

test('five items of a map wait side by side', async () => {
  const { play } = startRig(async (_, context) => {
    const batch = await context.map('five', [1, 2, 3, 4, 5], async (child, item) => {
      await child.wait('each', { hours: item });
      return child.step('double', async () => item * 2);
    });
    return batch.getResults();
  });
  const execution = await play();
  expect(resultOf(execution)).toEqual([2, 4, 6, 8, 10]);
  expect(at(execution)).toBeLessThan(5 * hour + minute);
  expect(execution.invocations).toBe(6);
});

test('of two branches the first one decides, and the wait of the other one wakes nobody', async () => {
  const { clock, start } = startRig(async (_, context) => {
    const batch = await context.parallel(
      'race',
      [async (child) => child.wait({ hours: 1 }), async (child) => child.wait({ hours: 20 })],
      { completionConfig: { minSuccessful: 1 } },
    );
    await context.wait({ days: 2 });
    return batch.successCount;
  });
  const execution = start();
  await clock.advance(day);
  expect(execution.invocations).toBe(2);
  await clock.advance(2 * day);
  expect(resultOf(execution)).toBe(1);
  expect(execution.invocations).toBe(3);
});

test('a condition is asked for again until it holds, with what it knew the last time', async () => {
  const { play } = startRig(async (_, context) =>
    context.waitForCondition('quiet', async (seen: number) => seen + 1, {
      initialState: 0,
      waitStrategy: (seen) =>
        seen < 4 ? { shouldContinue: true, delay: { hours: 1 } } : { shouldContinue: false },
    }),
  );
  const execution = await play();
  expect(resultOf(execution)).toBe(4);
  expect(execution.invocations).toBe(4);
});

test('an error of the handler outside of any step ends the execution at once', async () => {
  const { play } = startRig(async () => {
    throw new TypeError('a mistake');
  });
  expect(await play()).toMatchObject({
    status: 'FAILED',
    invocations: 1,
    error: { ErrorType: 'TypeError', ErrorMessage: 'a mistake' },
  });
});

test('an execution that takes too long times out, also while it waits', async () => {
  const { clock, engine, start } = startRig(async (_, context) => context.wait({ days: 3 }));
  const over: string[] = [];
  const { arn } = start(
    {},
    { executionTimeoutSeconds: 86_400, onEnd: async ({ status }) => void over.push(status) },
  );
  await clock.advance(day - minute);
  expect(engine.get(arn).status).toBe('RUNNING');
  await clock.advance(2 * minute);
  expect(engine.get(arn)).toMatchObject({ status: 'TIMED_OUT', invocations: 1 });
  expect(over).toEqual(['TIMED_OUT']);
});

test('a stopped execution is never invoked again', async () => {
  const { clock, engine, start } = startRig(async (_, context) => context.wait({ hours: 1 }));
  const { arn } = start();
  await clock.advance(0);
  await engine.stop(arn, { ErrorMessage: 'enough' });
  await clock.advance(day);
  expect(engine.get(arn)).toMatchObject({
    status: 'STOPPED',
    invocations: 1,
    error: { ErrorMessage: 'enough' },
  });
});

test('more operations than fit into one page are read by the SDK page by page', async () => {
  let ran = 0;
  const { play } = startRig(async (_, context) => {
    for (let step = 0; step < 250; step += 1)
      await context.step(async () => {
        ran += 1;
      });
    await context.wait({ hours: 1 });
    return ran;
  });
  expect(resultOf(await play())).toBe(250);
});

test('two hundred executions wait a day at the same time', async () => {
  const { clock, engine, start } = startRig(async ({ index }, context) => {
    const kept = await context.step('keep', async () => index);
    await context.wait({ days: 1 });
    return kept;
  });
  for (let index = 0; index < 200; index += 1) start({ index });
  await clock.advance(day + minute);
  const executions = engine.list();
  expect(executions.map(({ status }) => status)).toEqual(Array(200).fill('SUCCEEDED'));
  expect(executions.map(resultOf)).toEqual(Array.from({ length: 200 }, (_, index) => index));
  expect(executions.every(({ invocations }) => invocations === 2)).toBe(true);
});
