import { describe, expect, it, test } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { opensToOutside } from '#lib/investigation/meaning/policy.ts';
import { sharesWithOutside } from '#lib/investigation/meaning/sharing.ts';

const own = '111122223333';
const other = '999988887777';

const statement = (more: Json) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more });
const equals = (key: string, value: unknown) => ({ StringEquals: { [key]: value } });

describe('a policy', () => {
  it.each<[boolean, string, Json]>([
    [true, 'everybody', { Principal: '*' }],
    [true, 'everybody by another spelling', { Principal: { AWS: ['*'] } }],
    [true, 'another account', { Principal: { AWS: other } }],
    [
      true,
      "another account's role beside our own",
      { Principal: { AWS: [own, `arn:aws:iam::${other}:role/r`] } },
    ],
    [true, 'everybody but one', { NotPrincipal: { AWS: own } }],
    [true, 'a user of some identity provider', { Principal: { Federated: 'accounts.google.com' } }],
    [true, 'somebody known only by a unique id', { Principal: { AWS: 'AIDAEXAMPLEEXAMPLE' } }],
    [true, 'an S3 user by canonical id', { Principal: { CanonicalUser: 'ab12' } }],
    [
      true,
      'everybody of an organization, whosever it is',
      { Principal: '*', Condition: equals('aws:PrincipalOrgID', 'o-1') },
    ],
    [
      true,
      'everybody of another account',
      { Principal: '*', Condition: equals('aws:PrincipalAccount', other) },
    ],
    [
      true,
      'everybody outside our account',
      { Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': own } } },
    ],
    [
      true,
      'our account and another',
      { Principal: '*', Condition: equals('aws:PrincipalAccount', [own, other]) },
    ],
    [false, 'our own account', { Principal: { AWS: own } }],
    [false, 'our own role', { Principal: { AWS: `arn:aws:iam::${own}:role/r` } }],
    [false, 'our own provider', { Principal: { Federated: `arn:aws:iam::${own}:saml-provider/idp` } }],
    [false, 'a service', { Principal: { Service: 'ec2.amazonaws.com' } }],
    [false, 'everybody of our account', { Principal: '*', Condition: equals('AWS:SourceOwner', own) }],
    [false, 'everybody refused', { Effect: 'Deny', Principal: '*' }],
    [false, 'nobody', {}],
  ])('opens %s: %s', (opens, _, more) => {
    expect(opensToOutside({ Statement: [statement(more)] }, own)).toBe(opens);
    expect(opensToOutside(JSON.stringify({ Statement: statement(more) }), own)).toBe(opens);
    expect(opensToOutside(statement(more), own)).toBe(opens);
  });

  it.each([undefined, null, 'no json', '[]', '{}', 7, { Statement: 'all' }, { Statement: [] }])(
    'that cannot be read, as %j, counts as open',
    (document) => {
      expect(opensToOutside(document, own)).toBe(true);
    },
  );

  it('that was taken off opens nothing', () => {
    expect(opensToOutside('', own)).toBe(false);
  });

  it('is open to every account while nobody knows the own one', () => {
    expect(opensToOutside(statement({ Principal: { AWS: own } }), null)).toBe(true);
  });
});

const asking = (requestParameters: unknown, responseElements?: unknown): Json => ({
  recipientAccountId: own,
  requestParameters,
  responseElements,
});
const open = JSON.stringify({ Statement: statement({ Principal: '*' }) });
const closed = JSON.stringify({ Statement: statement({ Principal: { AWS: own } }) });
const grant = (grantee: unknown) => ({
  AccessControlPolicy: { Owner: { ID: 'me' }, AccessControlList: { Grant: [{ Grantee: grantee }] } },
});

test.each<[boolean | null, string, unknown, unknown?]>([
  [true, 'iam:UpdateAssumeRolePolicy', { policyDocument: open }],
  [false, 'iam:UpdateAssumeRolePolicy', { policyDocument: closed }],
  [true, 'iam:CreateRole', { assumeRolePolicyDocument: open }],
  [false, 's3:PutBucketPolicy', { bucketPolicy: JSON.parse(closed) }],
  [true, 's3:PutBucketPolicy', null],
  [true, 's3:PutBucketAcl', grant({ URI: 'http://acs.amazonaws.com/groups/global/AllUsers' })],
  [true, 's3:PutBucketAcl', grant({ ID: 'somebody' })],
  [true, 's3:PutBucketAcl', { 'x-amz-grant-read': 'uri="…/AllUsers"' }],
  [false, 's3:PutBucketAcl', grant({ ID: 'me' })],
  [false, 's3:PutBucketAcl', grant({ URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' })],
  [false, 's3:PutObjectAcl', { 'x-amz-acl': ['bucket-owner-full-control'] }],
  [true, 'lambda:AddPermission', { principal: '*' }],
  [true, 'lambda:AddPermission', { principal: other }],
  [true, 'lambda:AddPermission', { principal: 's3.amazonaws.com', sourceAccount: other }],
  [
    true,
    'lambda:AddPermission',
    { principal: 'sns.amazonaws.com', sourceArn: `arn:aws:sns:us-east-1:${other}:t` },
  ],
  [true, 'lambda:AddPermission', { functionName: 'f' }],
  [true, 'lambda:AddPermission', { functionName: 'f' }, { statement: open }],
  [false, 'lambda:AddPermission', { functionName: 'f' }, { statement: closed }],
  [false, 'lambda:AddPermission', { principal: own }],
  [false, 'lambda:AddPermission', { principal: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::bucket' }],
  [true, 'lambda:CreateFunctionUrlConfig', { authType: 'NONE' }],
  [false, 'lambda:CreateFunctionUrlConfig', { authType: 'AWS_IAM' }],
  [true, 'sqs:SetQueueAttributes', { attributes: { Policy: open } }],
  [false, 'sqs:SetQueueAttributes', { attributes: { Policy: '' } }],
  [false, 'sqs:SetQueueAttributes', { attributes: { VisibilityTimeout: '30' } }],
  [true, 'sns:SetTopicAttributes', { attributeName: 'Policy', attributeValue: open }],
  [false, 'sns:SetTopicAttributes', { attributeName: 'DisplayName', attributeValue: 'x' }],
  [true, 'events:PutPermission', { principal: '*' }],
  [false, 'events:PutPermission', { principal: own }],
  [true, 'rds:ModifyDBSnapshotAttribute', { valuesToAdd: ['all'] }],
  [true, 'ram:CreateResourceShare', { principals: ['arn:aws:organizations::1:organization/o-1'] }],
  [false, 'ram:CreateResourceShare', { name: 'empty' }],
  [true, 'codebuild:UpdateProjectVisibility', { projectVisibility: 'PUBLIC_READ' }],
  [false, 'rds:ModifyDBInstance', { allocatedStorage: 20 }],
  [null, 'iam:CreateUser', { userName: 'a' }],
  [null, 'constructor', {}],
])('%s: %s with %j', (shared, action, asked, answered) => {
  expect(sharesWithOutside(action, asking(asked, answered))).toBe(shared);
});
