import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { grants } from '#functions/investigate/grants.ts';
import { handler } from '#functions/investigate/handler.ts';
import { answerWith, awsError, call, cloudTrail, key } from '#test/unit/investigation/world.ts';

const dynamo = mockClient(DynamoDBClient);
const ec2 = mockClient(EC2Client);
const sns = mockClient(SNSClient);
const topic = 'arn:aws:sns:us-east-1:111122223333:mail';
const event = { incidentId: `${key}-1`, accessKeyId: key };

const context = (remaining = 900_000): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'investigate',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:investigate',
  memoryLimitInMB: '512',
  awsRequestId: 'r-1',
  logGroupName: 'g',
  logStreamName: 's',
  getRemainingTimeInMillis: () => remaining,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** A table with one contained incident, which remembers its marks as DynamoDB's conditional writes do. */
const tableWithIncident = () => {
  const item: Record<string, unknown> = {
    incidentId: event.incidentId,
    accessKeyId: key,
    accountId: '111122223333',
    principal: null,
    status: 'contained',
    openedAt: '2026-03-01T10:00:00.000Z',
    containedAt: '2026-03-01T10:00:05.000Z',
  };
  dynamo.on(GetItemCommand).callsFake(() => ({ Item: marshall(item) }));
  dynamo.on(UpdateItemCommand).callsFake(({ ExpressionAttributeNames }) => {
    const mark = ExpressionAttributeNames?.['#mark'];
    if (mark in item) throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    item[mark] = 'now';
    return { Attributes: marshall(item) };
  });
};

/** Invokes a while later, when the pacers of the container have turns to give at once. */
const invoke = (what: unknown, as: Context = context()) => {
  vi.setSystemTime(Date.now() + 5_000);
  return handler(what, as);
};

const mails = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);

vi.stubEnv('TOURNIQUET_MAIL_TOPIC_ARN', topic);
vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
vi.stubEnv('AWS_REGION', 'us-east-1');
vi.useFakeTimers({ now: new Date('2026-03-01T10:10:00Z'), toFake: ['Date'] });
afterAll(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});
beforeEach(() => {
  for (const mock of [dynamo, ec2, sns]) mock.reset();
  ec2
    .on(DescribeRegionsCommand)
    .resolves({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] });
  sns.on(PublishCommand).resolves({});
  tableWithIncident();
  answerWith({ 'us-east-1': { pages: [[call()]] }, 'eu-west-1': { pages: [[call(), call()]] } });
});

test('a look is answered and mailed to the mail topic with the time of containment', async () => {
  const found = await invoke(event, context());
  expect(found).toMatchObject({ accessKeyId: key, events: 3 });
  expect(found.coverage.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1']);
  expect(mails()).toHaveLength(1);
  expect(mails()[0]).toMatchObject({ TopicArn: topic, Subject: expect.stringContaining(key) });
  expect(mails()[0]?.Message).toContain('before containment (read back at 2026-03-01T10:00:05Z)');
});

test('a repeated invocation looks and answers again but mails once', async () => {
  await invoke(event, context());
  expect(await invoke(event, context())).toMatchObject({ events: 3 });
  expect(mails()).toHaveLength(1);
});

test('a mail that could not be sent is sent by the repeated invocation', async () => {
  sns.on(PublishCommand).rejectsOnce(awsError('InternalError', 'SNS is down')).resolves({});
  await expect(invoke(event, context())).rejects.toThrow('SNS is down');
  await invoke(event, context());
  expect(mails()).toHaveLength(2);
  await invoke(event, context());
  expect(mails()).toHaveLength(2);
});

test('people are told even when the incident store is down', async () => {
  dynamo.on(GetItemCommand).rejects(awsError('InternalServerError'));
  dynamo.on(UpdateItemCommand).rejects(awsError('InternalServerError'));
  await invoke(event, context());
  expect(mails()[0]?.Message).toContain('containment has not been read back');
});

test('an incident that does not exist is answered, not mailed and not made', async () => {
  dynamo.on(GetItemCommand).resolves({});
  expect(await invoke(event, context())).toMatchObject({ events: 3 });
  expect(mails()).toEqual([]);
  expect(dynamo.commandCalls(UpdateItemCommand)).toHaveLength(0);
});

test('when no region can be read, people are told that', async () => {
  const error = awsError('AccessDeniedException');
  answerWith({ 'us-east-1': { error }, 'eu-west-1': { error } });
  await invoke(event, context());
  expect(mails()[0]?.Subject).toContain('INCOMPLETE, no calls found so far');
});

test('a look stops while there is still time to tell', async () => {
  const remaining = [60_000, 60_000];
  const running = { ...context(), getRemainingTimeInMillis: () => remaining.pop() ?? 29_999 };
  const { coverage } = await invoke(event, running);
  expect(coverage.every(({ complete }) => !complete)).toBe(true);
  expect(mails()).toHaveLength(1);
});

test.each([
  ['incidentId', { accessKeyId: key }],
  ['accessKeyId', { incidentId: 'i-1' }],
  ['accessKeyId', { incidentId: 'i-1', accessKeyId: 'not a key' }],
  ['incidentId', { incidentId: 7, accessKeyId: key }],
  ['event', null],
])('an event with a wrong %s is refused by name', async (field, malformed) => {
  await expect(invoke(malformed, context())).rejects.toMatchObject({
    name: 'BadRequest',
    message: expect.stringMatching(new RegExp(`^${field}: `)),
  });
  expect(mails()).toEqual([]);
  expect(cloudTrail.calls()).toHaveLength(0);
});

test('a pasted secret is not repeated in the error', async () => {
  const accessKeyId = `${Math.random()}/${Math.random()}`;
  const refused = invoke({ incidentId: 'i-1', accessKeyId }, context());
  await expect(refused).rejects.toThrow(/^(?!.*0\.\d)/);
});

test('the function may call what it calls and nothing else', () => {
  expect(grants(deployment).map(({ actions, resources }) => ({ actions, resources }))).toEqual([
    { actions: ['cloudtrail:LookupEvents'], resources: ['*'] },
    { actions: ['ec2:DescribeRegions'], resources: ['*'] },
    { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: ['table'] },
    { actions: ['sns:Publish'], resources: [topic] },
  ]);
});
