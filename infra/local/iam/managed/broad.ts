import type { PolicyDocument } from '../../contract.ts';
import { actions, allowing } from './statement.ts';

export const administrator: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

export const denyAll: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'DenyAll', Effect: 'Deny', Action: ['*'], Resource: '*' }],
};

export const powerUser: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: actions({
        account: 'GetAccountInformation GetGovCloudAccountInformation GetPrimaryEmail ListRegions',
        iam: 'CreateServiceLinkedRole DeleteServiceLinkedRole ListRoles',
        organizations: 'DescribeEffectivePolicy DescribeOrganization',
      }),
      Resource: '*',
    },
  ],
};

/**
 * ReadOnlyAccess v188 names 2,913 actions of some 300 services. These are its entries for the services that answer
 * here and for those that policies in a drill speak of; all others are left out, and so denied.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html
 */
export const readOnly = allowing({
  account: `GetAccountInformation GetAlternateContact GetContactInformation GetGovCloudAccountInformation
    GetPrimaryEmail GetRegionOptStatus ListRegions`,
  cloudtrail: 'Describe* Get* List* LookupEvents',
  cloudwatch: 'Describe* GenerateQuery GenerateQueryResultsSummary Get* List*',
  dynamodb: 'BatchGet* Describe* Get* List* PartiQLSelect Query Scan',
  ec2: `Describe* DescribeInstanceImageMetadata Get* ListImagesInRecycleBin ListSnapshotsInRecycleBin
    SearchLocalGatewayRoutes SearchTransitGatewayRoutes`,
  events: 'Describe* List* Test*',
  iam: 'Generate* Get* List* Simulate*',
  kms: 'Describe* Get* List*',
  lambda: 'Get* List*',
  organizations: 'Describe* List*',
  s3: 'DescribeJob Get* List*',
  secretsmanager: 'Describe* GetResourcePolicy List*',
  sns: 'Check* Get* List*',
  sqs: 'Get* List* Receive*',
  ssm: 'Describe* Get* List*',
  sts: 'GetAccessKeyInfo GetCallerIdentity GetSessionToken',
});
