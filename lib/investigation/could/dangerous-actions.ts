/** What a thief would do with a credential, and how it is asked about and recognised. */
export interface DangerousAction {
  action: string;
  /** For people, continuing `this key could`. */
  label: string;
  /** The same where nothing limits it; by default the same words. */
  everything?: string;
  /**
   * What a call must be allowed on: ARNs with `*` for what may be anything, `{partition}` and `{account}` for those of the
   * principal. One of each is needed.
   */
  on: readonly string[];
  /** The calls that mean it was done, as CloudTrail names them; none where CloudTrail never shows it by itself. */
  used: readonly string[];
}

type Row = [action: string, label: string, on: string | readonly string[], more?: Partial<DangerousAction>];

const iam = (type: string): string => `arn:{partition}:iam::{account}:${type}/*`;
const here = (service: string, resource: string): string =>
  `arn:{partition}:${service}:*:{account}:${resource}`;
const objects = 'arn:{partition}:s3:::*/*';
const buckets = 'arn:{partition}:s3:::*';
const everything = (words: string): Partial<DangerousAction> => ({ everything: words });
const alsoUsed = (...used: string[]): Partial<DangerousAction> => ({ used });

const rows: readonly Row[] = [
  ['iam:CreateUser', 'create users', iam('user')],
  ['iam:CreateAccessKey', 'create access keys', iam('user'), everything('create access keys for any user')],
  ['iam:CreateLoginProfile', 'create console passwords', iam('user')],
  ['iam:AttachUserPolicy', 'attach policies to users (to become administrator)', iam('user')],
  ['iam:PutUserPolicy', 'write policies of users (to become administrator)', iam('user')],
  ['iam:AttachRolePolicy', 'attach policies to roles', iam('role')],
  ['iam:CreatePolicyVersion', 'rewrite policies that are attached', iam('policy')],
  ['iam:CreateRole', 'create roles', iam('role')],
  ['iam:UpdateAssumeRolePolicy', 'let strangers into roles', iam('role')],
  [
    'iam:PassRole',
    'hand roles to instances and functions',
    iam('role'),
    { used: [], everything: 'hand any role to instances and functions' },
  ],
  [
    'sts:AssumeRole',
    'take on roles that let it in',
    'arn:{partition}:iam::*:role/*',
    everything('take on every role that lets it in'),
  ],
  [
    'secretsmanager:GetSecretValue',
    'read secrets',
    here('secretsmanager', 'secret:*'),
    {
      ...everything('read every secret'),
      ...alsoUsed('secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'),
    },
  ],
  [
    'ssm:GetParameter',
    'read parameters of Systems Manager',
    here('ssm', 'parameter/*'),
    {
      ...everything('read every parameter of Systems Manager'),
      ...alsoUsed('ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'),
    },
  ],
  ['s3:GetObject', 'read objects in S3', objects, everything('read every object in S3')],
  ['s3:DeleteObject', 'delete objects in S3', objects, alsoUsed('s3:DeleteObject', 's3:DeleteObjects')],
  ['s3:DeleteBucket', 'delete buckets', buckets],
  [
    's3:PutBucketPolicy',
    'open buckets to strangers',
    buckets,
    alsoUsed('s3:PutBucketPolicy', 's3:PutBucketAcl'),
  ],
  ['dynamodb:Scan', 'read tables of DynamoDB', here('dynamodb', 'table/*')],
  ['kms:Decrypt', 'decrypt with KMS keys', here('kms', 'key/*')],
  ['kms:ScheduleKeyDeletion', 'delete KMS keys', here('kms', 'key/*')],
  [
    'ec2:RunInstances',
    'start instances',
    [
      here('ec2', 'instance/*'),
      'arn:{partition}:ec2:*::image/*',
      ...['subnet', 'network-interface', 'security-group', 'volume'].map((type) => here('ec2', `${type}/*`)),
    ],
  ],
  ['ec2:TerminateInstances', 'end instances', here('ec2', 'instance/*')],
  ['ec2:ModifySnapshotAttribute', 'share snapshots of disks', 'arn:{partition}:ec2:*::snapshot/*'],
  ['rds:ModifyDBSnapshotAttribute', 'share snapshots of databases', here('rds', 'snapshot:*')],
  ['rds:DeleteDBInstance', 'delete databases', here('rds', 'db:*')],
  [
    'ssm:SendCommand',
    'run commands on instances',
    [here('ec2', 'instance/*'), 'arn:{partition}:ssm:*:*:document/*'],
  ],
  ['lambda:CreateFunction', 'create functions', here('lambda', 'function:*')],
  ['lambda:UpdateFunctionCode', 'change the code of functions', here('lambda', 'function:*')],
  [
    'bedrock:InvokeModel',
    'use models of Bedrock',
    'arn:{partition}:bedrock:*::foundation-model/*',
    alsoUsed(
      'bedrock:InvokeModel',
      'bedrock:InvokeModelWithResponseStream',
      'bedrock:Converse',
      'bedrock:ConverseStream',
    ),
  ],
  [
    'ses:SendEmail',
    'send mail',
    here('ses', 'identity/*'),
    alsoUsed('ses:SendEmail', 'ses:SendBulkEmail', 'ses:SendTemplatedEmail', 'ses:SendBulkTemplatedEmail'),
  ],
  [
    'cloudtrail:StopLogging',
    'switch CloudTrail off',
    here('cloudtrail', 'trail/*'),
    alsoUsed('cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'),
  ],
  ['guardduty:DeleteDetector', 'delete GuardDuty', here('guardduty', 'detector/*')],
  ['organizations:LeaveOrganization', 'leave the organization', '*'],
];

/** The short list, what leads to everything else first. */
export const dangerousActions: readonly DangerousAction[] = rows.map(([action, label, on, more = {}]) => ({
  action,
  label,
  on: [on].flat(),
  used: [action],
  ...more,
}));
