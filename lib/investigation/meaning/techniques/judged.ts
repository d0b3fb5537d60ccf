import { type Json, textsAt } from '../../detail.ts';
import { isHolding } from '../holding.ts';
import { asked, askedFor, asksNothing, valueAt } from '../request.ts';
import { sharesWithOutside } from '../sharing.ts';
import type { Reading } from './catalogue.ts';

type Judge = (detail: Json) => readonly Reading[];

const nothing: readonly Reading[] = [];

/** A technique only where the call lets somebody outside in. */
const whenShared = (action: string): [string, Judge] => [
  action,
  (detail) => (sharesWithOutside(action, detail) ? ['T1537'] : nothing),
];

// AWS's quarantine and this responder's deny are no attack; taking them off is.
const attaching: Judge = (detail) => (isHolding(detail) ? nothing : [['T1098.003', 'privilege escalation']]);
const detaching: Judge = (detail) =>
  isHolding(detail)
    ? ['T1562.001', ['T1098.003', 'privilege escalation']]
    : [['T1098', 'privilege escalation']];

// Accelerators, bare metal and the large sizes: what people hire by the hour for mining and models.
const costly = /^(?:p\d|g\d|gr\d|inf\d|trn\d|dl\d|f\d|vt\d|u-)|\.(?:metal|(?:[4-9]|\d{2,3})xlarge)/;

const numberAsked = (detail: Json): number => {
  const items = valueAt(detail, asked('instancesSet.items'));
  const counts = (Array.isArray(items) ? items : []).map((item: Json) => Number(item['maxCount']));
  return Math.max(0, ...counts.filter(Number.isFinite));
};

const launching: Judge = (detail) => {
  const types = textsAt(detail, asked('instanceType'));
  const hijacks = types.length === 0 || types.some((type) => costly.test(type)) || numberAsked(detail) > 1;
  const passesRole = askedFor(detail)['iamInstanceProfile'] !== undefined;
  return [
    'T1578.002',
    ...(hijacks ? ['T1496.001' as const] : []),
    ...(passesRole ? ['T1548.005' as const] : []),
  ];
};

const changesInstance: Judge = (detail) =>
  askedFor(detail)['userData'] !== undefined || askedFor(detail)['attribute'] === 'userData'
    ? ['T1059.009', 'T1578.005']
    : ['T1578.005'];

// User data often holds passwords and keys, and comes from the same source as the instance's own credentials.
const readsInstance: Judge = (detail) =>
  asksNothing(detail) || askedFor(detail)['attribute'] === 'userData' ? ['T1580', 'T1552.005'] : ['T1580'];

// Whether a principal exists shows in whether IAM takes a policy that names it.
const rewritesTrust: Judge = (detail) =>
  detail['errorCode'] === 'MalformedPolicyDocumentException' ? ['T1087.004'] : ['T1098.003'];

// It names the account and the user. T1033 would fit the word "whoami", but ATT&CK knows it only on hosts. What runs
// on an instance knows its role: who asks with the instance's credentials has mostly just got hold of them.
const asksWho: Judge = (detail) =>
  valueAt(detail, 'userIdentity.sessionContext.ec2RoleDelivery') === undefined
    ? ['T1087.004']
    : ['T1087.004', 'T1552.005'];

const changesKey: Judge = (detail) => (askedFor(detail)['status'] === 'Inactive' ? ['T1531'] : ['T1098.001']);

const databaseChanges: Judge = (detail) => {
  const { masterUserPassword, publiclyAccessible, deletionProtection, backupRetentionPeriod } =
    askedFor(detail);
  const found: Reading[] = [];
  if (masterUserPassword !== undefined) found.push('T1098.001');
  if (publiclyAccessible === true) found.push('T1133');
  if (deletionProtection === false || backupRetentionPeriod === 0) found.push('T1490');
  return found.length > 0 ? found : ['T1578.005'];
};

