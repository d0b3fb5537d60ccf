import { expect, test } from 'vitest';
import { startByHand, update } from './by-hand.ts';
import { day, functionArn, hour } from './rig.ts';

const refused = (message: string) => ({ code: 'InvalidParameterValueException', message });

test('the first invocation gets the payload as the first operation, and a token', async () => {
  const { execution, invocation } = await startByHand({ name: 'incident-1', payload: '{"a":1}' });
  const { input } = invocation(1);
  expect(execution.arn).toMatch(
    /^arn:aws:lambda:eu-west-1:210987654321:function:durable:1\/durable-execution\/incident-1\/[0-9a-f-]{36}$/,
  );
  expect(input.DurableExecutionArn).toBe(execution.arn);
  expect(input.CheckpointToken).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
  expect(input.InitialExecutionState.Operations).toMatchObject([
    { Type: 'EXECUTION', Status: 'STARTED', ExecutionDetails: { InputPayload: '{"a":1}' } },
  ]);
});

test('a checkpoint consumes its token, and is answered with what has changed', async () => {
  const { checkpoint, token } = await startByHand();
  const first = token();
  const { CheckpointToken, NewExecutionState } = await checkpoint([update('STEP', 'START')]);
  expect(CheckpointToken).not.toBe(first);
  expect(NewExecutionState.Operations).toMatchObject([{ Id: 'one', Status: 'STARTED' }]);
  expect((await checkpoint([])).NewExecutionState.Operations).toEqual([]);
  await expect(checkpoint([], { token: first })).rejects.toMatchObject(refused('Invalid Checkpoint Token'));
});

test('a request that is repeated is answered again and applied once', async () => {
  const { checkpoint, token, clock } = await startByHand();
  const request = { token: token(), ClientToken: 'same' };
  const answer = await checkpoint([update('STEP', 'START')], request);
  expect(await checkpoint([update('STEP', 'START')], request)).toEqual(answer);
  await expect(
    checkpoint([update('STEP', 'START')], { ...request, ClientToken: 'another' }),
  ).rejects.toMatchObject(refused('Invalid Checkpoint Token'));
  await clock.advance(hour / 4);
  await expect(checkpoint([], request)).rejects.toMatchObject(refused('Invalid Checkpoint Token'));
});

test('whoever was taken for dead can save nothing any more', async () => {
  const { checkpoint, clock, engine, execution, invocation, invocations, turn, token } = await startByHand();
  const ofTheDead = token();
  invocation(1).crash();
  await turn();
  await expect(checkpoint([], { token: ofTheDead })).rejects.toMatchObject(
    refused('Invalid Checkpoint Token'),
  );
  void clock.advance(2000);
  await turn();
  expect(invocations).toHaveLength(2);
  await expect(checkpoint([], { token: ofTheDead })).rejects.toMatchObject(
    refused('Invalid Checkpoint Token'),
  );
  const state = { DurableExecutionArn: execution.arn, CheckpointToken: ofTheDead };
  await expect(engine.getExecutionState(state)).rejects.toMatchObject(refused('Invalid Checkpoint Token'));
});

test('nothing of a checkpoint is applied when a part of it is refused', async () => {
  const { checkpoint, execution } = await startByHand();
  const good = update('STEP', 'SUCCEED', { Id: 'good' });
  await expect(checkpoint([good, update('WAIT', 'CANCEL')])).rejects.toMatchObject({
    code: 'InvalidParameterValueException',
  });
  expect(execution.operations()).toHaveLength(1);
  await checkpoint([good]);
  expect(execution.operations()).toHaveLength(2);
});

test.each([
  ['CALLBACK', 'START', 'The embedded AWS does not play CALLBACK operations.'],
  ['CHAINED_INVOKE', 'START', 'The embedded AWS does not play CHAINED_INVOKE operations.'],
  ['STEP', 'CANCEL', 'Invalid action CANCEL for a STEP that does not exist.'],
  ['WAIT', 'SUCCEED', 'Invalid action SUCCEED for a WAIT that does not exist.'],
  ['CONTEXT', 'RETRY', 'Invalid action RETRY for a CONTEXT that does not exist.'],
  ['EXECUTION', 'START', 'Invalid action START for a EXECUTION that does not exist.'],
] as const)('%s %s is refused', async (type, action, message) => {
  const { checkpoint } = await startByHand();
  await expect(checkpoint([update(type, action)])).rejects.toMatchObject(refused(message));
});

