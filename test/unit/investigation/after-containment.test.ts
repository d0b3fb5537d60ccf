import { expect, test } from 'vitest';
import { AfterContainment } from '#lib/investigation/after-containment.ts';
import { readRecord, type TrailRecord } from '#lib/investigation/trail-record.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { leaked, thief } from './lineage.ts';

const contained = '2026-05-04T08:10:00.500Z';
const called = (minutes: number, action = 's3:ListBuckets'): TrailRecord =>
  readRecord(record(thief, action, at(minutes)));

test('calls that succeeded later than containment was read back are counted, with the latest of them', () => {
  const after = new AfterContainment(contained);
  for (const minutes of [9, 11, 10, 12]) after.add(called(minutes), leaked);
  expect(after.result()).toEqual({
    at: contained,
    succeeded: 2,
    examples: [
      { credential: leaked, eventName: 'ListBuckets', region: 'eu-west-1', at: '2026-05-04T08:12:00.000Z' },
      { credential: leaked, eventName: 'ListBuckets', region: 'eu-west-1', at: '2026-05-04T08:11:00.000Z' },
    ],
  });
});

test.each([
  ['was refused', readRecord(refused(record(thief, 's3:ListBuckets', at(20))))],
  ['has no time', readRecord({ ...record(thief, 's3:ListBuckets', at(20)), eventTime: 'soon' })],
  ['could not be read', { ...called(20), damage: 'it is not valid JSON' }],
  ['came at the very moment', { ...called(20), eventTime: contained }],
])('a call that %s does not count', (_, call) => {
  const after = new AfterContainment(contained);
  after.add(call, leaked);
  expect(after.result()).toEqual({ at: contained, succeeded: 0, examples: [] });
});

test('of many the ten latest are kept, in whatever order they come', () => {
  const minutes = Array.from({ length: 30 }, (_, number) => 11 + ((number * 7) % 30));
  const after = new AfterContainment(contained);
  for (const each of minutes) after.add(called(each), leaked);
  const { succeeded, examples } = after.result();
  expect(succeeded).toBe(30);
  expect(examples.map((example) => example.at)).toEqual(
    Array.from({ length: 10 }, (_, number) => at(40 - number).replace('Z', '.000Z')),
  );
});
