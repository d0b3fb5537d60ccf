import { expect, it } from 'vitest';
import { keepsOthersOut } from '#lib/cli/doctor/queue-policy.ts';

const queue = 'arn:aws:sqs:eu-west-1:111122223333:tourniquet-signals';
const rule = 'arn:aws:events:eu-west-1:111122223333:rule/tourniquet-guardduty';
const role = 'arn:aws:iam::111122223333:role/tourniquet-contain';
const senders = { roleArns: [role], ruleArns: [rule] };

const ourRules = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: queue,
  Condition: { ArnLike: { 'aws:SourceArn': rule } },
};
const nobodyElse = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:SendMessage',
  Resource: queue,
  Condition: {
    ArnNotEquals: { 'aws:PrincipalArn': [role] },
    Bool: { 'aws:PrincipalIsAWSService': 'false' },
  },
};
const closed = (...Statement: object[]) => keepsOthersOut(JSON.stringify({ Statement }), senders);

it('holds a queue closed that lets in our rules and functions alone, in any form of the same', () => {
  expect(closed(ourRules, nobodyElse)).toBe(true);
  const insecure = { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Condition: { Bool: {} } };
  expect(closed(insecure, { ...nobodyElse, Principal: { AWS: '*' }, Action: ['SQS:SendMessage'] })).toBe(
    true,
  );
});

it.each([
  ['no deny', [ourRules]],
  ['a deny of one', [ourRules, { ...nobodyElse, Principal: { AWS: role } }]],
  [
    'a deny that a further condition leaves open',
    [
      ourRules,
      { ...nobodyElse, Condition: { ...nobodyElse.Condition, StringEquals: { 'aws:UserAgent': 'none' } } },
    ],
  ],
  [
    'a further role that is spared',
    [{ ...nobodyElse, Condition: { ...nobodyElse.Condition, ArnNotEquals: { 'aws:PrincipalArn': '*' } } }],
  ],
  [
    'another service that is let in',
    [ourRules, nobodyElse, { ...ourRules, Principal: { Service: 'sns.amazonaws.com' } }],
  ],
  ['any rule that is let in', [nobodyElse, { ...ourRules, Condition: undefined }]],
  [
    "a stranger's rule that is let in",
    [
      nobodyElse,
      { ...ourRules, Condition: { ArnLike: { 'aws:SourceArn': [rule, rule.replace('guardduty', '*')] } } },
    ],
  ],
  ['somebody who is let in', [nobodyElse, { ...ourRules, Principal: { AWS: '*' } }]],
])('holds none closed with %s', (_, statements) => {
  expect(closed(...statements)).toBe(false);
});

it('holds none closed that has no policy, or one that is not understood', () => {
  for (const text of [undefined, '', '{', '{}', '[]', '{"Statement":"x"}'])
    expect(keepsOthersOut(text, senders), text).toBe(false);
});