test('an operation of an unknown type is refused', async () => {
  const { checkpoint } = await startByHand();
  const unknown = JSON.parse('{"Id":"one","Type":"DREAM","Action":"START"}');
  await expect(checkpoint([unknown])).rejects.toMatchObject(refused('Unknown operation type DREAM.'));
  await expect(checkpoint([JSON.parse('{"Type":"STEP"}')])).rejects.toThrow(
    'needs an Id, a Type and an Action',
  );
});

test.each([
  ['STEP', ['START', 'START'], 'Invalid action START for a STEP that is STARTED.'],
  ['STEP', ['SUCCEED', 'SUCCEED'], 'Invalid action SUCCEED for a STEP that is SUCCEEDED.'],
  ['STEP', ['FAIL', 'RETRY'], 'Invalid action RETRY for a STEP that is FAILED.'],
  ['CONTEXT', ['START', 'START'], 'Invalid action START for a CONTEXT that is STARTED.'],
  ['CONTEXT', ['SUCCEED', 'FAIL'], 'Invalid action FAIL for a CONTEXT that is SUCCEEDED.'],
] as const)('%s %j is refused', async (type, actions, message) => {
  const { checkpoint } = await startByHand();
  await expect(checkpoint(actions.map((action) => update(type, action)))).rejects.toMatchObject(
    refused(message),
  );
});

test('a step that waits for its next attempt may not be started before', async () => {
  const { checkpoint, clock, execution, token } = await startByHand();
  const retry = update('STEP', 'RETRY', { StepOptions: { NextAttemptDelaySeconds: 60 } });
  await checkpoint([update('STEP', 'START'), retry]);
  const early = refused('Invalid action START for a STEP that is PENDING.');
  await expect(checkpoint([update('STEP', 'START')])).rejects.toMatchObject(early);
  await clock.advance(61_000);
  const { NewExecutionState } = await checkpoint([]);
  expect(NewExecutionState.Operations).toMatchObject([{ Id: 'one', Status: 'READY' }]);
  await checkpoint([update('STEP', 'START')], { token: token() });
  expect(execution.operations().at(-1)).toMatchObject({ Status: 'STARTED', StepDetails: { Attempt: 1 } });
});

test('a wait may be called off as long as it lasts', async () => {
  const { checkpoint, clock, execution } = await startByHand();
  const waits = (Id: string) => update('WAIT', 'START', { Id, WaitOptions: { WaitSeconds: 60 } });
  await checkpoint([waits('one'), waits('other')]);
  await checkpoint([update('WAIT', 'CANCEL')]);
  await clock.advance(61_000);
  await checkpoint([]);
  const over = update('WAIT', 'CANCEL', { Id: 'other' });
  await expect(checkpoint([over])).rejects.toMatchObject(
    refused('Invalid action CANCEL for a WAIT that is SUCCEEDED.'),
  );
  expect(execution.operations().map(({ Status }) => Status)).toEqual(['STARTED', 'CANCELLED', 'SUCCEEDED']);
});

test.each([undefined, 0, 1.5, 31_622_401])('a wait of %s seconds is refused', async (WaitSeconds) => {
  const { checkpoint } = await startByHand();
  await expect(checkpoint([update('WAIT', 'START', { WaitOptions: { WaitSeconds } })])).rejects.toThrow(
    `WaitSeconds must be a whole number from 1 to 31622400, not ${WaitSeconds}.`,
  );
});

test('a payload may have 256 KB and an error 32 KB', async () => {
  const { checkpoint } = await startByHand();
  const full = 'x'.repeat(256 * 1024);
  await checkpoint([update('STEP', 'SUCCEED', { Payload: full })]);
  await expect(
    checkpoint([update('STEP', 'SUCCEED', { Id: 'two', Payload: `${full}x` })]),
  ).rejects.toMatchObject(refused('The payload of the STEP two has 262145 bytes; 262144 are allowed.'));
  const error = { ErrorMessage: 'x'.repeat(33_000) };
  await expect(checkpoint([update('STEP', 'FAIL', { Id: 'two', Error: error })])).rejects.toMatchObject(
    refused('Error object size must be less than 32768 bytes.'),
  );
});

