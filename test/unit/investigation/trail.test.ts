import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { beforeEach, expect, test } from 'vitest';
import { lookupEvents } from '#lib/investigation/trail.ts';
import type { LookedUp, TrailRecord } from '#lib/investigation/trail-record.ts';
import { answerWith, awsError, call, cloudTrail, key, testTrail } from './world.ts';

const lookup = {
  attribute: { key: 'AccessKeyId', value: key },
  from: new Date('2026-02-01T00:00:00Z'),
  to: new Date('2026-03-02T00:00:00Z'),
  regions: ['us-east-1', 'eu-west-1'],
} as const;

let taken: TrailRecord[];
const take = (records: readonly LookedUp[]) => {
  taken.push(...records.map(({ record }) => record));
};
beforeEach(() => {
  taken = [];
  cloudTrail.reset();
});

test('every page of every region is read and each region gives an account of itself', async () => {
  const early = call({ eventTime: '2026-03-01T08:00:00Z' });
  const late = call({ eventTime: '2026-03-01T09:00:00Z' });
  answerWith({ 'us-east-1': { pages: [[late], [], [early]] } });
  expect(await lookupEvents(lookup, take, testTrail())).toEqual([
    {
      region: 'us-east-1',
      source: 'lookup-events',
      complete: true,
      events: 2,
      oldest: '2026-03-01T08:00:00.000Z',
      newest: '2026-03-01T09:00:00.000Z',
    },
    { region: 'eu-west-1', source: 'lookup-events', complete: true, events: 0, oldest: null, newest: null },
  ]);
  expect(taken.map(({ eventId }) => eventId)).toEqual([late.EventId, early.EventId]);
});

test('every page asks for the same key and window, 50 at a time', async () => {
  answerWith({ 'us-east-1': { pages: [[call()], [call()]] } });
  await lookupEvents({ ...lookup, regions: ['us-east-1'] }, take, testTrail());
  const asked = {
    LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: key }],
    StartTime: lookup.from,
    EndTime: lookup.to,
    MaxResults: 50,
  };
  const inputs = cloudTrail.commandCalls(LookupEventsCommand).map(({ args }) => args[0].input);
  expect(inputs).toEqual([asked, { ...asked, NextToken: '1' }]);
});

test('a region that refuses says why and does not stop the others', async () => {
  answerWith({
    'us-east-1': { pages: [[call()]] },
    'eu-west-1': { error: awsError('AccessDeniedException') },
  });
  const [here, there] = await lookupEvents(lookup, take, testTrail());
  expect(here).toMatchObject({ complete: true, events: 1 });
  expect(there).toMatchObject({ complete: false, events: 0 });
  expect(there?.reason).toBe('cloudtrail:LookupEvents failed: AccessDeniedException: told so');
});

test('a throttled page is waited for, ever longer, and then read', async () => {
  const pauses: number[] = [];
  const throttled = awsError('ThrottlingException', 'Rate exceeded');
  const asked = cloudTrail.on(LookupEventsCommand);
  for (let time = 0; time < 8; time++) asked.rejectsOnce(throttled);
  asked.resolves({ Events: [call()] });
  const [coverage] = await lookupEvents({ ...lookup, regions: ['us-east-1'] }, take, testTrail(pauses));
  expect(coverage).toMatchObject({ complete: true, events: 1 });
  expect(pauses).toHaveLength(8);
  expect(pauses[7]).toBeGreaterThan(pauses[0] ?? 0);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(20_000);
});

test.each([
  ['throttling', awsError('ThrottlingException'), 30],
  ['a fault of the service', Object.assign(awsError('Oops'), { $metadata: { httpStatusCode: 503 } }), 6],
  ['a call that hangs', awsError('AbortError'), 6],
])('%s that never ends is given up after a number of tries', async (_, error, tries) => {
  answerWith({ 'us-east-1': { error } });
  const [coverage] = await lookupEvents({ ...lookup, regions: ['us-east-1'] }, take, testTrail());
  expect(cloudTrail.commandCalls(LookupEventsCommand)).toHaveLength(tries);
  expect(coverage?.complete).toBe(false);
  expect(coverage?.reason).toContain(`(after ${tries} tries)`);
});

test('each attempt takes a turn of the pacer', async () => {
  let turns = 0;
  const turn = async () => {
    turns += 1;
  };
  cloudTrail.on(LookupEventsCommand).rejectsOnce(awsError('ThrottlingException')).resolves({ Events: [] });
  const trail = testTrail([], { pacerFor: () => ({ turn }) });
  await lookupEvents({ ...lookup, regions: ['us-east-1'] }, take, trail);
  expect(turns).toBe(2);
});

test('when the time runs out, what was read stands and the region is not complete', async () => {
  answerWith({ 'us-east-1': { pages: [[call()], [call()], [call()]] } });
  const trail = testTrail([], { timeLeft: () => 2 - taken.length });
  const [coverage] = await lookupEvents({ ...lookup, regions: ['us-east-1'] }, take, trail);
  expect(coverage).toMatchObject({ complete: false, events: 2 });
  expect(coverage?.reason).toBe('the time for this look ran out; older events were not read');
});

test('a call cut off at the end of the time is not held against CloudTrail', async () => {
  let left = 5;
  cloudTrail.on(LookupEventsCommand).callsFake(() => {
    left = 0;
    throw awsError('AbortError');
  });
  const trail = testTrail([], { timeLeft: () => left });
  const [coverage] = await lookupEvents({ ...lookup, regions: ['us-east-1'] }, take, trail);
  expect(coverage?.reason).toBe('the time for this look ran out; older events were not read');
});

test('a page token that comes back is not followed for ever', async () => {
  cloudTrail.on(LookupEventsCommand).resolves({ Events: [call()], NextToken: 'again' });
  const [coverage] = await lookupEvents({ ...lookup, regions: ['us-east-1'] }, take, testTrail());
  expect(coverage).toMatchObject({
    complete: false,
    events: 2,
    reason: 'CloudTrail answered the same page twice',
  });
});

test('a fault of whoever takes the records is not taken for one of CloudTrail', async () => {
  answerWith({ 'us-east-1': { pages: [[call()]] } });
  const broken = () => {
    throw new Error('the disk is full');
  };
  await expect(lookupEvents(lookup, broken, testTrail())).rejects.toThrow('the disk is full');
});

test('each region has a client of its own that never retries by itself', async () => {
  const { clientFor } = testTrail();
  const [one, other] = [clientFor('us-east-1'), clientFor('eu-west-1')];
  expect(one).not.toBe(other);
  expect(clientFor('us-east-1')).toBe(one);
  expect(await other.config.region()).toBe('eu-west-1');
  expect(await other.config.maxAttempts()).toBe(1);
});
