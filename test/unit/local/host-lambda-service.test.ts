import {
  GetFunctionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, expect, test } from 'vitest';
import { startHost } from './host-setup.ts';
import { startRig } from './server-rig.ts';

// The account that the rig's caller belongs to.
const roleArn = 'arn:aws:iam::123456789012:role/scripted';
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:scripted';
const ends: (() => Promise<void>)[] = [];

const start = async (options?: { denied: string[] }) => {
  const started = startHost();
  const rig = await startRig([started.host.service], options);
  started.register({ roleArn });
  const client = new LambdaClient(rig.config);
  ends.push(started.host.close, rig.close);
  const invoke = async (script: unknown, more: Partial<InvokeCommandInput> = {}) => {
    const Payload = Buffer.from(JSON.stringify(script));
    const { Payload: answer, ...rest } = await client.send(
      new InvokeCommand({ FunctionName: 'scripted', Payload, ...more }),
    );
    return { ...rest, answer: answer?.length ? JSON.parse(Buffer.from(answer).toString()) : undefined };
  };
  return { ...started, rig, client, invoke };
};

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

test.each(['scripted', 'scripted:$LATEST', '123456789012:function:scripted', arn, `${arn}:live`])(
  'a function is invoked as %s',
  async (FunctionName) => {
    const { invoke } = await start();
    const answered = await invoke({ do: 'answer', value: { a: 1 } }, { FunctionName });
    expect(answered).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', answer: { a: 1 } });
    expect(answered.FunctionError).toBeUndefined();
  },
);

test('an error of the function is told beside its payload', async () => {
  const { invoke } = await start();
  const answered = await invoke({ do: 'throw', value: 'no' });
  expect(answered).toMatchObject({
    StatusCode: 200,
    FunctionError: 'Unhandled',
    answer: { errorMessage: 'no' },
  });
});

test('the tail of the log comes with the answer when it is asked for', async () => {
  const { invoke } = await start();
  const { LogResult } = await invoke({ do: 'print', value: 'said aloud' }, { LogType: 'Tail' });
  expect(Buffer.from(LogResult ?? '', 'base64').toString()).toContain('said aloud');
});

test('an event is answered at once and run afterwards', async () => {
  const { invoke, host } = await start();
  const answered = await invoke({ do: 'print', value: 'later' }, { InvocationType: 'Event' });
  expect(answered).toMatchObject({ StatusCode: 202, answer: undefined });
  await host.idle();
  expect(host.logs('scripted')).toContain('later');
});

test('a dry run invokes nothing', async () => {
  const { invoke, sessions } = await start();
  expect((await invoke({ do: 'answer' }, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
  expect(sessions()).toBe(0);
});

test('an unknown function is not found, by its ARN', async () => {
  const { invoke } = await start();
  await expect(invoke({}, { FunctionName: 'stranger' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${arn.replace('scripted', 'stranger')}`,
  });
});

test('a function of another Region is not found', async () => {
  const { invoke } = await start();
  const elsewhere = invoke({}, { FunctionName: arn.replace('eu-west-1', 'us-east-1') });
  await expect(elsewhere).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a payload that is no JSON is refused', async () => {
  const { invoke } = await start();
  const refused = invoke({}, { Payload: Buffer.from('{nonsense') });
  await expect(refused).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
});

test.each([
  ['6 MB', 'RequestResponse', 6_291_457],
  ['1 MB', 'Event', 1_048_577],
] as const)('a payload over %s is refused for %s', async (_, InvocationType, length) => {
  const { invoke } = await start();
  const Payload = Buffer.alloc(length, 'x');
  await expect(invoke({}, { InvocationType, Payload })).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    $metadata: { httpStatusCode: 413 },
  });
});

test('Invoke asks IAM for lambda:InvokeFunction on the ARN of the function, and is a data event', async () => {
  const { invoke, rig } = await start();
  await invoke({ do: 'answer' });
  const [entry] = rig.entries;
  if (!entry) throw new Error('nothing was recorded');
  expect(entry.operation.action).toBe('lambda:InvokeFunction');
  expect(entry.operation.resources?.(entry.input, entry.call)).toEqual([arn]);
  expect(entry.operation.recorded).toBe('data');
});

test('who may not invoke is denied and nothing runs', async () => {
  const { invoke, sessions } = await start({ denied: ['Invoke'] });
  await expect(invoke({ do: 'answer' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(sessions()).toBe(0);
});

test('functions are listed and described', async () => {
  const { client } = await start();
  const { Functions } = await client.send(new ListFunctionsCommand({}));
  expect(Functions?.map(({ FunctionArn }) => FunctionArn)).toEqual([arn]);
  const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'scripted' }));
  expect(Configuration).toMatchObject({
    FunctionName: 'scripted',
    Role: roleArn,
    Timeout: 20,
    MemorySize: 128,
  });
});
