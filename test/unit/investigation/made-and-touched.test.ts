import { expect, it, test } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { investigateRecords } from '#lib/investigation/offline.ts';
import { user } from '#test/fixtures/cloudtrail/callers.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';

const accessKeyId = 'AKIATOURNIQUETTEST01';
const thief = user('ci', accessKeyId);

const found = (...calls: [action: string, asked: Json, answered?: Json][]) =>
  investigateRecords(
    { accessKeyId },
    calls.map(([action, requestParameters, responseElements = {}], minute) =>
      record(thief, action, at(minute), { requestParameters, responseElements, readOnly: false }),
    ),
  );

it('tells what was made on something that stood before as made, and that as touched with the way back', () => {
  const { created, touched } = found([
    'lambda:AddPermission20150331v2',
    { functionName: 'f', statementId: 'backdoor', principal: '*' },
  ]);
  expect(created).toMatchObject([{ type: 'AWS::Lambda::Permission', id: 'backdoor' }]);
  expect(touched).toMatchObject([
    {
      kind: 'function policy',
      id: 'f',
      revert: 'aws lambda remove-permission --region eu-west-1 --function-name f --statement-id backdoor',
    },
  ]);
});

it('tells what stands by itself as made alone', () => {
  const { created, touched } = found([
    'ec2:AuthorizeSecurityGroupIngress',
    { groupId: 'sg-1' },
    { securityGroupRuleSet: { items: [{ groupId: 'sg-1', securityGroupRuleId: 'sgr-1' }] } },
  ]);
  expect(created).toMatchObject([{ type: 'AWS::EC2::SecurityGroupIngress', id: 'sgr-1' }]);
  expect(touched).toEqual([]);
});

test.each<[string[], string | undefined]>([
  [[], undefined],
  [['iam:CreateUser'], undefined],
  [['s3:CreateBucket'], 'CreateBucket also succeeds where the thing already stood.'],
  [
    ['sqs:CreateQueue', 's3:CreateBucket', 'events:PutRule', 's3:CreateBucket'],
    'CreateBucket, CreateQueue and PutRule also succeed where the thing already stood.',
  ],
])('after %j the notes say which of the calls make nothing new for certain', (actions, note) => {
  const { notes } = found(...actions.map((action): [string, Json] => [action, {}]));
  expect(notes.find((each) => each.includes('already stood'))).toBe(note);
});
