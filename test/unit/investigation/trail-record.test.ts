import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiName, readLookedUpEvent } from '#lib/investigation/trail-record.ts';
import { call, key } from './world.ts';

test('a looked-up call is read with its time in UTC, its place and its maker', () => {
  const record = readLookedUpEvent(call({ errorCode: 'AccessDenied', awsRegion: 'eu-west-1' }), 'eu-west-1');
  expect(record).toMatchObject({
    eventTime: '2026-03-01T10:00:00.000Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListUsers',
    region: 'eu-west-1',
    readOnly: true,
    errorCode: 'AccessDenied',
    sourceIp: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0',
    accessKeyId: key,
    identity: { type: 'IAMUser', name: 'ci', arn: 'arn:aws:iam::111122223333:user/ci', issuerArn: null },
    damage: null,
  });
});

test.each([
  ['CreateFunction20150331', 'CreateFunction'],
  ['AddPermission20150331v2', 'AddPermission'],
  ['GetObject', 'GetObject'],
  ['ListObjectsV2', 'ListObjectsV2'],
])('%s is the API %s', (eventName, api) => {
  expect(apiName(eventName)).toBe(api);
});

test.each([
  ['not JSON', '{"eventName":', 'it is not valid JSON'],
  ['an array', '[1]', 'it is no JSON object'],
  ['missing', undefined, 'it has no CloudTrailEvent'],
])('a record that is %s is still counted by what stands outside', (_, CloudTrailEvent, damage) => {
  const { CloudTrailEvent: __, ...outside } = call({ eventName: 'CreateUser' });
  const event = CloudTrailEvent === undefined ? outside : { ...outside, CloudTrailEvent };
  const record = readLookedUpEvent(event, 'us-east-1');
  expect(record).toMatchObject({ eventName: 'CreateUser', accessKeyId: key, region: 'us-east-1', damage });
  expect(record.eventTime).toBe('2026-03-01T10:00:00.000Z');
  expect(record.sourceIp).toBeNull();
});

test('fields of a wrong type are as if they were missing', () => {
  const event = {
    CloudTrailEvent: JSON.stringify({
      eventName: 7,
      sourceIPAddress: { a: 1 },
      userIdentity: 'x',
      eventTime: 'soon',
    }),
  };
  expect(readLookedUpEvent(event, 'us-east-1')).toMatchObject({
    eventId: 'unnamed',
    eventName: 'unknown',
    sourceIp: null,
    identity: null,
    eventTime: null,
    readOnly: null,
  });
});

test('an error message without a code is a failure', () => {
  const CloudTrailEvent = JSON.stringify({ errorMessage: 'Failed authentication' });
  expect(readLookedUpEvent({ CloudTrailEvent }, 'us-east-1').errorCode).toBe('unnamed');
});

test('a role session is named by its role', () => {
  const sessionIssuer = { type: 'Role', userName: 'deploy', arn: 'arn:aws:iam::111122223333:role/deploy' };
  const userIdentity = {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::1:assumed-role/deploy/x',
    sessionContext: { sessionIssuer },
  };
  const CloudTrailEvent = JSON.stringify({ userIdentity });
  expect(readLookedUpEvent({ CloudTrailEvent }, 'us-east-1').identity).toMatchObject({
    name: 'deploy',
    issuerArn: sessionIssuer.arn,
  });
});

const plaso = new URL('../../../../shared/data/cloudtrail/plaso/aws_cloudtrail.jsonl', import.meta.url);

test.runIf(existsSync(plaso))('LookupEvents output that others recorded is read whole', () => {
  const lines = readFileSync(plaso, 'utf8').trim().split('\n');
  const records = lines.map((line) => {
    const event = JSON.parse(line);
    return readLookedUpEvent({ ...event, EventTime: new Date(event.EventTime) }, 'us-east-1');
  });
  console.log(`replayed ${records.length} looked-up events`);
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) {
    expect(record.damage).toBeNull();
    expect(record.eventTime).toMatch(/^2022-.*Z$/);
    expect(record.readOnly).not.toBeNull();
  }
});

test('a secret in a user agent is not kept', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzKEYKEYKE';
  for (let turn = 0; turn < 2; turn += 1) {
    const record = readLookedUpEvent(call({ userAgent: `aws-cli/2 secret=${secret}` }), 'eu-west-1');
    expect(record.userAgent).toMatch(/^aws-cli\/2 /);
    expect(record.userAgent).not.toContain(secret);
  }
  expect(readLookedUpEvent(call({ userAgent: '' }), 'eu-west-1').userAgent).toBeNull();
});
