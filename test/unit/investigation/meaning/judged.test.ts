import { expect, it, test } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { judged } from '#lib/investigation/meaning/techniques/judged.ts';
import { techniquesOf } from '#lib/investigation/meaning/techniques.ts';

const own = '111122223333';
const asking = (requestParameters: unknown): Json => ({ requestParameters, recipientAccountId: own });
const idsOf = (action: string, detail: Json) => techniquesOf(action, detail).map(({ id }) => id);

const allow = (principal: unknown, condition?: unknown) =>
  JSON.stringify({ Statement: { Effect: 'Allow', Principal: principal, Action: '*', Condition: condition } });

test.each<[string, unknown, string[]]>([
  ['ec2:ModifyImageAttribute', { launchPermission: { add: { items: [{ group: 'all' }] } } }, ['T1537']],
  ['ec2:ModifyImageAttribute', { launchPermission: { add: { items: [{ userId: own }] } } }, []],
  ['ec2:ModifyImageAttribute', { launchPermission: { remove: { items: [{ group: 'all' }] } } }, []],
  ['ec2:ModifyImageAttribute', { imageId: 'ami-1', description: 'new' }, []],
  [
    'ec2:ModifySnapshotAttribute',
    { createVolumePermission: { add: { items: [{ userId: '999988887777' }] } } },
    ['T1537'],
  ],
  ['rds:ModifyDBSnapshotAttribute', { valuesToAdd: ['999988887777'] }, ['T1537']],
  ['rds:ModifyDBSnapshotAttribute', { valuesToRemove: ['999988887777'] }, []],
  ['s3:PutBucketPolicy', { bucketPolicy: JSON.parse(allow('*')) }, ['T1537']],
  ['s3:PutBucketPolicy', { bucketPolicy: JSON.parse(allow({ AWS: own })) }, []],
  ['s3:PutBucketAcl', { 'x-amz-acl': ['public-read'] }, ['T1537']],
  ['s3:PutBucketAcl', { 'x-amz-acl': ['private'] }, []],
  ['iam:AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, ['T1098.003']],
  ['iam:AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' }, []],
  ['iam:AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }, []],
  ['iam:AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/AWSDenyAllButMe' }, ['T1098.003']],
  ['iam:DetachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }, ['T1562.001', 'T1098.003']],
  ['iam:DetachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }, ['T1098']],
  ['iam:UpdateAccessKey', { status: 'Active' }, ['T1098.001']],
  ['iam:UpdateAccessKey', { status: 'Inactive' }, ['T1531']],
  ['ec2:RunInstances', { instanceType: 't3.micro' }, ['T1578.002']],
  ['ec2:RunInstances', { instanceType: 'p4d.24xlarge' }, ['T1578.002', 'T1496.001']],
  ['ec2:RunInstances', { instanceType: 'c5.4xlarge' }, ['T1578.002', 'T1496.001']],
  ['ec2:RunInstances', { instanceType: 'c5.2xlarge' }, ['T1578.002']],
  [
    'ec2:RunInstances',
    { instanceType: 't3.micro', instancesSet: { items: [{ maxCount: 50 }] } },
    ['T1578.002', 'T1496.001'],
  ],
  [
    'ec2:RunInstances',
    { instanceType: 't3.micro', iamInstanceProfile: { name: 'admin' } },
    ['T1578.002', 'T1548.005'],
  ],
  ['ec2:ModifyInstanceAttribute', { userData: '<sensitiveDataRemoved>' }, ['T1059.009', 'T1578.005']],
  ['ec2:ModifyInstanceAttribute', { attribute: 'instanceType' }, ['T1578.005']],
  ['ec2:DescribeInstanceAttribute', { attribute: 'userData' }, ['T1580', 'T1552.005']],
  ['ec2:DescribeInstanceAttribute', { attribute: 'instanceType' }, ['T1580']],
  ['rds:ModifyDBInstance', { masterUserPassword: '****', publiclyAccessible: true }, ['T1098.001', 'T1133']],
  ['rds:ModifyDBInstance', { deletionProtection: false }, ['T1490']],
  ['rds:ModifyDBInstance', { allocatedStorage: 20 }, ['T1578.005']],
  ['s3:PutObject', { key: 'docs/HOW_TO_DECRYPT_FILES.txt' }, ['T1486']],
  ['s3:PutObject', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }, ['T1486']],
  ['s3:PutObject', { key: 'report.pdf' }, []],
  [
    's3:CopyObject',
    { 'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:us-east-1:999988887777:key/k' },
    ['T1486'],
  ],
  ['s3:CopyObject', { bucketName: 'thief', 'x-amz-copy-source': 'victim/data.csv' }, ['T1537']],
  ['s3:CopyObject', { bucketName: 'victim', 'x-amz-copy-source': '/victim/data.csv' }, []],
  ['s3:PutBucketLifecycle', { bucketName: 'pictures' }, ['T1485.001']],
  ['s3:PutBucketLifecycle', { bucketName: 'org-cloudtrail' }, ['T1562.008', 'T1485.001']],
  ['s3:PutBucketVersioning', { VersioningConfiguration: { Status: 'Suspended' } }, ['T1490']],
  ['s3:PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } }, []],
  [
    's3:PutBucketVersioning',
    { VersioningConfiguration: { Status: 'Enabled', MfaDelete: 'Disabled' } },
    ['T1490'],
  ],
  ['sns:Publish', { topicArn: 'arn:aws:sns:us-east-1:111122223333:builds' }, []],
  ['sns:Publish', { phoneNumber: '+15555550100' }, ['T1496.004']],
])('%s with %j means %j', (action, requestParameters, ids) => {
  expect(judged.has(action)).toBe(true);
  expect(idsOf(action, asking(requestParameters))).toEqual(ids);
});

it('counts a trust policy that IAM refused as a search for principals', () => {
  const detail = { ...asking({ roleName: 'r' }), errorCode: 'MalformedPolicyDocumentException' };
  expect(idsOf('iam:UpdateAssumeRolePolicy', detail)).toEqual(['T1087.004']);
  expect(idsOf('iam:UpdateAssumeRolePolicy', asking({ roleName: 'r' }))).toEqual(['T1098.003']);
});

it('sees in an instance that asks who it is that somebody else holds its credentials', () => {
  const session = (sessionContext: unknown) => ({ userIdentity: { type: 'AssumedRole', sessionContext } });
  expect(idsOf('sts:GetCallerIdentity', session({ ec2RoleDelivery: '2.0' }))).toEqual([
    'T1087.004',
    'T1552.005',
  ]);
  expect(idsOf('sts:GetCallerIdentity', session({}))).toEqual(['T1087.004']);
});

const odd = [undefined, null, 'text', 7, [], {}, { instancesSet: { items: [null, 'x', { maxCount: {} }] } }];

test.each([...judged.keys()])('%s is judged whatever stands in the record', (action) => {
  for (const requestParameters of odd) {
    for (const { id } of techniquesOf(action, asking(requestParameters))) expect(id).toMatch(/^T\d{4}/);
  }
});

it('takes a record that shows nothing for the worse', () => {
  for (const action of ['ec2:ModifyImageAttribute', 's3:PutBucketPolicy', 's3:PutBucketAcl'])
    expect(idsOf(action, {}), action).toEqual(['T1537']);
  expect(idsOf('ec2:RunInstances', {})).toEqual(['T1578.002', 'T1496.001']);
});