// A key of the caller's own (SSE-C) or of another account: who has no such key cannot read the object any more.
const encrypts = (detail: Json): boolean => {
  const request = askedFor(detail);
  if (request['x-amz-server-side-encryption-customer-algorithm'] !== undefined) return true;
  const key = /^arn:[\w-]+:kms:[\w-]+:(\d{12}):/.exec(
    textsAt(detail, asked('x-amz-server-side-encryption-aws-kms-key-id'))[0] ?? '',
  );
  return key !== null && key[1] !== detail['recipientAccountId'];
};
const ransomNote =
  /(?:how.?to.?(?:decrypt|restore|recover)|ransom|(?:decrypt|recover).*(?:files|instructions))/i;

const writesObject: Judge = (detail) =>
  encrypts(detail) || textsAt(detail, asked('key')).some((key) => ransomNote.test(key)) ? ['T1486'] : nothing;

const copiesObject: Judge = (detail) => {
  if (encrypts(detail)) return ['T1486'];
  const [from = ''] = textsAt(detail, asked('x-amz-copy-source'));
  const [to] = textsAt(detail, asked('bucketName'));
  return to !== undefined && from.replace(/^\//, '').split('/')[0] === to ? nothing : ['T1537'];
};

const expires: Judge = (detail) =>
  textsAt(detail, asked('bucketName')).some((name) => /trail|log/i.test(name))
    ? ['T1562.008', 'T1485.001']
    : ['T1485.001'];

const versioning: Judge = (detail) => {
  const { Status: status, MfaDelete: mfa } = Object(valueAt(detail, asked('VersioningConfiguration')));
  return status === 'Enabled' && mfa !== 'Disabled' ? nothing : ['T1490'];
};

// To a topic everybody publishes; to a telephone number only who sends messages at the victim's cost.
const publishes: Judge = (detail) =>
  askedFor(detail)['topicArn'] !== undefined && askedFor(detail)['phoneNumber'] === undefined
    ? nothing
    : ['T1496.004'];

/** Actions that mean something else with other parameters. There are few: the rest is in tables. */
export const judged: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ...[
    'ec2:ModifyImageAttribute',
    'ec2:ModifySnapshotAttribute',
    'rds:ModifyDBSnapshotAttribute',
    'rds:ModifyDBClusterSnapshotAttribute',
    'redshift:AuthorizeSnapshotAccess',
    's3:PutBucketPolicy',
    's3:PutAccessPointPolicy',
    's3:PutBucketAcl',
    's3:PutObjectAcl',
    'secretsmanager:PutResourcePolicy',
    'sqs:SetQueueAttributes',
    'sqs:AddPermission',
    'sns:SetTopicAttributes',
    'sns:AddPermission',
    'events:PutPermission',
    'ecr:SetRepositoryPolicy',
    'ecr:PutRegistryPolicy',
    'backup:PutBackupVaultAccessPolicy',
    'elasticfilesystem:PutFileSystemPolicy',
    'dynamodb:PutResourcePolicy',
    'glue:PutResourcePolicy',
    'es:CreateElasticsearchDomain',
    'es:UpdateElasticsearchDomainConfig',
    'ram:CreateResourceShare',
    'ram:AssociateResourceShare',
  ].map(whenShared),
  ['iam:AttachUserPolicy', attaching],
  ['iam:AttachRolePolicy', attaching],
  ['iam:AttachGroupPolicy', attaching],
  ['iam:DetachUserPolicy', detaching],
  ['iam:DetachRolePolicy', detaching],
  ['iam:DetachGroupPolicy', detaching],
  ['iam:UpdateAssumeRolePolicy', rewritesTrust],
  ['iam:UpdateAccessKey', changesKey],
  ['sts:GetCallerIdentity', asksWho],
  ['ec2:RunInstances', launching],
  ['ec2:ModifyInstanceAttribute', changesInstance],
  ['ec2:DescribeInstanceAttribute', readsInstance],
  ['rds:ModifyDBInstance', databaseChanges],
  ['rds:ModifyDBCluster', databaseChanges],
  ['s3:PutObject', writesObject],
  ['s3:CopyObject', copiesObject],
  ['s3:PutBucketLifecycle', expires],
  ['s3:PutBucketVersioning', versioning],
  ['sns:Publish', publishes],
]);
