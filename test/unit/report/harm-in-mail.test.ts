import { expect, test } from 'vitest';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { harmPhrases } from '#lib/report/harm/phrases.ts';
import { investigationMail } from '#lib/report/investigation-mail.ts';
import { action, bodyOf, context, found, key, made, sectionOf, trustPolicy } from './found.ts';

const call = (service: string, eventName: string, effects: string[], events = 1, failed = 0) =>
  action({ eventSource: `${service}.amazonaws.com`, eventName, readOnly: false, events, failed, effects });

const instances = made('instance', 'RunInstances', [{ id: 'i-1' }, { id: 'i-2' }], 'ec2');
const started = { ...instances.action, events: 1, effects: ['billed', 'changed'] };
const user = made('user', 'CreateUser', [{ id: 'support' }]);
const madeUser = { ...user.action, effects: ['changed'] };
const looked = action({ effects: ['discovered'] });
const secrets = call('secretsmanager', 'GetSecretValue', ['read-data'], 4, 1);

const theft: Partial<Investigation> = {
  actions: [looked, madeUser, secrets, started],
  made: [...instances.things, ...user.things],
};

test('the subject says the worst first, in words, and the number of calls last', () => {
  const { subject } = investigationMail(found(theft), context);
  expect(subject).toBe(`Leaked key ${key}: started 2 instances, read secrets 3 times, made user support`);
});

test('the worst comes first: what others were let into, what is gone, what costs, what was read, what was made', () => {
  const actions = [
    ...(theft.actions ?? []),
    call('s3', 'DeleteBucket', ['destroyed'], 2),
    call('s3', 'PutBucketPolicy', ['shared', 'changed']),
    call('ssm', 'GetParameter', ['read-data']),
    call('bedrock', 'InvokeModel', ['billed'], 500),
  ];
  const techniques = [{ id: 'T1562.008', name: 'Impair Defenses', tactic: 'defense evasion', events: 1 }];
  expect(harmPhrases(found({ ...theft, actions, techniques, touched: [trustPolicy] }))).toEqual([
    'let outsiders in by bucket policy',
    'deleted 2 buckets',
    'weakened defences',
    'invoked 500 models',
    'started 2 instances',
    'read secrets 3 times, parameters once',
    'made user support',
    'changed 1 thing that stood before',
  ]);
});

test('what failed is no harm', () => {
  const vain = [call('s3', 'DeleteBucket', [], 5, 5), call('secretsmanager', 'GetSecretValue', [], 2, 2)];
  const all = found({ actions: vain, events: 7, failed: 7 });
  expect(harmPhrases(all)).toEqual(['every call failed']);
  expect(sectionOf(bodyOf({ actions: vain, events: 7, failed: 7 }), 'What it did, the worst first')).toEqual([
    'Tried in vain  s3:DeleteBucket (5), secretsmanager:GetSecretValue (2)',
  ]);
  expect(harmPhrases(found({ actions: [looked, ...vain] }))).toEqual(['only looked']);
});

test('the section names each kind of call once, with the worst that it amounts to and what it made', () => {
  expect(sectionOf(bodyOf(theft), 'What it did, the worst first')).toEqual([
    'Costs money  ec2:RunInstances -> 2 instances',
    'Read data    secretsmanager:GetSecretValue (3)',
    'Changed      iam:CreateUser -> 1 user',
    'Only looked  iam:ListUsers (30)',
  ]);
});

test('how many of the calls are the workload’s own is told with how many there are', () => {
  const sources = [
    { ip: '198.51.100.7', userAgent: 'x', events: 10, first: null, last: null, pattern: 'usual' as const },
    { ip: '203.0.113.6', userAgent: 'x', events: 27, first: null, last: null, pattern: 'foreign' as const },
  ];
  expect(bodyOf({ sources })).toContain(
    'made 37 calls (5 failed), 10 of them from where the workload works, in 2 Regions',
  );
});
