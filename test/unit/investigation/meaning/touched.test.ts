import { describe, expect, it, test } from 'vitest';
import { isJson, type Json } from '#lib/investigation/detail.ts';
import { touchedBy, touchingTables } from '#lib/investigation/meaning/touched.ts';
import { actionIn, atHand, attacks } from './recorded.ts';

const own = '111122223333';
const record = (requestParameters: unknown, responseElements: unknown = null): Json => ({
  awsRegion: 'eu-west-1',
  recipientAccountId: own,
  requestParameters,
  responseElements,
});

test.each<[string, unknown, unknown, string, string?]>([
  ['iam:UpdateAssumeRolePolicy', { roleName: 'deploy' }, null, 'aws iam get-role --role-name deploy'],
  [
    'iam:AttachRolePolicy',
    { roleName: 'deploy', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    null,
    'aws iam list-attached-role-policies --role-name deploy',
    'aws iam detach-role-policy --role-name deploy --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
  ],
  [
    'iam:PutUserPolicy',
    { userName: 'ci', policyName: 'all', policyDocument: '{}' },
    null,
    'aws iam get-user-policy --user-name ci --policy-name all',
  ],
  [
    'iam:CreatePolicyVersion',
    { policyArn: `arn:aws:iam::${own}:policy/p`, setAsDefault: false },
    { policyVersion: { versionId: 'v3' } },
    `aws iam list-policy-versions --policy-arn arn:aws:iam::${own}:policy/p`,
    `aws iam delete-policy-version --policy-arn arn:aws:iam::${own}:policy/p --version-id v3`,
  ],
  [
    'iam:CreatePolicyVersion',
    { policyArn: `arn:aws:iam::${own}:policy/p`, setAsDefault: true },
    { policyVersion: { versionId: 'v3' } },
    `aws iam list-policy-versions --policy-arn arn:aws:iam::${own}:policy/p`,
  ],
  ['iam:UpdateLoginProfile', { userName: 'ci' }, null, 'aws iam get-login-profile --user-name ci'],
  [
    'iam:UpdateAccessKey',
    { userName: 'ci', accessKeyId: 'AKIATOURNIQUETTEST01', status: 'Inactive' },
    null,
    'aws iam list-access-keys --user-name ci',
  ],
  [
    's3:PutBucketPolicy',
    { bucketName: 'invoices' },
    null,
    'aws s3api get-bucket-policy --region eu-west-1 --bucket invoices',
  ],
  [
    's3:DeleteAccountPublicAccessBlock',
    {},
    null,
    `aws s3control get-public-access-block --region eu-west-1 --account-id ${own}`,
  ],
  [
    'ec2:ModifyImageAttribute',
    {
      imageId: 'ami-1',
      launchPermission: { add: { items: [{ userId: '999988887777' }, { userId: '888877776666' }] } },
    },
    null,
    'aws ec2 describe-image-attribute --region eu-west-1 --image-id ami-1 --attribute launchPermission',
    'aws ec2 modify-image-attribute --region eu-west-1 --image-id ami-1 --attribute launchPermission --operation-type remove --user-ids 999988887777 888877776666',
  ],
  [
    'ec2:ModifySnapshotAttribute',
    { snapshotId: 'snap-1', createVolumePermission: { add: { items: [{ group: 'all' }] } } },
    null,
    'aws ec2 describe-snapshot-attribute --region eu-west-1 --snapshot-id snap-1 --attribute createVolumePermission',
    'aws ec2 modify-snapshot-attribute --region eu-west-1 --snapshot-id snap-1 --attribute createVolumePermission --operation-type remove --group-names all',
  ],
  [
    'ec2:ModifySnapshotAttribute',
    {
      snapshotId: 'snap-1',
      createVolumePermission: { add: { items: [{ group: 'all' }, { userId: '999988887777' }] } },
    },
    null,
    'aws ec2 describe-snapshot-attribute --region eu-west-1 --snapshot-id snap-1 --attribute createVolumePermission',
  ],
  [
    'lambda:AddPermission',
    { functionName: `arn:aws:lambda:eu-west-1:${own}:function:f`, statementId: 'backdoor', principal: '*' },
    null,
    `aws lambda get-policy --region eu-west-1 --function-name arn:aws:lambda:eu-west-1:${own}:function:f`,
    `aws lambda remove-permission --region eu-west-1 --function-name arn:aws:lambda:eu-west-1:${own}:function:f --statement-id backdoor`,
  ],
  [
    'ec2:AuthorizeSecurityGroupIngress',
    { groupName: 'web' },
    {
      securityGroupRuleSet: {
        items: [
          { groupId: 'sg-1', securityGroupRuleId: 'sgr-1' },
          { groupId: 'sg-1', securityGroupRuleId: 'sgr-2' },
        ],
      },
    },
    'aws ec2 describe-security-group-rules --region eu-west-1 --filters Name=group-id,Values=sg-1',
    'aws ec2 revoke-security-group-ingress --region eu-west-1 --group-id sg-1 --security-group-rule-ids sgr-1 sgr-2',
  ],
  [
    'cloudtrail:StopLogging',
    { name: 'org' },
    null,
    'aws cloudtrail get-trail-status --region eu-west-1 --name org',
    'aws cloudtrail start-logging --region eu-west-1 --name org',
  ],
  [
    'guardduty:UpdateDetector',
    { detectorId: 'abc', enable: true },
    null,
    'aws guardduty get-detector --region eu-west-1 --detector-id abc',
  ],
  [
    'sqs:SetQueueAttributes',
    { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${own}/jobs.fifo`, attributes: { Policy: '{}' } },
    null,
    `aws sqs get-queue-attributes --region eu-west-1 --queue-url https://sqs.eu-west-1.amazonaws.com/${own}/jobs.fifo --attribute-names Policy`,
  ],
  [
    'events:PutTargets',
    { rule: 'nightly' },
    null,
    'aws events list-targets-by-rule --region eu-west-1 --event-bus-name default --rule nightly',
  ],
  [
    'ec2:AssociateIamInstanceProfile',
    { AssociateIamInstanceProfileRequest: { InstanceId: 'i-1', IamInstanceProfile: { Name: 'admin' } } },
    {
      AssociateIamInstanceProfileResponse: {
        iamInstanceProfileAssociation: { associationId: 'iip-assoc-1' },
      },
    },
    'aws ec2 describe-iam-instance-profile-associations --region eu-west-1 --filters Name=instance-id,Values=i-1',
    'aws ec2 disassociate-iam-instance-profile --region eu-west-1 --association-id iip-assoc-1',
  ],
  ['organizations:LeaveOrganization', null, null, 'aws organizations describe-organization'],
])('%s with %j and %j', (action, asked, answered, review, revert) => {
  const touched = touchedBy(action, record(asked, answered));
  expect(touched?.review).toBe(review);
  expect(touched?.revert).toBe(revert);
});

describe('nothing was touched', () => {
  it.each<[string, string, Json]>([
    ['by a call that makes something new', 'iam:CreateUser', record({ userName: 'a' })],
    [
      'by a call that failed',
      'iam:UpdateAssumeRolePolicy',
      { ...record({ roleName: 'r' }), errorCode: 'AccessDenied' },
    ],
    [
      'by a share that is taken back',
      'rds:ModifyDBSnapshotAttribute',
      record({ dBSnapshotIdentifier: 's', valuesToRemove: ['all'] }),
    ],
    [
      'of a queue policy by another attribute',
      'sqs:SetQueueAttributes',
      record({ queueUrl: 'https://x/1/q', attributes: { DelaySeconds: '1' } }),
    ],
    [
      'by AWS quarantining the user',
      'iam:AttachUserPolicy',
      record({ userName: 'ci', policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' }),
    ],
    ['by a name of no call', 'constructor', record({})],
  ])('%s: %s', (_, action, detail) => {
    expect(touchedBy(action, detail)).toBeNull();
  });
});

it('says in words what it cannot put into a command', () => {
  const hostile = touchedBy('s3:PutBucketPolicy', record({ bucketName: 'a; rm -rf ~' }));
  expect(hostile).toEqual({
    kind: 'bucket policy',
    id: 'a; rm -rf ~',
    review: 'look at it (bucket policy) in the AWS console: its name is not safe to paste into a shell',
  });
  expect(touchedBy('s3:PutBucketPolicy', record(null))).toEqual({
    kind: 'bucket policy',
    id: 'unknown',
    review: 'look for it (bucket policy) in the AWS console: the record does not name it',
  });
});

it('gives no way back that takes back only a part', () => {
  const accounts = (count: number) =>
    Array.from({ length: count }, (_, index) => String(100000000000 + index));
  const share = (valuesToAdd: string[]) =>
    touchedBy('rds:ModifyDBSnapshotAttribute', record({ dBSnapshotIdentifier: 's', valuesToAdd }));
  expect(share(accounts(25))?.revert?.split(' ').slice(-25)).toEqual(accounts(25));
  expect(share(accounts(26))).not.toHaveProperty('revert');
  expect(share(['999988887777', '$(id)'])).not.toHaveProperty('revert');
});

it('names each action once, and in every command the Region of services that have Regions', () => {
  const entries = Object.values(touchingTables).flatMap((table) => Object.entries(table));
  expect(new Set(entries.map(([action]) => action)).size).toBe(entries.length);
  for (const [action, { review, revert }] of entries) {
    const global = /^(?:iam|organizations|route53):/.test(action);
    for (const command of [review, revert].filter((template) => typeof template === 'string')) {
      expect(command.startsWith('aws '), command).toBe(true);
      expect(command.includes(' --region {region}'), command).toBe(!global);
    }
  }
});

describe.runIf(atHand)('recorded attacks', () => {
  it('are told by what they touched', () => {
    const records = attacks().flatMap(([, all]) => all);
    const touched = records.flatMap((one) => touchedBy(actionIn(one), one) ?? []);
    console.info(`${records.length} recorded calls touched ${touched.length} things.`);
    expect(touched.map(({ kind }) => kind).toSorted()).toEqual([
      'SSM command',
      'SSM command',
      'VPC flow logs',
      'event selectors of a trail',
      'function policy',
      'rights of a user',
      'security group',
      'shared image',
      'shared snapshot',
      'trail',
      'trust policy',
    ]);
    for (const { review } of touched) expect(review).toMatch(/^aws [\w.,=:/@ -]+$/);
  });

  it('never have a policy of theirs repeated', () => {
    const withPolicies = attacks().flatMap(([, all]) =>
      all.filter(
        ({ requestParameters }) => isJson(requestParameters) && 'policyDocument' in requestParameters,
      ),
    );
    expect(withPolicies.length).toBeGreaterThan(0);
    for (const one of withPolicies)
      expect(JSON.stringify(touchedBy(actionIn(one), one))).not.toMatch(/Statement|Principal|sts:AssumeRole/);
  });
});
