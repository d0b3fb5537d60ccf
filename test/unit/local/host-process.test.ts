import { afterEach, expect, test } from 'vitest';
import { accountId, region, startHost } from './host-setup.ts';

let started: ReturnType<typeof startHost>;
const start = () => {
  started = startHost();
  started.register();
  return started;
};

afterEach(() => started.host.close());

test('a handler gets the event and its answer comes back', async () => {
  const { call } = start();
  expect(await call({ do: 'answer', value: { a: [1, 'é'] } })).toMatchObject({
    answer: { a: [1, 'é'] },
    log: [],
  });
});

test('a handler that returns nothing answers null', async () => {
  const { call } = start();
  expect((await call({ do: 'answer' })).answer).toBeNull();
});

test('an error of a handler comes back as its type, message and trace', async () => {
  const { call, host } = start();
  const { functionError, answer } = await call({ do: 'throw', value: 'not today' });
  expect(functionError).toBe('Unhandled');
  expect(answer).toMatchObject({ errorType: 'Refusal', errorMessage: 'not today' });
  expect(answer.trace[0]).toBe('Refusal: not today');
  expect(host.logs('scripted').at(-1)).toContain('not today');
});

test('a function that ends its process fails that invocation and no other', async () => {
  const { call } = start();
  const { functionError, answer } = await call({ do: 'exit', value: 3 });
  expect(functionError).toBe('Unhandled');
  expect(answer).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(answer.errorMessage).toContain('exit status 3');
  expect((await call({ do: 'answer', value: 1 })).answer).toBe(1);
});

test('a function that runs too long is stopped and reported as Lambda reports it', async () => {
  const { call, register } = start();
  register({ timeoutSeconds: 1 });
  const { answer } = await call({ do: 'hang' });
  expect(answer.errorType).toBe('Sandbox.Timedout');
  expect(answer.errorMessage).toMatch(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/);
});

test('a module without a handler fails each invocation and not the host', async () => {
  const { call, register } = start();
  register({ entry: import.meta.filename.replace('.test.ts', '-without.mjs') });
  expect((await call({})).answer.errorType).toBe('Error');
  expect((await call({})).answer.errorMessage).toContain('Cannot find module');
});

test('everything that a function prints is in its log when the answer arrives', async () => {
  const { call, host } = start();
  const text = Array.from({ length: 2000 }, (_, line) => `line ${line}`).join('\n');
  const { log } = await call({ do: 'print', value: text });
  const printed = host.logs('scripted');
  expect(printed).toEqual(log);
  expect(printed).toHaveLength(4000);
  expect(printed).toContain('line 1999');
  expect(printed).toContain('error: line 0');
});

test('a warm process is used again, and one invocation at a time', async () => {
  const { call } = start();
  const first = (await call({ do: 'describe' })).answer;
  const second = (await call({ do: 'describe' })).answer;
  expect(second.process).toBe(first.process);
  expect(second.invocations).toBe(first.invocations + 1);
  const both = await Promise.all([call({ do: 'describe' }), call({ do: 'describe' })]);
  expect(new Set(both.map(({ answer }) => answer.process)).size).toBe(2);
});

test('no more processes run than the function may have', async () => {
  const { call, register, sessions } = start();
  register({ maximumConcurrency: 2 });
  const answers = await Promise.all(Array.from({ length: 9 }, () => call({ do: 'describe' })));
  expect(new Set(answers.map(({ answer }) => answer.process)).size).toBe(2);
  expect(sessions()).toBe(2);
});

test('the environment is that of the function alone', async () => {
  const { call, register } = start();
  process.env['AWS_PROFILE'] = 'somebody';
  process.env['OF_THE_PARENT'] = 'yes';
  register({ environment: { OF_THE_FUNCTION: 'yes' }, memoryMegabytes: 512 });
  const { environment } = (await call({ do: 'describe' })).answer;
  delete process.env['AWS_PROFILE'];
  delete process.env['OF_THE_PARENT'];
  expect(environment).toMatchObject({
    AWS_REGION: region,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'ASIASESSION1',
    AWS_SECRET_ACCESS_KEY: `arn:aws:iam::${accountId}:role/scripted/scripted`,
    AWS_SESSION_TOKEN: 'token-1',
    AWS_LAMBDA_FUNCTION_NAME: 'scripted',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    OF_THE_FUNCTION: 'yes',
  });
  expect(environment).not.toHaveProperty('AWS_PROFILE');
  expect(environment).not.toHaveProperty('OF_THE_PARENT');
  expect(environment.HOME).not.toBe(process.env['HOME']);
});

test('a function lives in the time of the embedded AWS', async () => {
  const { call, clock } = start();
  await call({ do: 'answer' });
  await clock.advance(36 * 3_600_000);
  const { answer } = await call({ do: 'describe' });
  const ahead = clock.now().getTime();
  expect(answer.given).toBe('2020-01-01T00:00:00.000Z');
  expect(answer.isDate).toBe(true);
  for (const read of [answer.now, Date.parse(answer.constructed), Date.parse(answer.text)]) {
    expect(Math.abs(read - ahead)).toBeLessThan(60_000);
  }
});

test('a session that would end during the invocation is replaced, with its process', async () => {
  const { call, clock } = start();
  const before = (await call({ do: 'describe' })).answer;
  await clock.advance(3_590_000);
  const after = (await call({ do: 'describe' })).answer;
  expect(before.environment.AWS_ACCESS_KEY_ID).toBe('ASIASESSION1');
  expect(after.environment.AWS_ACCESS_KEY_ID).toBe('ASIASESSION2');
  expect(after.process).not.toBe(before.process);
});

test('the context tells which invocation of which function runs and how long it may', async () => {
  const { host } = start();
  const { payload, requestId } = await host.invoke('scripted', { do: 'describe' });
  const answer = JSON.parse(payload);
  expect(answer.requestId).toBe(requestId);
  expect(answer.functionArn).toBe(`arn:aws:lambda:${region}:${accountId}:function:scripted`);
  expect(answer.remaining).toBeGreaterThan(0);
  expect(answer.remaining).toBeLessThanOrEqual(20_000);
});

test('an unknown function cannot be invoked', async () => {
  const { host } = start();
  await expect(host.invoke('stranger', {})).rejects.toThrow('no function stranger');
});
