import {
  GetDurableExecutionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  type LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arnOf, deadLetterQueueArn, startDurableAws } from './host-rig.ts';
import { day, hour, minute } from './rig.ts';

let started: Awaited<ReturnType<typeof startDurableAws>>;
let lambda: LambdaClient;
const aws = () => started.aws;

beforeAll(async () => {
  started = await startDurableAws();
  await started.register('long', { deadLetterQueueArn });
  await started.register('short', { durable: { executionTimeoutSeconds: 900, retentionDays: 1 } });
  await started.register('unable', { deadLetterQueueArn }, arnOf('unable'));
  lambda = await started.userClient('operator', ['lambda:*'], [arnOf('*')]);
});
afterAll(() => started.aws.close());

const payloadOf = (...what: string[]) => Buffer.from(JSON.stringify({ do: what }));

const invoke = async (FunctionName: string, what: string[], more: Partial<InvokeCommandInput> = {}) => {
  const { Payload, ...rest } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: payloadOf(...what), InvocationType: 'Event', ...more }),
  );
  return { ...rest, answer: Payload?.length ? JSON.parse(Buffer.from(Payload).toString()) : undefined };
};

const describe = async (DurableExecutionArn: string | undefined) => {
  const { $metadata, ...described } = await lambda.send(
    new GetDurableExecutionCommand({ DurableExecutionArn }),
  );
  return described;
};

test('an event starts an execution that waits a day in seconds, in a process of its own', async () => {
  const { aws, users } = started;
  const begun = aws.clock.now().getTime();
  const script = ['create early', 'wait 86400', 'create late', 'time'];
  const answered = await invoke('long:live', script, { DurableExecutionName: 'a-day' });
  expect(answered).toMatchObject({ StatusCode: 202, answer: undefined });
  expect(answered.DurableExecutionArn).toMatch(
    new RegExp(`^${arnOf('long:1')}/durable-execution/a-day/[0-9a-f-]{36}$`),
  );
  await aws.host.idle();
  expect(await users()).toContain('early');
  expect(await users()).not.toContain('late');
  expect(await describe(answered.DurableExecutionArn)).toMatchObject({ Status: 'RUNNING', Version: '1' });
  await aws.clock.advance(day + minute);
  const described = await describe(answered.DurableExecutionArn);
  expect(described).toMatchObject({
    Status: 'SUCCEEDED',
    DurableExecutionName: 'a-day',
    FunctionArn: arnOf('long:1'),
    InputPayload: JSON.stringify({ do: script }),
  });
  expect(await users()).toContain('late');
  const [, , time] = JSON.parse(described.Result ?? '[]');
  expect(time).toBeGreaterThanOrEqual(begun + day);
  const [execution] = aws.host.durableExecutions('long');
  expect(execution?.operations().map(({ Type, Name }) => Name ?? Type)).toEqual(['EXECUTION', ...script]);
  expect(execution?.invocations).toBe(2);
});

test('an execution that begins while the clock is being moved loses no time', async () => {
  const { clock, host } = aws();
  const begins = clock.now().getTime() + hour;
  clock.at(new Date(begins), async () => {
    await invoke('long:live', ['time', 'wait 3600', 'time'], { DurableExecutionName: 'on-the-way' });
  });
  await clock.advance(4 * hour);
  const execution = host.durableExecutions('long').find(({ name }) => name === 'on-the-way');
  const [first, second] = JSON.parse(execution?.result ?? '[]').map((time: number) => time - begins);
  expect(first).toBeLessThan(minute);
  expect(second).toBeLessThan(hour + minute);
});

test('a name starts once, and with another payload not at all', async () => {
  const more = { DurableExecutionName: 'once' };
  const first = await invoke('long:live', ['wait 60'], more);
  expect((await invoke('long:1', ['wait 60'], more)).DurableExecutionArn).toBe(first.DurableExecutionArn);
  await expect(invoke('long:live', ['wait 61'], more)).rejects.toMatchObject({
    name: 'DurableExecutionAlreadyStartedException',
  });
  const other = await invoke('long', ['wait 60'], { Qualifier: 'live' });
  expect(other.DurableExecutionArn).not.toBe(first.DurableExecutionArn);
  await aws().clock.advance(5 * minute);
});

