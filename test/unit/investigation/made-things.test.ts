import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ActivityCounter } from '#lib/investigation/activity.ts';
import { makings } from '#lib/investigation/making.ts';
import { readLookedUpEvent } from '#lib/investigation/trail-record.ts';
import { call } from './world.ts';

type Details = NonNullable<Parameters<typeof call>[0]>;

const activityOf = (...details: Details[]) => {
  const counter = new ActivityCounter();
  for (const detail of details) counter.add(readLookedUpEvent(call(detail), 'us-east-1'));
  return counter.result();
};
const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, '0')}:00Z`;
const user = (eventName: string, minute: number, userName = 'support'): Details => ({
  eventName,
  eventTime: at(minute),
  requestParameters: { userName },
});
const issued = { credentials: { accessKeyId: 'ASIATOURNIQUETTEST02', sessionToken: 'not to be kept' } };

// All calls: making.test.ts.
test.each<[string, string, Details['requestParameters'], Details['responseElements'], string]>([
  ['iam', 'CreateUser', { userName: 'a' }, { user: { userName: 'a' } }, 'user a'],
  [
    'iam',
    'CreateAccessKey',
    null,
    { accessKey: { accessKeyId: 'AKIA1', userName: 'a' } },
    'access key AKIA1 user a',
  ],
  ['sts', 'AssumeRole', { roleArn: 'arn:r' }, issued, 'role session ASIATOURNIQUETTEST02 role arn:r'],
  ['ec2', 'RunInstances', {}, { instancesSet: { items: [{ instanceId: 'i-1' }] } }, 'instance i-1'],
  ['lambda', 'CreateFunction20150331', { functionName: 'f' }, { functionName: 'f' }, 'function f'],
])('%s:%s is told by what it made', (service, eventName, requestParameters, responseElements, words) => {
  const eventSource = `${service}.amazonaws.com`;
  const { made, actions } = activityOf({ eventSource, eventName, requestParameters, responseElements });
  const [thing] = made;
  const owner = thing?.owner ? [thing.owner.kind, thing.owner.name] : [];
  expect([thing?.kind, thing?.id, ...owner].join(' ')).toBe(words);
  expect(actions[0]?.made).toEqual({ kind: thing?.kind, number: 1 });
  expect(JSON.stringify(made)).not.toContain('not to be kept');
});

test('a call that failed made nothing', () => {
  const { made, actions } = activityOf({ ...user('CreateUser', 1), errorCode: 'AccessDenied' });
  expect(made).toEqual([]);
  expect(actions[0]).not.toHaveProperty('made');
});

test('what was taken away again carries the time of it, in whatever order the pages come', () => {
  const { made } = activityOf(user('DeleteUser', 5), user('CreateUser', 3), user('CreateUser', 4, 'other'));
  expect(made.map(({ id, removedAt }) => [id, removedAt])).toEqual([
    ['support', '2026-03-01T10:05:00.000Z'],
    ['other', undefined],
  ]);
});

test('one removal ends one thing: what was made again still stands', () => {
  const { made } = activityOf(user('CreateUser', 5), user('DeleteUser', 5), user('CreateUser', 3));
  expect(made.map(({ removedAt }) => removedAt !== undefined)).toEqual([true, false]);
});

test('a removal before it was made removes something else', () => {
  expect(activityOf(user('CreateUser', 5), user('DeleteUser', 3)).made[0]).not.toHaveProperty('removedAt');
});

test.each<[string, Details, Details]>([
  [
    'a policy that was detached from another user',
    { eventName: 'AttachUserPolicy', requestParameters: { userName: 'a', policyArn: 'arn:p' } },
    { eventName: 'DetachUserPolicy', requestParameters: { userName: 'b', policyArn: 'arn:p' } },
  ],
  [
    'a policy that was detached from a role of the same name',
    { eventName: 'AttachUserPolicy', requestParameters: { userName: 'a', policyArn: 'arn:p' } },
    { eventName: 'DetachRolePolicy', requestParameters: { roleName: 'a', policyArn: 'arn:p' } },
  ],
  [
    'a function of which one version was deleted',
    {
      eventSource: 'lambda.amazonaws.com',
      eventName: 'CreateFunction20150331',
      requestParameters: { functionName: 'f' },
    },
    {
      eventSource: 'lambda.amazonaws.com',
      eventName: 'DeleteFunction20150331',
      requestParameters: { functionName: 'f', qualifier: '1' },
    },
  ],
  [
    'a queue of the same name in another Region',
    { eventSource: 'sqs.amazonaws.com', eventName: 'CreateQueue', requestParameters: { queueName: 'q' } },
    {
      eventSource: 'sqs.amazonaws.com',
      eventName: 'DeleteQueue',
      awsRegion: 'eu-west-1',
      requestParameters: { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/q' },
    },
  ],
])('%s still stands', (_, making, removing) => {
  expect(activityOf(making, removing).made).toHaveLength(1);
  expect(activityOf(making, removing).made[0]).not.toHaveProperty('removedAt');
});

test('instances, functions by ARN and queues by URL are found again when they are removed', () => {
  const ids = { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } };
  const [ec2, lambda, sqs] = ['ec2', 'lambda', 'sqs'].map((name) => ({
    eventSource: `${name}.amazonaws.com`,
  }));
  const { made } = activityOf(
    { ...ec2, eventName: 'RunInstances', responseElements: ids },
    { ...ec2, eventName: 'TerminateInstances', requestParameters: ids },
    { ...lambda, eventName: 'CreateFunction20150331', requestParameters: { functionName: 'f' } },
    {
      ...lambda,
      eventName: 'DeleteFunction20150331',
      requestParameters: { functionName: 'arn:aws:lambda:r:1:function:f' },
    },
    { ...sqs, eventName: 'CreateQueue', requestParameters: { queueName: 'q' } },
    { ...sqs, eventName: 'DeleteQueue', requestParameters: { queueUrl: 'https://sqs/1/q' } },
  );
  expect(made.map(({ removedAt }) => removedAt !== undefined)).toEqual([true, true, true, true]);
});

test('a flood of one kind of call is counted whole and does not push out another kind', () => {
  const flood = Array.from({ length: 500 }, (_, index) => user('CreateLoginProfile', 1, `u${index}`));
  const { made, actions } = activityOf(...flood, user('CreateUser', 1));
  expect(made).toHaveLength(201);
  expect(made.filter(({ kind }) => kind === 'user')).toHaveLength(1);
  expect(actions[0]?.made).toEqual({ kind: 'console login', number: 500 });
});

test.each([
  [{ requestParameters: 'x', responseElements: [] }],
  [{ requestParameters: { userName: 7 }, responseElements: { user: null } }],
  [{}],
])('a call whose record names nothing still counts as one made: %#', (details) => {
  const { made, actions } = activityOf({ eventName: 'CreateUser', ...details });
  expect(made).toEqual([]);
  expect(actions[0]?.made).toEqual({ kind: 'user', number: 1 });
});

test('an event that is named like a method makes nothing', () => {
  expect(activityOf({ eventName: 'constructor' }, { eventName: '__proto__' }).made).toEqual([]);
});

const recorded = new URL('../../../../shared/data/cloudtrail/stratus-red-team/', import.meta.url);
const files = ['aws.persistence.iam-create-admin-user', 'aws.persistence.iam-create-user-login-profile'];

test.runIf(existsSync(recorded))('attacks that others recorded are told by what they made', () => {
  const events: Record<string, unknown>[] = files.flatMap((file) =>
    JSON.parse(readFileSync(new URL(`${file}.json`, recorded), 'utf8')),
  );
  const records = events.map((event) =>
    readLookedUpEvent({ CloudTrailEvent: JSON.stringify(event) }, 'us-east-1'),
  );
  const making = records.filter(
    ({ eventName, errorCode }) => errorCode === null && makings.has(`iam:${eventName}`),
  );
  console.log(`replayed ${records.length} events, ${making.length} of which made something`);
  expect(making.length).toBeGreaterThan(0);
  for (const { made } of making) expect(made?.ids).not.toEqual([]);
});
