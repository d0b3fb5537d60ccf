import { expect, it } from 'vitest';
import { sharedWith } from '#lib/investigation/meaning/shared-with.ts';

const outside = '999988887777';
const record = (requestParameters: object) => ({ recipientAccountId: '111122223333', requestParameters });
const trust = (...principals: unknown[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: principals.map((Principal) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal })),
  });

it.each([
  [
    'iam:UpdateAssumeRolePolicy',
    { policyDocument: trust({ AWS: [`arn:aws:iam::${outside}:root`, 'arn:aws:iam::111122223333:root'] }) },
    [`arn:aws:iam::${outside}:root`],
  ],
  ['iam:UpdateAssumeRolePolicy', { policyDocument: trust({ AWS: outside }, '*') }, [outside, '*']],
  ['iam:UpdateAssumeRolePolicy', { policyDocument: trust({ Service: 'ec2.amazonaws.com' }) }, []],
  [
    's3:PutBucketPolicy',
    { bucketPolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] } },
    ['*'],
  ],
  [
    's3:PutBucketPolicy',
    { bucketPolicy: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*' }] } },
    [],
  ],
  [
    'ec2:ModifySnapshotAttribute',
    { createVolumePermission: { add: { items: [{ userId: outside }, { group: 'all' }] } } },
    [outside, 'all'],
  ],
  ['rds:ModifyDBSnapshotAttribute', { valuesToAdd: [outside, '111122223333'] }, [outside]],
  ['lambda:AddPermission', { principal: outside }, [outside]],
  ['lambda:AddPermission', { principal: 's3.amazonaws.com' }, []],
  [
    'kms:CreateGrant',
    { granteePrincipal: `arn:aws:iam::${outside}:user/x` },
    [`arn:aws:iam::${outside}:user/x`],
  ],
])('of %s with %j are %j', (action, asked, expected) => {
  expect(sharedWith(action, record(asked)).sort()).toEqual([...expected].sort());
});

it('names nothing that is no name of AWS, and five at most', () => {
  const hostile = [
    '\u202egnp',
    'a b',
    "'; reboot",
    'https://evil.example/',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  ];
  expect(
    sharedWith('iam:UpdateAssumeRolePolicy', record({ policyDocument: trust({ AWS: hostile }) })),
  ).toEqual([]);
  const many = Array.from({ length: 40 }, (_, index) => String(200000000000 + index));
  expect(sharedWith('rds:ModifyDBSnapshotAttribute', record({ valuesToAdd: many }))).toHaveLength(5);
  expect(sharedWith('iam:UpdateAssumeRolePolicy', record({ policyDocument: 'no JSON' }))).toEqual([]);
  expect(sharedWith('constructor', record({}))).toEqual([]);
});
