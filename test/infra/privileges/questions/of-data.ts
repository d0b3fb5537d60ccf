import { each, type Question, type Things } from './question.ts';

export const data = ({ at }: Things): Question[] => [
  ...each(
    ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret'],
    [
      at('secretsmanager', 'secret:shop/database-AbCdEf'),
      at('secretsmanager', 'secret:tourniquet/other-AbCdEf'),
    ],
  ),
  ...each(['s3:GetObject', 's3:ListBucket', 's3:PutObject'], ['arn:aws:s3:::shop/orders.csv']),
  ...each(
    [
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:GetObject',
      's3:PutObjectRetention',
      's3:BypassGovernanceRetention',
    ],
    ['arn:aws:s3:::tourniquet-evidence/AKIA-1/report.html'],
  ),
  ...each(
    ['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration'],
    ['arn:aws:s3:::tourniquet-evidence'],
  ),
  ...each(
    ['dynamodb:DeleteItem', 'dynamodb:DeleteTable', 'dynamodb:UpdateTable', 'dynamodb:BatchWriteItem'],
    [at('dynamodb', 'table/tourniquet-incidents')],
  ),
  ...each(['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'], [at('dynamodb', 'table/orders')]),
  ...each(
    ['kms:Sign', 'kms:Decrypt', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'],
    [at('kms', 'key/0000')],
  ),
  ...each(['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy'], [at('kms', 'key/evidence')]),
  ...each(['sqs:PurgeQueue', 'sqs:DeleteQueue', 'sqs:SetQueueAttributes'], [at('sqs', 'tourniquet-signals')]),
  ...each(['sqs:SendMessage', 'sqs:ReceiveMessage'], [at('sqs', 'orders')]),
  ...each(['sns:DeleteTopic', 'sns:Subscribe', 'sns:SetTopicAttributes'], [at('sns', 'tourniquet-pages')]),
  ...each(['sns:Publish'], [at('sns', 'orders')]),
  ...each(['ses:SendEmail'], [at('ses', 'identity/company.example')], {
    'ses:FromAddress': 'ceo@company.example',
  }),
];

export const machinery = ({ at }: Things): Question[] => [
  ...each(
    [
      'cloudtrail:StopLogging',
      'cloudtrail:DeleteTrail',
      'cloudtrail:UpdateTrail',
      'cloudtrail:PutEventSelectors',
    ],
    [at('cloudtrail', 'trail/all')],
  ),
  ...each(
    [
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
      'lambda:DeleteFunction',
      'lambda:AddPermission',
    ],
    [at('lambda', 'function:tourniquet-contain'), at('lambda', 'function:tourniquet-revoke-sessions')],
  ),
  ...each(['lambda:InvokeFunction', 'lambda:CreateFunction'], [at('lambda', 'function:orders')]),
  ...each(
    ['lambda:InvokeFunction'],
    [at('lambda', 'function:tourniquet-restore'), at('lambda', 'function:tourniquet-contain')],
  ),
  ...each(['events:PutEvents'], [at('events', 'event-bus/tourniquet')], {
    'events:source': 'tourniquet.scanner',
    'events:detail-type': 'Leaked Credential',
  }),
  ...each(
    ['events:DeleteRule', 'events:DisableRule', 'events:PutRule', 'events:PutTargets'],
    [at('events', 'rule/tourniquet-guardduty')],
  ),
  ...each(
    ['logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:PutRetentionPolicy'],
    [at('logs', 'log-group:/aws/lambda/tourniquet-contain')],
  ),
  ...each(['guardduty:DeleteDetector', 'guardduty:UpdateDetector'], [at('guardduty', 'detector/0')]),
  ...each(
    [
      'organizations:LeaveOrganization',
      'organizations:DetachPolicy',
      'organizations:UpdatePolicy',
      'organizations:CreatePolicy',
    ],
    ['*'],
  ),
  ...each(['ec2:TerminateInstances', 'ec2:RunInstances'], [at('ec2', 'instance/i-0')]),
  ...each(
    ['cloudformation:UpdateStack', 'cloudformation:DeleteStack'],
    [at('cloudformation', 'stack/Tourniquet/0')],
  ),
  ...each(['securityhub:BatchImportFindings'], [at('securityhub', 'product/aws/guardduty')]),
];