test('an operation stays what it is, and where it is', async () => {
  const { checkpoint } = await startByHand();
  await checkpoint([update('CONTEXT', 'START', { Id: 'parent' }), update('STEP', 'START', { Name: 'a' })]);
  for (const [wrong, field] of [
    [update('CONTEXT', 'SUCCEED'), 'Type'],
    [update('STEP', 'SUCCEED', { Name: 'b' }), 'Name'],
    [update('STEP', 'SUCCEED', { ParentId: 'parent' }), 'ParentId'],
  ] as const) {
    await expect(checkpoint([wrong])).rejects.toMatchObject(
      refused(`Inconsistent ${field} of the operation one.`),
    );
  }
  await expect(checkpoint([update('STEP', 'START', { Id: 'two', ParentId: 'one' })])).rejects.toMatchObject(
    refused('Invalid parent operation id one: there is no such CONTEXT.'),
  );
});

test('the children of a context that is over are left out of what is replayed, unless it asks for them', async () => {
  const { checkpoint, engine, execution, token } = await startByHand();
  const family = (Id: string) => [
    update('CONTEXT', 'START', { Id }),
    update('STEP', 'SUCCEED', { Id: `child-of-${Id}`, ParentId: Id }),
  ];
  await checkpoint([...family('plain'), ...family('large'), ...family('open')]);
  await checkpoint([
    update('CONTEXT', 'SUCCEED', { Id: 'plain' }),
    update('CONTEXT', 'SUCCEED', { Id: 'large', ContextOptions: { ReplayChildren: true } }),
  ]);
  const request = { DurableExecutionArn: execution.arn, CheckpointToken: token() };
  const { Operations } = await engine.getExecutionState(request);
  expect(Operations.slice(1).map(({ Id }) => Id)).toEqual([
    'plain',
    'large',
    'child-of-large',
    'open',
    'child-of-open',
  ]);
});

test('the state is read in pages', async () => {
  const { checkpoint, engine, execution, token } = await startByHand();
  await checkpoint([1, 2, 3, 4].map((id) => update('STEP', 'SUCCEED', { Id: String(id) })));
  const read = (page: { Marker?: string; MaxItems?: number }) =>
    engine.getExecutionState({ DurableExecutionArn: execution.arn, CheckpointToken: token(), ...page });
  const first = await read({ MaxItems: 3 });
  expect(first.Operations).toHaveLength(3);
  const second = await read({ Marker: first.NextMarker ?? '', MaxItems: 3 });
  expect(second.Operations.map(({ Id }) => Id)).toEqual(['3', '4']);
  expect(second.NextMarker).toBeUndefined();
  await expect(read({ Marker: 'here' })).rejects.toMatchObject(refused('Invalid marker here.'));
  await expect(read({ MaxItems: 1001 })).rejects.toThrow('MaxItems must be from 0 to 1000');
});

test('the result of an execution may be checkpointed, as the last thing', async () => {
  const { checkpoint, engine, execution, invocation } = await startByHand();
  const result = update('EXECUTION', 'SUCCEED', { Id: 'result', Payload: '"large"' });
  await expect(checkpoint([result, update('STEP', 'START')])).rejects.toMatchObject(
    refused('EXECUTION checkpoint must be the last update.'),
  );
  await checkpoint([update('STEP', 'SUCCEED'), result]);
  expect(await engine.over(execution.arn)).toMatchObject({ status: 'SUCCEEDED', result: '"large"' });
  await expect(checkpoint([])).rejects.toMatchObject(refused('Invalid Checkpoint Token'));
  invocation(1).answer({ Status: 'SUCCEEDED', Result: '' });
  expect(await engine.over(execution.arn)).toMatchObject({ result: '"large"', invocations: 1 });
});

