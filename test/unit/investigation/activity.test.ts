import { expect, test } from 'vitest';
import { ActivityCounter } from '#lib/investigation/activity.ts';
import { readLookedUpEvent } from '#lib/investigation/trail-record.ts';
import { call } from './world.ts';

const counted = (...events: ReturnType<typeof call>[]) => {
  const counter = new ActivityCounter();
  for (const event of events) counter.add(readLookedUpEvent(event, 'us-east-1'));
  return counter.result();
};

test('calls are counted by action and region, failures apart, the most frequent first', () => {
  const activity = counted(
    call({ eventName: 'ListBuckets', eventSource: 's3.amazonaws.com' }),
    call({ eventTime: '2026-03-01T11:00:00Z', errorCode: 'AccessDenied' }),
    call({ eventTime: '2026-03-01T09:00:00Z' }),
    call({ awsRegion: 'eu-west-1' }),
  );
  expect(activity).toMatchObject({ events: 4, failed: 1 });
  expect(activity.actions).toHaveLength(3);
  expect(activity.actions[0]).toEqual({
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListUsers',
    region: 'us-east-1',
    readOnly: true,
    events: 2,
    failed: 1,
    first: '2026-03-01T09:00:00.000Z',
    last: '2026-03-01T11:00:00.000Z',
  });
});

test('the last call that succeeded is told from the last call', () => {
  const activity = counted(
    call({ eventTime: '2026-03-01T09:00:00Z' }),
    call({ eventTime: '2026-03-01T10:00:00Z', errorCode: 'AccessDenied' }),
  );
  expect(activity.last).toBe('2026-03-01T10:00:00.000Z');
  expect(activity.lastSucceeded).toBe('2026-03-01T09:00:00.000Z');
});

test('one address with two user agents is two sources', () => {
  const activity = counted(call(), call(), call({ userAgent: 'Boto3/1.34' }));
  expect(activity.sources.map(({ ip, userAgent, events }) => [ip, userAgent, events])).toEqual([
    ['198.51.100.7', 'aws-cli/2.15.0', 2],
    ['198.51.100.7', 'Boto3/1.34', 1],
  ]);
});

test('a record that cannot be read counts as a call, not as a success, and is named', () => {
  const activity = counted({ ...call({ eventName: 'CreateUser' }), EventId: 'e-1', CloudTrailEvent: '{' });
  expect(activity).toMatchObject({ events: 1, failed: 0, lastSucceeded: null });
  expect(activity.damaged).toEqual({ events: 1, examples: ['e-1: it is not valid JSON'] });
  expect(activity.actions[0]?.eventName).toBe('CreateUser');
});

test('a thief who changes its user agent with every call does not fill the memory', () => {
  const calls = Array.from({ length: 1_010 }, (_, index) => call({ userAgent: `agent-${index}` }));
  const activity = counted(...calls, call({ userAgent: 'agent-0' }));
  expect(activity.events).toBe(1_011);
  expect(activity.sources).toHaveLength(1_000);
  expect(activity.sources[0]).toMatchObject({ userAgent: 'agent-0', events: 2 });
  expect(activity.unlistedSources).toBe(10);
});

test('the action is a read or a change as soon as one record says so', () => {
  const { ReadOnly: _, ...silent } = call();
  const activity = counted({ ...silent, CloudTrailEvent: '{' }, call());
  expect(activity.actions).toMatchObject([{ eventName: 'ListUsers', readOnly: true, events: 2 }]);
});
