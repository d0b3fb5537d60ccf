import { InternalServerError, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grants } from '#functions/remind/grants.ts';
import { handler } from '#functions/remind/handler.ts';
import { note } from '#lib/containment/notes.ts';
import { pager } from '#lib/containment/pages.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { logger } from '#lib/platform/logger.ts';
import { context, functionsTable, granted } from './lambda.ts';

vi.stubEnv('AWS_REGION', 'us-east-1');
vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
vi.stubEnv('TOURNIQUET_MAIL_TOPIC_ARN', 'mail-topic');
vi.stubEnv('TOURNIQUET_PAGES_TOPIC_ARN', 'pages-topic');
const sns = mockClient(SNSClient);
const table = functionsTable();
let records: DynamoRecordStore;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00Z') });
  vi.spyOn(logger, 'info').mockReturnValue();
  vi.spyOn(logger, 'error').mockReturnValue();
  await table.open();
  table.mock.on(ScanCommand).callsFake((input) => table.where().send(new ScanCommand(input)));
  sns.reset();
  sns.on(PublishCommand).resolves({});
  records = new DynamoRecordStore(table.where(), 'incidents');
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await table.close();
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const schedule = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '264875319082',
  time: '2026-11-23T03:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:events:us-east-1:264875319082:rule/tourniquet-remind'],
  detail: {},
};
const invoke = (event: unknown) => handler(event, context());
const published = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
const send = () =>
  pager({ records, publish: async () => {} }).send({
    id: 'github:acme/shop#7',
    subject: 'NOT CONTAINED: AWS key AKIA1',
    body: 'b',
    incidentId: 'AKIA1-1',
  });

describe('on its schedule', () => {
  it.each([[schedule], [{ ...schedule, source: 'aws.scheduler' }], [{}]])(
    'repeats pages on their topic and mails the digest on the other',
    async (event) => {
      await send();
      await note(records, { id: 'x', kind: 'sample', text: 'a sample' });
      vi.setSystemTime('2026-11-23T07:00:00Z');
      const round = { pagesSent: 1, pagesClosed: 0, notesTold: 1, backlogTold: 0 };
      expect(await invoke(event)).toEqual(round);
      expect(published().sort((a, b) => String(a.TopicArn).localeCompare(String(b.TopicArn)))).toEqual([
        {
          TopicArn: 'mail-topic',
          Subject: 'Daily digest of 2026-11-23: 1 report not acted on',
          Message: expect.stringContaining('a sample'),
        },
        {
          TopicArn: 'pages-topic',
          Subject: 'NOT CONTAINED: AWS key AKIA1 (again, 2nd time)',
          Message: expect.stringContaining('acknowledge AKIA1-1'),
        },
      ]);
    },
  );

  it('fails where the table does not answer, so that the alarm on its errors sounds', async () => {
    table.mock.on(ScanCommand).rejects(new InternalServerError({ message: 'down', $metadata: {} }));
    await expect(invoke(schedule)).rejects.toThrow('down');
    expect(published()).toEqual([]);
  });
});

describe('an acknowledgement', () => {
  it.each(['github:acme/shop#7', 'AKIA1-1', 'AKIA1', ' AKIA1-1\n'])(
    'of %j ends the page',
    async (acknowledge) => {
      await send();
      const by = 'ann (stated, unverified, request r-1)';
      expect(await invoke({ acknowledge, by: 'ann' })).toMatchObject({
        pages: [{ id: 'github:acme/shop#7', acknowledgedAt: '2026-11-23T03:00:00.000Z', acknowledgedBy: by }],
      });
      vi.setSystemTime('2026-11-23T04:00:00Z');
      expect(await invoke(schedule)).toMatchObject({ pagesSent: 0 });
      expect(published()).toEqual([]);
    },
  );

  it('need not say by whom', async () => {
    await send();
    expect(await invoke({ acknowledge: 'AKIA1-1' })).toMatchObject({
      pages: [{ acknowledgedBy: 'somebody (stated, unverified, request r-1)' }],
    });
  });

  it('of a page that there is not says so', async () => {
    await expect(invoke({ acknowledge: 'AKIA9-1' })).rejects.toMatchObject({
      name: 'NoSuchPage',
      message: 'there is no page AKIA9-1, and no page about an incident or key AKIA9-1',
    });
  });

  it.each([
    ['acknowledge', { by: 'ann' }],
    ['acknowledge', { acknowledge: 7 }],
    ['acknowledge', { acknowledge: '' }],
    ['acknowledge', { acknowledge: ' ' }],
    ['acknowledge', { acknowledge: 'x'.repeat(2001) }],
    ['by', { acknowledge: 'AKIA1-1', by: 7 }],
    ['by', { acknowledge: 'AKIA1-1', by: 'x'.repeat(201) }],
    ['aknowledge', { aknowledge: 'AKIA1-1' }],
    ['event', 'text'],
    ['event', null],
    ['event', []],
    ['detail-type', { 'detail-type': 'GuardDuty Finding' }],
  ])('with a wrong %s (%o) is refused by name, and nothing is touched', async (field, event) => {
    await send();
    const refused = expect(invoke(event)).rejects;
    await refused.toMatchObject({
      name: 'BadRequest',
      message: expect.stringMatching(new RegExp(`^"?${field}`)),
    });
    expect(table.mock.commandCalls(UpdateItemCommand)).toEqual([]);
    expect(published()).toEqual([]);
  });
});

it('may read the table whole, change its records and publish, and nothing else', () => {
  expect(granted(grants)).toEqual([
    'dynamodb:Scan',
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    'sns:Publish',
  ]);
});
