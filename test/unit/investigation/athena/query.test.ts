import { GetQueryResultsCommand } from '@aws-sdk/client-athena';
import { beforeEach, expect, test } from 'vitest';
import { queryAthena } from '#lib/investigation/athena/query.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import {
  answerWith,
  athena,
  awsError,
  executionId,
  gathering,
  question,
  started,
  testAthena,
} from './world.ts';

const row = (region: string, more: object = {}) => ({
  region,
  source: 'athena',
  complete: true,
  events: 0,
  oldest: null,
  newest: null,
  ...more,
});

beforeEach(() => {
  athena.reset();
});

test('both pages are read, record by record, and each Region gives an account of itself', async () => {
  answerWith(['running', 'running', 'succeeded'], ['page-1', 'page-2']);
  const { taken, sizes, take } = gathering();
  expect(await queryAthena(question, take, testAthena())).toEqual([
    row('us-east-1', { events: 2, oldest: '2026-03-01T08:00:00.000Z', newest: '2026-03-01T08:05:00.000Z' }),
    row('eu-west-1', { events: 1, oldest: '2026-03-01T08:31:00.000Z', newest: '2026-03-01T08:31:00.000Z' }),
  ]);
  expect(sizes).toEqual([2, 1]);
  expect(taken.map(({ eventName }) => eventName)).toEqual(['AssumeRole', 'GetObject', 'ListBuckets']);
});

test('a record comes out as it stands in the trail', async () => {
  answerWith(['succeeded'], ['page-1', 'page-2']);
  const { taken, take } = gathering();
  await queryAthena(question, take, testAthena());
  expect(taken[1]).toEqual({
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROATOURNIQUETTEST01:night',
      arn: 'arn:aws:sts::444455556666:assumed-role/deploy/night',
      accountId: '444455556666',
      accessKeyId: 'ASIATOURNIQUETTEST01',
      sessionContext: {
        attributes: { mfaAuthenticated: 'false', creationDate: '2026-03-01T08:00:00Z' },
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROATOURNIQUETTEST01',
          arn: 'arn:aws:iam::444455556666:role/deploy',
          accountId: '444455556666',
          userName: 'deploy',
        },
      },
    },
    eventTime: '2026-03-01T08:05:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0',
    requestParameters: {
      bucketName: 'acme-payroll',
      Host: 'acme-payroll.s3.amazonaws.com',
      key: '2026/02.csv',
    },
    additionalEventData: { SignatureVersion: 'SigV4', bytesTransferredOut: 1024 },
    requestID: '1b1f5a6e-0000-4000-8000-000000000002',
    eventID: '1b1f5a6e-1111-4111-8111-000000000002',
    readOnly: true,
    resources: [
      { ARN: 'arn:aws:s3:::acme-payroll/2026/02.csv', type: 'AWS::S3::Object' },
      { ARN: 'arn:aws:s3:::acme-payroll', accountId: '444455556666', type: 'AWS::S3::Bucket' },
    ],
    eventType: 'AwsApiCall',
    recipientAccountId: '444455556666',
    vpcEndpointId: 'vpce-0a1b2c3d',
  });
});

test('the query runs in the workgroup, on the table, with its values apart from its text', async () => {
  answerWith(['succeeded']);
  const table = { catalog: 'org_catalog', database: 'security', table: 'cloudtrail' };
  await queryAthena(question, gathering().take, testAthena([], { table }));
  const [input] = started();
  expect(input).toMatchObject({
    WorkGroup: 'investigations',
    QueryExecutionContext: { Database: 'security', Catalog: 'org_catalog' },
    ExecutionParameters: [
      "'2026/02/28'",
      "'2026/03/03'",
      "'2026-03-01T00:00:00'",
      "'2026-03-02T12:30:01'",
      "'AKIATOURNIQUETTEST01'",
    ],
  });
  expect(input?.QueryString).not.toContain('AKIATOURNIQUETTEST01');
  expect(input?.ResultConfiguration).toBeUndefined();
});

test('pages are asked for 1,000 rows at a time, each by the token of the one before', async () => {
  answerWith(['succeeded'], ['page-1', 'page-2']);
  await queryAthena(question, gathering().take, testAthena());
  const inputs = athena.commandCalls(GetQueryResultsCommand).map(({ args }) => args[0].input);
  const asked = { QueryExecutionId: executionId, MaxResults: 1000 };
  expect(inputs).toEqual([asked, { ...asked, NextToken: 'AbCdEfTokenOfPageTwo' }]);
});

test('an empty answer is an answer: one row says that everything was read', async () => {
  answerWith(['succeeded'], ['empty']);
  const { sizes, take } = gathering();
  expect(await queryAthena(question, take, testAthena())).toEqual([row('all-regions')]);
  expect(sizes).toEqual([]);
});

test('a Region that was named has a row also when nothing happened there', async () => {
  answerWith(['succeeded'], ['page-2']);
  const regions = ['us-west-2', 'eu-west-1'];
  const rows = await queryAthena({ ...question, regions }, gathering().take, testAthena());
  expect(rows).toEqual([row('eu-west-1', rows[0]), row('us-west-2')]);
  expect(rows[0]).toMatchObject({ complete: true, events: 1 });
});

