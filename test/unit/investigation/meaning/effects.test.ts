import { expect, it, test } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { billing, destroying, issuing, readingData } from '#lib/investigation/meaning/effects/actions.ts';
import { effectsOf } from '#lib/investigation/meaning/effects.ts';

test.each<[string, boolean | null, unknown, string[]]>([
  ['secretsmanager:GetSecretValue', true, {}, ['read-data']],
  ['ssm:GetParameters', true, {}, ['read-data']],
  ['s3:GetObject', true, {}, ['read-data']],
  ['ec2:DescribeInstanceAttribute', true, { attribute: 'userData' }, ['read-data']],
  ['ec2:DescribeInstanceAttribute', true, { attribute: 'ebsOptimized' }, ['discovered']],
  ['secretsmanager:ListSecrets', true, {}, ['discovered']],
  ['ec2:DescribeInstances', true, {}, ['discovered']],
  ['sts:GetCallerIdentity', true, {}, ['discovered']],
  // CloudTrail counts both as reading.
  ['sts:AssumeRole', true, {}, ['issued']],
  ['bedrock:InvokeModel', true, {}, ['billed']],
  ['signin:ConsoleLogin', false, {}, ['issued']],
  ['iam:CreateAccessKey', false, {}, ['issued', 'changed']],
  ['iam:CreateUser', false, {}, ['changed']],
  ['ec2:RunInstances', false, {}, ['billed', 'changed']],
  ['ses:VerifyEmailIdentity', false, {}, ['billed', 'changed']],
  ['sns:Publish', false, { phoneNumber: '+1' }, ['billed', 'changed']],
  ['sns:Publish', false, { topicArn: 'arn:t' }, ['changed']],
  ['lambda:AddPermission', false, { principal: '*' }, ['shared', 'changed']],
  ['ec2:TerminateInstances', false, {}, ['destroyed']],
  ['s3:DeleteObjects', false, {}, ['destroyed']],
  ['kms:ScheduleKeyDeletion', false, {}, ['destroyed']],
  ['cloudtrail:DeleteTrail', false, {}, ['destroyed']],
  ['iam:DeleteUserPolicy', false, {}, ['changed']],
  ['s3:DeleteBucketEncryption', false, {}, ['changed']],
  ['ec2:DeleteTags', false, {}, ['changed']],
  ['rds-data:ExecuteStatement', false, {}, ['read-data', 'changed']],
  // A record that does not say: by its name.
  ['newservice:ListThings', null, {}, ['discovered']],
  ['newservice:MakeThing', null, {}, ['changed']],
  ['kms:Decrypt', null, {}, ['read-data']],
  ['constructor', null, {}, ['changed']],
])('%s, reading: %s, with %j: %j', (action, readOnly, requestParameters, effects) => {
  expect(effectsOf(action, readOnly, { requestParameters, recipientAccountId: '111122223333' })).toEqual(
    effects,
  );
});

it('sees no effect of a call that failed', () => {
  expect(effectsOf('secretsmanager:GetSecretValue', true, { errorCode: 'AccessDenied' })).toEqual([]);
  // Sign-in tells its failures in the message alone.
  expect(effectsOf('signin:ConsoleLogin', false, { errorMessage: 'Failed authentication' })).toEqual([]);
});

it('finds something in every call, and never the same twice', () => {
  const actions = [...readingData, ...issuing, ...billing, ...destroying, 'a:B', ''];
  const details: Json[] = [{}, { requestParameters: null }, { requestParameters: 'x', responseElements: [] }];
  for (const action of actions)
    for (const readOnly of [true, false, null])
      for (const detail of details) {
        const effects = effectsOf(action, readOnly, detail);
        expect(effects.length).toBeGreaterThan(0);
        expect(new Set(effects).size).toBe(effects.length);
      }
});
