import { DurableExecutionAlreadyStartedException, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { deployedChannels } from '#lib/containment/channels.ts';
import { executionName } from '#lib/containment/start-investigation.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { key } from './fake-account.ts';
import { incident } from './incidents.ts';
import { emptyRecords } from './records.ts';

const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);
const lambda = mockClient(LambdaClient);

const environment = {
  TOURNIQUET_MAIL_TOPIC_ARN: 'mail-topic',
  TOURNIQUET_PAGES_TOPIC_ARN: 'pages-topic',
  TOURNIQUET_SIGNALS_QUEUE_URL: 'signals-url',
  TOURNIQUET_DEAD_LETTERS_QUEUE_URL: 'dead-letters-url',
  TOURNIQUET_INVESTIGATE_FUNCTION: 'investigate',
  TOURNIQUET_RESTORE_FUNCTION: 'restore',
};

let records: RecordStore;

beforeEach(async () => {
  records = await emptyRecords();
  for (const mock of [sns, sqs, lambda]) mock.reset();
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it('mails go to the mail topic and pages to the pager’s', async () => {
  const { mail, page } = deployedChannels(records);
  await mail({ subject: 'Contained', body: 'b' });
  await page({ id: 'p', subject: 'NOT CONTAINED', body: 'b' });
  expect(sns.commandCalls(PublishCommand).map(({ args }) => args[0].input)).toEqual([
    { TopicArn: 'mail-topic', Subject: 'Contained', Message: 'b' },
    {
      TopicArn: 'pages-topic',
      Subject: 'NOT CONTAINED',
      Message: expect.stringMatching(/^b\n\n.*acknowledge p$/),
    },
  ]);
});

it('a note waits for the digest, and no mail goes out', async () => {
  await deployedChannels(records).note({ id: 'not-ours:1', kind: 'not-ours', text: 'a key of another' });
  expect(await records.list('note')).toMatchObject({ 'not-ours:1': { kind: 'not-ours' } });
  expect(sns.calls()).toEqual([]);
});

it('the later look comes after the delay that was asked for, the dead letter at once', async () => {
  const { lookAgain, keepDeadLetter } = deployedChannels(records);
  await lookAgain(`${key}-1`, 2, 300);
  await keepDeadLetter('text');
  const [look, letter] = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
  expect(look).toMatchObject({ QueueUrl: 'signals-url', DelaySeconds: 300 });
  expect(JSON.parse(look?.MessageBody ?? '')).toEqual({
    kind: 'look-again',
    incidentId: `${key}-1`,
    look: 2,
  });
  expect(letter).toEqual({ QueueUrl: 'dead-letters-url', MessageBody: 'text', DelaySeconds: 0 });
});

it('the investigation is started and not waited for', async () => {
  await deployedChannels(records).investigate(incident());
  const [start] = lambda.commandCalls(InvokeCommand).map(({ args }) => args[0].input);
  expect(start).toMatchObject({ FunctionName: 'investigate', InvocationType: 'Event' });
  const payload = new TextDecoder().decode(start?.Payload as Uint8Array);
  expect(JSON.parse(payload)).toEqual({ incidentId: `${key}-1`, accessKeyId: key });
});

it('a durable investigation is started under a name of the incident, and one that runs already is no fault', async () => {
  vi.stubEnv('TOURNIQUET_INVESTIGATE_FUNCTION', 'investigate:live');
  const started = new DurableExecutionAlreadyStartedException({ message: 'other payload', $metadata: {} });
  lambda.on(InvokeCommand).rejectsOnce(started).resolves({});
  for (const accessKeyId of [null, key])
    await deployedChannels(records).investigate(incident({ accessKeyId }));
  expect(lambda.commandCalls(InvokeCommand).map(({ args }) => args[0].input)).toMatchObject([
    { FunctionName: 'investigate:live', DurableExecutionName: `${key}-1`, InvocationType: 'Event' },
    { FunctionName: 'investigate:live', DurableExecutionName: `${key}-1` },
  ]);
  lambda.on(InvokeCommand).rejects(new Error('throttled'));
  await expect(deployedChannels(records).investigate(incident())).rejects.toThrow('throttled');
});

it.each([
  ['investigate', false],
  ['investigate:live', true],
  ['264875319082:investigate', false],
  ['264875319082:function:investigate:7', true],
  ['arn:aws:lambda:eu-west-1:264875319082:function:investigate', false],
  ['arn:aws-cn:lambda:cn-north-1:264875319082:function:investigate:live', true],
])('a function called %s takes an execution name: %s', async (name, named) => {
  vi.stubEnv('TOURNIQUET_INVESTIGATE_FUNCTION', name);
  await deployedChannels(records).investigate(incident());
  const [start] = lambda.commandCalls(InvokeCommand).map(({ args }) => args[0].input);
  expect(start?.DurableExecutionName !== undefined).toBe(named);
});

it('an execution name is one that Lambda takes, always the same, and another for another incident', () => {
  const ids = [`${key}-1`, `user-264875319082-${'x'.repeat(64)}-1`, `user-264875319082-${'x'.repeat(64)}-2`];
  const names = ids.map(executionName);
  for (const name of names) expect(name).toMatch(/^[\w-]{1,64}$/);
  expect(names).toEqual(ids.map(executionName));
  expect(new Set(names).size).toBe(3);
  expect(names[0]).toBe(ids[0]);
});

it('the way to undo is named from its settings, and a missing one is named too', async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('TOURNIQUET_ACCOUNT_ID', '111122223333');
  const ways = { restoreFunction: 'restore', region: 'eu-central-1', account: '111122223333' };
  expect(deployedChannels(records).undoWays).toEqual(ways);
  vi.stubEnv('TOURNIQUET_CONTAIN_FUNCTION', 'contain');
  expect(deployedChannels(records).undoWays).toEqual({ ...ways, containFunction: 'contain' });
  vi.stubEnv('TOURNIQUET_RESTORE_FUNCTION', '');
  expect(() => deployedChannels(records).undoWays).toThrow('TOURNIQUET_RESTORE_FUNCTION: is not set');
});

it('mails and pages need no way to undo: the function that restores has no such setting', async () => {
  vi.stubEnv('TOURNIQUET_RESTORE_FUNCTION', '');
  const { mail } = deployedChannels(records);
  await mail({ subject: 'Restored', body: 'b' });
  expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
});
