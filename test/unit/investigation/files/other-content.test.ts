import { expect, it } from 'vitest';
import { delivered, lookedUp, readOne, record } from './given.ts';

const json = (value: unknown): string => JSON.stringify(value);

it.each<[string, unknown]>([
  ['missing', undefined],
  ['cut off', '{"eventVersion":"1.08","userIdentity":{"type":"IAMUser"'],
  ['no record', '{"some":"thing"}'],
])('makes a record of the outer fields when CloudTrailEvent is %s, and says so', async (_, inner) => {
  const { taken, whole, problems } = await readOne(
    json({ Events: [{ ...lookedUp(record(7)), CloudTrailEvent: inner }] }),
  );
  expect(taken).toEqual([
    {
      eventID: 'event-7',
      eventTime: '2026-01-05T09:00:00.000Z',
      eventName: 'CreatePolicy',
      eventSource: 'iam.amazonaws.com',
      readOnly: 'false',
      userIdentity: { userName: 'deploy-bot', accessKeyId: 'AKIAEXAMPLELEAKED001' },
    },
  ]);
  expect({ whole, problems }).toEqual({
    whole: false,
    problems: [
      { what: 'an event whose CloudTrailEvent is missing or broken', count: 1, example: 'line 1, byte 11' },
    ],
  });
});

it('reads times as version 1 of the AWS CLI wrote them', async () => {
  const { taken } = await readOne(json({ EventId: 'a', EventName: 'GetUser', EventTime: 1767603600.5 }));
  expect(taken).toMatchObject([{ eventTime: '2026-01-05T09:00:00.500Z' }]);
});

it.each<[string, unknown]>([
  ['a policy', { Version: '2012-10-17', Statement: [] }],
  ['an empty object', {}],
  ['a notification of S3', { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' }] }],
  ['a finding of GuardDuty', delivered({ id: '1', type: 'Recon:IAMUser/x' }, 'GuardDuty Finding')],
  ['a log message that is no record', { events: [{ message: 'START RequestId' }] }],
  ['an event of LookupEvents without anything', { CloudTrailEvent: '' }],
])('passes over %s, counted', async (_, value) => {
  const { taken, whole, problems } = await readOne(`${json(value)}\n${json(record(1))}`);
  expect({ taken, whole }).toEqual({ taken: [record(1)], whole: false });
  expect(problems).toMatchObject([{ what: 'not a CloudTrail record', count: 1 }]);
});

it('passes over events of CloudTrail Insights, which are no calls, without a loss', async () => {
  const insight = {
    eventVersion: '1.11',
    eventType: 'AwsCloudTrailInsight',
    eventCategory: 'Insight',
    insightDetails: { eventName: 'x' },
  };
  const { taken, whole, problems } = await readOne(json({ Records: [insight, record(1), insight] }));
  expect({ taken, whole }).toEqual({ taken: [record(1)], whole: true });
  expect(problems).toMatchObject([{ what: 'an event of CloudTrail Insights, which is no call', count: 2 }]);
});

it('names a digest file by its content, and misses nothing without it', async () => {
  const digest = {
    awsAccountId: '111122223333',
    digestS3Object: 'AWSLogs/1/CloudTrail-Digest/x',
    logFiles: [{ s3Object: 'x' }],
  };
  expect(await readOne(json(digest))).toMatchObject({
    records: 0,
    whole: true,
    problems: [{ what: 'a file of another kind', count: 1, example: 'a CloudTrail digest' }],
  });
});

it.each([
  ['nothing', ''],
  ['a byte order mark', '\ufeff'],
  ['blanks', ' \r\n\t\n'],
])('says that a file holds %s', async (_, content) => {
  expect(await readOne(content)).toMatchObject({
    records: 0,
    whole: false,
    problems: [{ what: 'an empty file', count: 1 }],
  });
});

it.each([8 * 1024 * 1024, 9_000_000])(
  'skips a record of more than %d bytes, counts it and goes on',
  async (size) => {
    const large = json({ ...record(1), requestParameters: { data: 'x'.repeat(size), list: [{ a: 1 }] } });
    const { taken, whole, problems } = await readOne(
      `{"Records":[${json(record(0))},${large},${json(record(2))}]}`,
    );
    expect(taken).toEqual([record(0), record(2)]);
    expect(whole).toBe(false);
    expect(problems).toMatchObject([{ what: 'a record larger than 8 MB', count: 1 }]);
  },
);

it('goes on behind a first record of more than 8 MB', async () => {
  const large = json({ ...record(1), requestParameters: { data: 'x'.repeat(9_000_000) } });
  const { taken, problems } = await readOne(`${large}\n${json(record(0))}\n{"a":1}\n`);
  expect(taken).toEqual([record(0)]);
  expect(problems.map(({ what }) => what)).toEqual(['a record larger than 8 MB', 'not a CloudTrail record']);
});

it('reads a record of almost 8 MB', async () => {
  const large = { ...record(1), requestParameters: { data: 'x'.repeat(8_000_000) } };
  expect((await readOne(json([large, record(2)]))).taken).toEqual([large, record(2)]);
});

it('hands on a record with bytes of another encoding, and says so', async () => {
  const latin1 = Buffer.from(json(record(1)), 'latin1');
  const { taken, whole, problems } = await readOne(latin1);
  expect(taken).toMatchObject([{ eventID: 'event-1' }]);
  expect({ whole, problems }).toMatchObject({
    whole: false,
    problems: [{ what: 'a record with bytes that are not UTF-8' }],
  });
});

it('does not mind a replacement character that was written', async () => {
  const written = { ...record(1), userAgent: '\ufffd' };
  expect(await readOne(json(written))).toMatchObject({ taken: [written], whole: true });
});

it.each([
  ['a log in text', '[2026-01-05 09:00:00] INFO started {"a":1}\n[2026-01-05 09:00:01] WARN {x}\n'],
  ['a table', '"eventID","eventName"\n"1","CreateUser"\n'],
  ['prose', 'The key was used from two addresses.\n'],
  ['zeros', Buffer.alloc(100_000)],
  ['noise', Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * at * 31 + at) % 251))],
])('names %s as no JSON', async (_, content) => {
  expect(await readOne(content)).toMatchObject({
    records: 0,
    whole: false,
    problems: [{ what: 'not JSON', count: 1 }],
  });
});

it('stops reading what goes on without a record', async () => {
  const { bytes, problems } = await readOne(Buffer.alloc(20_000_000, 'no JSON '));
  expect(problems).toMatchObject([{ what: 'not JSON' }]);
  expect(bytes).toBeLessThan(9_000_000);
});