test.each([
  [{ Status: 'PENDING' }, 'Cannot return PENDING status with no pending operations.'],
  [{ statusCode: 200 }, 'Invalid Status in invocation output.'],
  [null, 'Invalid Status in invocation output.'],
  ['SUCCEEDED', 'Invalid Status in invocation output.'],
])('a function that answers %j has failed', async (output, ErrorMessage) => {
  const { engine, execution, invocation } = await startByHand();
  invocation(1).answer(output);
  expect(await engine.over(execution.arn)).toMatchObject({ status: 'FAILED', error: { ErrorMessage } });
});

test('a wait that ended while its invocation was suspending calls for the next one at once', async () => {
  const { checkpoint, clock, invocation, invocations, turn } = await startByHand();
  await checkpoint([update('WAIT', 'START', { WaitOptions: { WaitSeconds: 1 } })]);
  await clock.advance(2000);
  invocation(1).answer({ Status: 'PENDING' });
  await turn();
  expect(invocations).toHaveLength(2);
  expect(invocation(2).input.UpdatedOperationIds).toEqual(['one']);
  expect(invocation(2).input.InitialExecutionState.Operations).toMatchObject([{}, { Status: 'SUCCEEDED' }]);
});

test('an invocation that suspends although it was told of the end of its wait is given one more chance', async () => {
  const { checkpoint, clock, engine, execution, invocation, invocations, turn } = await startByHand();
  await checkpoint([update('WAIT', 'START', { WaitOptions: { WaitSeconds: 1 } })]);
  await clock.advance(2000);
  const { NewExecutionState } = await checkpoint([]);
  expect(NewExecutionState.Operations).toMatchObject([{ Id: 'one', Status: 'SUCCEEDED' }]);
  invocation(1).answer({ Status: 'PENDING' });
  await turn();
  expect(invocations).toHaveLength(2);
  invocation(2).answer({ Status: 'PENDING' });
  expect(await engine.over(execution.arn)).toMatchObject({ status: 'FAILED', invocations: 2 });
});

test('what an attempt left behind is still known when the next one was begun and died', async () => {
  const { checkpoint, clock, execution } = await startByHand();
  const StepOptions = { NextAttemptDelaySeconds: 1 };
  await checkpoint([update('STEP', 'START'), update('STEP', 'RETRY', { Payload: '"seen"', StepOptions })]);
  await clock.advance(2000);
  await checkpoint([]);
  await checkpoint([update('STEP', 'START')]);
  expect(execution.operations().at(-1)).toMatchObject({
    Status: 'STARTED',
    StepDetails: { Result: '"seen"' },
  });
});

test('an execution that timed out takes no checkpoint', async () => {
  const { checkpoint, clock, execution } = await startByHand();
  await clock.advance(day);
  await expect(checkpoint([update('STEP', 'START')])).rejects.toMatchObject(
    refused('Invalid Checkpoint Token'),
  );
  expect(execution.status).toBe('TIMED_OUT');
});

test('a name stands for one payload of a function, as long as its execution is kept', async () => {
  const { clock, engine, execution, invocation, turn, wanted } = await startByHand({ name: 'once' });
  const again = (more: object = {}) => engine.start({ ...wanted, ...more });
  expect(again()).toBe(execution);
  expect(again({ functionArn: functionArn.replace(/1$/, '2') })).toBe(execution);
  expect(again({ functionArn: functionArn.replace('durable', 'other') })).not.toBe(execution);
  const already = { code: 'DurableExecutionAlreadyStartedException' };
  expect(() => again({ payload: '{ }' })).toThrow(expect.objectContaining(already));
  invocation(1).answer({ Status: 'SUCCEEDED', Result: '1' });
  await turn();
  expect(again()).toMatchObject({ status: 'SUCCEEDED', result: '1' });
  expect(() => again({ payload: '{ }' })).toThrow(expect.objectContaining(already));
  await clock.advance(day);
  const renewed = again({ payload: '{ }' });
  expect(renewed.arn).not.toBe(execution.arn);
  expect(() => engine.get(execution.arn)).toThrow(
    expect.objectContaining({ code: 'ResourceNotFoundException' }),
  );
});

test.each(['', 'has space', 'x'.repeat(65)])('the name %j is none', async (name) => {
  await expect(startByHand({ name })).rejects.toMatchObject({ code: 'ValidationException' });
});