test('a synchronous invocation is answered when the execution is over', async () => {
  const waiting = invoke('short:live', ['wait 300', 'create patient'], { InvocationType: 'RequestResponse' });
  let answered = false;
  void waiting.then(() => {
    answered = true;
  });
  // Its request is on the way: once the first invocation has come and gone, only the clock is waited for.
  while (aws().host.durableExecutions('short').length === 0) await new Promise((turn) => setTimeout(turn, 5));
  await aws().host.idle();
  expect(answered).toBe(false);
  await aws().clock.advance(6 * minute);
  expect(await waiting).toMatchObject({
    StatusCode: 200,
    ExecutedVersion: '1',
    answer: [expect.stringMatching(/^AIDA/)],
    DurableExecutionArn: expect.stringContaining(arnOf('short:1/durable-execution/')),
  });
});

test('an error of a synchronous execution is told beside its payload', async () => {
  const answered = await invoke('short:$LATEST', ['throw'], { InvocationType: 'RequestResponse' });
  expect(answered).toMatchObject({
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    FunctionError: 'Unhandled',
    answer: { errorType: 'RangeError', errorMessage: 'as the script says' },
  });
});

test.each([
  ['long', { Qualifier: undefined }, 'You cannot invoke a durable function using an unqualified ARN.'],
  [
    'long',
    { InvocationType: 'DryRun' as const },
    'You cannot invoke a durable function using an unqualified ARN.',
  ],
  ['long:1', { Qualifier: 'live' }, 'The derived qualifier from the function name does not match'],
  [
    'long:live',
    { InvocationType: 'RequestResponse' as const },
    'You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.',
  ],
])('%s with %j is refused', async (name, more, message) => {
  await expect(invoke(name, ['time'], more)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining(message),
  });
});

