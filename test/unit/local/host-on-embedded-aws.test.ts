import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, expect, test } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import type { FunctionDefinition } from '#infra/local/host/definition.ts';
import { fixture } from './host-setup.ts';

let aws: EmbeddedAws;
afterEach(() => aws.close());

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

const allow = (Action: string[], Resource: string | string[] = '*') => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** An embedded AWS with the function `caller`, whose role may do what `statements` say. */
const start = async (statements: object[], more: Partial<FunctionDefinition> = {}) => {
  aws = await startEmbeddedAws();
  const { Role } = await aws.administer('iam', 'CreateRole', {
    RoleName: 'caller',
    AssumeRolePolicyDocument: trust,
  });
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await aws.administer('iam', 'PutRolePolicy', { RoleName: 'caller', PolicyName: 'p', PolicyDocument });
  const entry = fixture('caller');
  aws.host.register({ name: 'caller', entry, roleArn: Role.Arn, timeoutSeconds: 20, ...more });
  const invoke = async (...what: string[]) => {
    const { payload, functionError } = await aws.host.invoke('caller', { do: what });
    return { functionError, answer: JSON.parse(payload) };
  };
  const users = async () => {
    const { Users } = await aws.administer('iam', 'ListUsers', {});
    return Users.map(({ UserName }: { UserName: string }) => UserName);
  };
  return { invoke, users };
};

// A policy without a statement is none.
const mayNothing = [allow(['ec2:DescribeRegions'])];
const mayCreate = [allow(['iam:CreateUser', 'iam:GetUser'])];

test('a function is a session of its own role, named after it', async () => {
  const { invoke } = await start(mayNothing);
  const { answer } = await invoke('identity');
  expect(answer).toEqual(['arn:aws:sts::111122223333:assumed-role/caller/caller']);
});

test('a function may do what its role allows and nothing else', async () => {
  const { invoke, users } = await start([allow(['iam:CreateUser'], 'arn:aws:iam::111122223333:user/good')]);
  expect((await invoke('create good')).functionError).toBeUndefined();
  expect((await invoke('create other')).answer.errorType).toBe('AccessDenied');
  expect(await users()).toEqual(['good']);
});

test('a function still signs rightly after the clock was moved by days, with a session of its own time', async () => {
  const { invoke } = await start(mayCreate);
  await invoke('identity');
  await aws.clock.advance(3 * 86_400_000);
  expect((await invoke('identity', 'create late')).functionError).toBeUndefined();
  const sessions = new Set(aws.calls.map(({ accessKeyId }) => accessKeyId));
  expect(sessions.size).toBe(2);
});

test('a process that is killed before the reply has made its change and knows nothing of it', async () => {
  const { invoke, users } = await start(mayCreate);
  const fault = aws.host.killOn('caller', 2);
  const { answer } = await invoke('create one', 'create two', 'create three');
  expect(fault.fired).toBe(true);
  expect(answer.errorType).toBe('Runtime.ExitError');
  expect(await users()).toEqual(['one', 'two']);
  expect(aws.host.logs('caller')).toContain('before create two');
  expect(aws.host.logs('caller')).not.toContain('after create two');
});

test('a process that is killed after the reply makes no further call', async () => {
  const { invoke, users } = await start(mayCreate);
  aws.host.killOn('caller', ({ operation }) => operation === 'CreateUser', 'after-reply');
  const { answer } = await invoke('identity', 'create one', 'create two');
  expect(answer.errorMessage).toContain('signal: killed');
  expect(await users()).toEqual(['one']);
  expect(aws.host.logs('caller')).toContain('after create one');
  expect((await invoke('create three')).functionError).toBeUndefined();
});

test('a process that is killed after the reply to its last call loses its answer', async () => {
  const { invoke, users } = await start(mayCreate);
  aws.host.killOn('caller', 1, 'after-reply');
  expect((await invoke('create one')).answer.errorType).toBe('Runtime.ExitError');
  expect(await users()).toEqual(['one']);
});

test('a cancelled kill never strikes', async () => {
  const { invoke } = await start(mayCreate);
  aws.host.killOn('caller', 1).cancel();
  expect((await invoke('create one')).functionError).toBeUndefined();
});

test('a role that may not poll the queue gets no event source', async () => {
  await start([allow(['sqs:ReceiveMessage', 'sqs:GetQueueAttributes'])]);
  const queueArn = 'arn:aws:sqs:eu-central-1:111122223333:work';
  aws.sqs.create(queueArn);
  expect(() => aws.host.addSqsSource('caller', { queueArn })).toThrow(
    /permissions to call DeleteMessage on SQS/,
  );
});

test('an event that failed three times reaches the dead-letter queue only if the role may write there', async () => {
  const deadLetterQueueArn = 'arn:aws:sqs:eu-central-1:111122223333:dead';
  await start(mayNothing, { deadLetterQueueArn });
  aws.sqs.create(deadLetterQueueArn);
  aws.host.submit('caller', { do: ['create nobody'] });
  await aws.host.idle();
  await aws.clock.advance(600_000);
  expect(aws.sqs.messages(deadLetterQueueArn)).toEqual([]);
  expect(aws.host.logs('caller').at(-1)).toMatch(/event dropped: .*sqs:SendMessage/i);
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow(['sqs:SendMessage'])] });
  await aws.administer('iam', 'PutRolePolicy', { RoleName: 'caller', PolicyName: 'p', PolicyDocument });
  aws.host.submit('caller', { do: ['create nobody'] });
  await aws.host.idle();
  await aws.clock.advance(600_000);
  const [letter] = aws.sqs.messages(deadLetterQueueArn);
  expect(JSON.parse(letter?.body ?? '')).toEqual({ do: ['create nobody'] });
  expect(letter?.messageAttributes['ErrorMessage']?.StringValue).toContain('not authorized');
});

test('a rule invokes a function with the event', async () => {
  const { users } = await start(mayCreate);
  const Arn = 'arn:aws:lambda:eu-central-1:111122223333:function:caller';
  await aws.administer('events', 'PutRule', {
    Name: 'r',
    EventPattern: JSON.stringify({ source: ['test'] }),
  });
  const Input = JSON.stringify({ do: ['create from-a-rule'] });
  await aws.administer('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: 'f', Arn, Input }] });
  aws.events.emit('111122223333', 'eu-central-1', { source: 'test', detailType: 'Test', detail: {} });
  await aws.host.idle();
  expect(await users()).toEqual(['from-a-rule']);
});

test('a user without the right to invoke a function is denied', async () => {
  await start(mayNothing);
  await aws.administer('iam', 'CreateUser', { UserName: 'somebody' });
  const { AccessKey } = await aws.administer('iam', 'CreateAccessKey', { UserName: 'somebody' });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey;
  const credentials = { accessKeyId, secretAccessKey };
  const lambda = new LambdaClient({ region: 'eu-central-1', endpoint: aws.url, credentials, maxAttempts: 1 });
  const invoke = () =>
    lambda.send(new InvokeCommand({ FunctionName: 'caller', Payload: '{"do":["identity"]}' }));
  await expect(invoke()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [allow(['lambda:InvokeFunction'], 'arn:aws:lambda:eu-central-1:111122223333:function:caller')],
  });
  await aws.administer('iam', 'PutUserPolicy', { UserName: 'somebody', PolicyName: 'p', PolicyDocument });
  expect((await invoke()).StatusCode).toBe(200);
});