test('a field that cannot be read is named, and the rest of its record is kept', async () => {
  answerWith(['succeeded'], ['damaged']);
  const { taken, take } = gathering();
  const [here, there] = await queryAthena(question, take, testAthena());
  expect(here).toMatchObject({ region: 'us-east-1', complete: false, events: 2 });
  expect(here?.reason).toBe(
    'in 2 of these events a field could not be read: requestParameters, userIdentity',
  );
  expect(there).toMatchObject({ region: 'eu-west-1', complete: true, events: 1 });
  expect(taken[0]).toMatchObject({ eventName: 'PutUserPolicy', userIdentity: { userName: 'ci' } });
  expect(taken[0]).not.toHaveProperty('requestParameters');
  expect(taken[1]).toMatchObject({
    eventName: 'CreateUser',
    requestParameters: 'HIDDEN_DUE_TO_SECURITY_REASONS',
  });
});

test('when a page cannot be read, what was read stands, and no row is complete', async () => {
  answerWith(['succeeded'], ['page-1']);
  athena
    .on(GetQueryResultsCommand, { NextToken: 'AbCdEfTokenOfPageTwo' })
    .rejects(awsError('AccessDeniedException'));
  const { taken, take } = gathering();
  const rows = await queryAthena(question, take, testAthena());
  expect(taken).toHaveLength(2);
  expect(rows).toEqual([
    row('us-east-1', { ...rows[0], events: 2, complete: false }),
    row('all-regions', {
      complete: false,
      reason: `athena:GetQueryResults failed: AccessDeniedException: told so (query ${executionId})`,
    }),
  ]);
});

test('a page token that comes back is not followed for ever', async () => {
  answerWith(['succeeded'], ['page-1', 'page-1']);
  const { taken, take } = gathering();
  const rows = await queryAthena(question, take, testAthena());
  expect(athena.commandCalls(GetQueryResultsCommand)).toHaveLength(2);
  expect(rows.at(-1)).toMatchObject({ region: 'all-regions', complete: false });
  expect(rows.at(-1)?.reason).toContain('the same page twice');
  // Only the first row of the first page can be the header: here the second page repeats it as a row.
  expect(taken).toHaveLength(5);
});

test('the next page waits until the one before was taken', async () => {
  answerWith(['succeeded'], ['page-1', 'page-2']);
  const order: string[] = [];
  await queryAthena(
    question,
    async ([first]) => {
      order.push(`${first?.['eventName']} of ${athena.commandCalls(GetQueryResultsCommand).length} pages`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push('done');
    },
    testAthena(),
  );
  expect(order).toEqual(['AssumeRole of 1 pages', 'done', 'ListBuckets of 2 pages', 'done']);
});

test('an answer without rows, or a row without cells, breaks nothing', async () => {
  answerWith(['succeeded'], []);
  athena
    .on(GetQueryResultsCommand)
    .resolvesOnce({ NextToken: 'more' })
    .resolves({ ResultSet: { Rows: [{}] } });
  const { taken, take } = gathering();
  expect(await queryAthena(question, take, testAthena())).toEqual([row('unknown', { events: 1 })]);
  expect(taken).toEqual([{}]);
});

test('hundreds of identities are asked for in more than one query, and each answer counts', async () => {
  answerWith(['succeeded'], ['page-2', 'page-2']);
  const accessKeyIds = Array.from({ length: 201 }, (_, each) => `ASIA${String(each).padStart(16, '0')}`);
  const rows = await queryAthena({ ...question, accessKeyIds }, gathering().take, testAthena());
  expect(started().map(({ ExecutionParameters }) => ExecutionParameters?.length)).toEqual([204, 5]);
  expect(rows).toMatchObject([{ region: 'eu-west-1', complete: true, events: 2 }]);
});

test('when one of several queries fails, no row is complete', async () => {
  answerWith(['succeeded', 'failed'], ['page-2']);
  const accessKeyIds = Array.from({ length: 201 }, (_, each) => `ASIA${String(each).padStart(16, '0')}`);
  const rows = await queryAthena({ ...question, accessKeyIds }, gathering().take, testAthena());
  expect(rows).toMatchObject([
    { region: 'eu-west-1', complete: false, events: 1 },
    { region: 'all-regions', complete: false },
  ]);
});

test.each([
  ['accessKeyIds', { accessKeyIds: [] }, 'names nobody'],
  ['accessKeyIds', { accessKeyIds: [''] }, 'empty or malformed'],
  ['userNames', { userNames: ['u'.repeat(1_023)] }, 'longer than the 1024 characters'],
  ['roleArns', { roleArns: ["'".repeat(512)] }, 'longer than the 1024 characters'],
  ['principalIds', { principalIds: ['AIDA', ''] }, 'empty or malformed'],
  ['accounts', { accounts: ['11112222333'] }, 'malformed'],
  ['accounts', { accounts: ['111122223333\n'] }, 'malformed'],
  ['regions', { regions: ["us-east-1' OR '1'='1"] }, 'malformed'],
  ['from', { from: new Date(Number.NaN) }, 'is not a time'],
  ['to', { to: new Date('+012026-01-01T00:00:00Z') }, 'is not a time'],
  ['from', { from: question.to }, 'is not before to'],
])('a question with a wrong field %s is refused before anything is asked', async (field, wrong, words) => {
  const asking = queryAthena({ ...question, ...wrong }, gathering().take, testAthena());
  const error = await asking.catch((fault: unknown) => fault);
  expect(error).toBeInstanceOf(BadRequest);
  expect(error).toMatchObject({ field, message: expect.stringContaining(words) });
  expect(started()).toEqual([]);
});