test('an alias or version that is not there is not found', async () => {
  await expect(invoke('long:2', ['time'])).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${arnOf('long:2')}`,
  });
});

test('who may invoke the function may not invoke its alias, and the other way round', async () => {
  const whole = await started.userClient('whole', ['lambda:InvokeFunction'], arnOf('long'));
  const alias = await started.userClient('alias', ['lambda:InvokeFunction'], arnOf('long:live'));
  const command = () =>
    new InvokeCommand({ FunctionName: 'long:live', InvocationType: 'Event', Payload: payloadOf('time') });
  await expect(whole.send(command())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect((await alias.send(command())).StatusCode).toBe(202);
  await aws().host.idle();
});

test('a role that may checkpoint the function but not its executions fails the execution, and the event is kept', async () => {
  const { DurableExecutionArn } = await invoke('unable:live', ['time']);
  await aws().host.idle();
  expect(await describe(DurableExecutionArn)).toMatchObject({
    Status: 'FAILED',
    Error: {
      ErrorMessage: expect.stringContaining('not authorized to perform: lambda:CheckpointDurableExecution'),
    },
  });
  const [letter] = aws().sqs.messages(deadLetterQueueArn);
  expect(JSON.parse(letter?.body ?? '')).toEqual({ do: ['time'] });
  expect(letter?.messageAttributes['ErrorMessage']?.StringValue).toContain('not authorized');
});

test.each([
  ['before-reply', 2],
  ['before-reply', 3],
  ['after-reply', 1],
  ['after-reply', 4],
] as const)('a process that dies %s of checkpoint %i is followed by another one', async (when, nth) => {
  const { host, clock } = aws();
  const name = `${when}-${nth}`;
  let checkpoints = 0;
  const isThat = ({ operation }: { operation: string }) => {
    if (operation !== 'CheckpointDurableExecution') return false;
    checkpoints += 1;
    return checkpoints === nth;
  };
  const fault = host.killOn('long', isThat, when);
  const script = [`create ${name}-a`, 'wait 3600', `create ${name}-b`];
  const { DurableExecutionArn } = await invoke('long:live', script, { DurableExecutionName: name });
  await clock.advance(2 * hour);
  expect(fault.fired).toBe(true);
  const { Status, Result } = await describe(DurableExecutionArn);
  expect(Status).toBe('SUCCEEDED');
  expect(JSON.parse(Result ?? '[]')).toEqual([expect.any(String), expect.any(String)]);
  expect(await started.users()).toEqual(expect.arrayContaining([`${name}-a`, `${name}-b`]));
});

test('a process that always dies is tried again until the execution times out', async () => {
  const { clock, host, sqs } = aws();
  await started.register('dying', {
    deadLetterQueueArn,
    durable: { executionTimeoutSeconds: 20, retentionDays: 1 },
  });
  const before = sqs.messages(deadLetterQueueArn).length;
  host.submit('dying:live', { do: ['exit'] });
  await host.idle();
  await clock.advance(minute);
  const [execution] = host.durableExecutions('dying');
  expect(execution).toMatchObject({ status: 'TIMED_OUT', invocations: 5 });
  expect(sqs.messages(deadLetterQueueArn)).toHaveLength(before + 1);
  expect(host.logs('dying').at(-1)).toContain('TIMED_OUT: Execution timed out after 20 seconds.');
});

test('a checkpoint whose reply was lost is repeated by the SDK and applied once', async () => {
  const { faults, host, clock } = aws();
  const fault = faults.inject({
    service: 'lambda',
    operation: 'CheckpointDurableExecution',
    effect: { kind: 'reply-lost' },
    times: 1,
  });
  const { DurableExecutionArn } = await invoke('long:live', ['create repeated', 'wait 60']);
  await host.idle();
  await clock.advance(5 * minute);
  fault.remove();
  expect(await describe(DurableExecutionArn)).toMatchObject({ Status: 'SUCCEEDED' });
  expect(host.durableExecutions('long').at(-1)?.invocations).toBe(2);
});

test('what is not played fails the execution by its name', async () => {
  const { DurableExecutionArn } = await invoke('long:live', ['callback']);
  await aws().host.idle();
  expect((await describe(DurableExecutionArn)).Error?.ErrorMessage).toContain(
    'The embedded AWS does not play CALLBACK operations.',
  );
});

test('executions are listed, the newest first, and stopped', async () => {
  const { DurableExecutionArn } = await invoke('short:live', ['wait 600'], {
    DurableExecutionName: 'to-stop',
  });
  await aws().host.idle();
  const list = async (more: object) => {
    const { DurableExecutions = [] } = await lambda.send(
      new ListDurableExecutionsByFunctionCommand({ FunctionName: 'short', ...more }),
    );
    return DurableExecutions.map(({ DurableExecutionName }) => DurableExecutionName);
  };
  expect((await list({}))[0]).toBe('to-stop');
  expect((await list({ ReverseOrder: true })).at(-1)).toBe('to-stop');
  expect(await list({ Statuses: ['RUNNING'] })).toEqual(['to-stop']);
  const { StopTimestamp } = await lambda.send(new StopDurableExecutionCommand({ DurableExecutionArn }));
  expect(StopTimestamp).toBeInstanceOf(Date);
  expect(await list({ Statuses: ['STOPPED'], DurableExecutionName: 'to-stop' })).toEqual(['to-stop']);
  await aws().clock.advance(hour);
  expect(await describe(DurableExecutionArn)).toMatchObject({ Status: 'STOPPED' });
});

test('a rule starts an execution by an alias', async () => {
  const { administer, clock, events, host } = aws();
  await administer('events', 'PutRule', { Name: 'r', EventPattern: JSON.stringify({ source: ['test'] }) });
  const Input = JSON.stringify({ do: ['create by-rule'] });
  await administer('events', 'PutTargets', {
    Rule: 'r',
    Targets: [{ Id: 'f', Arn: arnOf('long:live'), Input }],
  });
  events.emit('111122223333', 'eu-central-1', { source: 'test', detailType: 'Test', detail: {} });
  await host.idle();
  await clock.advance(0);
  expect(await started.users()).toContain('by-rule');
});

test('who looks into CloudTrail sees no checkpoint', async () => {
  const seen = async (AttributeValue: string) => {
    const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue }];
    return (await aws().administer('cloudtrail', 'LookupEvents', { LookupAttributes })).Events.length;
  };
  expect(await seen('GetDurableExecution')).toBeGreaterThan(0);
  expect(await seen('CheckpointDurableExecution')).toBe(0);
});
