import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grants } from '#functions/publish-incident/grants.ts';
import { destinationsOf } from '#lib/incident/destinations.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { logger } from '#lib/platform/logger.ts';
import { key, signal } from '../containment/fake-account.ts';
import { context, deployment, functionsTable } from './lambda.ts';

vi.stubEnv('AWS_REGION', 'us-east-1');
vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
vi.stubEnv('TOURNIQUET_EVENT_BUS', 'the-bus');
vi.stubEnv('TOURNIQUET_CHAT_TOPIC_ARN', 'chat-topic');
const { handler } = await import('#functions/publish-incident/handler.ts');

const eventBridge = mockClient(EventBridgeClient);
const sns = mockClient(SNSClient);
const table = functionsTable();
const incidentId = `${key}-1`;

beforeEach(async () => {
  vi.spyOn(logger, 'info').mockReturnValue();
  vi.spyOn(logger, 'error').mockReturnValue();
  await table.open();
  eventBridge.reset();
  eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  sns.reset();
  sns.on(PublishCommand).resolves({});
  const store = new DynamoIncidentStore(table.where(), 'incidents');
  await store.claim(key, signal());
});
afterEach(async () => {
  vi.restoreAllMocks();
  await table.close();
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const record = (messageId: string, body: object | string): SQSRecord => ({
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  receiptHandle: messageId,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'contain',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:264875319082:tourniquet-incident-changes',
  awsRegion: 'us-east-1',
});
const invoke = (...Records: ReturnType<typeof record>[]) => handler({ Records }, context());
const noted = async () =>
  (await destinationsOf(new DynamoRecordStore(table.where(), 'incidents'), incidentId)).map(
    ({ destination, outcome }) => `${destination} ${outcome}`,
  );

describe('a message about an incident', () => {
  it('is told to the homes that are configured, and leaves the queue', async () => {
    expect(await invoke(record('1', { incidentId, state: 'a' }))).toEqual({ batchItemFailures: [] });
    expect(await noted()).toEqual(['event-bus done', 'chat done']);
    expect(eventBridge.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]?.EventBusName).toBe(
      'the-bus',
    );
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input.TopicArn).toBe('chat-topic');
  });

  it('stays alone on the queue where a home failed, and the others of its batch leave', async () => {
    sns.on(PublishCommand).rejectsOnce(new Error('down')).resolves({});
    const answer = await invoke(
      record('1', { incidentId, state: 'a' }),
      record('2', { incidentId, state: 'b' }),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  it('that cannot be read stays as well, for people to find it among the dead letters', async () => {
    expect(await invoke(record('1', '{'))).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(logger.error).toHaveBeenCalledOnce();
  });
});

it('may put events of its own kind on the bus, and change nothing in any account', () => {
  const destinations = {
    incidentChangesQueueArn: 'q',
    eventBus: true,
    github: true,
    chatTopicArn: 't',
  } as const;
  const all = grants({ ...deployment, destinations });
  const actions = all.flatMap((grant) => grant.actions);
  expect(actions.filter((action) => action.startsWith('iam:') || action.startsWith('sts:'))).toEqual([]);
  expect(all.find((grant) => grant.actions.includes('events:PutEvents'))?.conditions).toEqual({
    StringEquals: {
      'events:source': 'tourniquet.incident',
      'events:detail-type': 'Tourniquet Incident Changed',
    },
  });
});
