import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { roleArn } from './names.ts';

/** Through these our functions use the key; to call KMS with it by themselves helps nobody. */
const through = ['sqs', 'sns', 'dynamodb', 'secretsmanager', 's3'];

/** Services that write without one of our roles. */
const writers = ['events', 'cloudwatch'];

const forFunctions = (scope: Construct, folders: readonly string[]) =>
  new iam.PolicyStatement({
    sid: 'OurFunctionsThroughTheServicesThatKeepTheirData',
    principals: [new iam.AnyPrincipal()],
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: {
      StringEquals: {
        'kms:CallerAccount': Aws.ACCOUNT_ID,
        'kms:ViaService': through.map((service) => `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}`),
      },
      ArnEquals: { 'aws:PrincipalArn': folders.map((folder) => roleArn(scope, folder)) },
    },
  });

const forServices = () =>
  new iam.PolicyStatement({
    sid: 'ServicesThatPutSomethingOnQueuesAndTopics',
    principals: writers.map((service) => new iam.ServicePrincipal(`${service}.amazonaws.com`)),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });

const forLogs = (scope: Construct) =>
  new iam.PolicyStatement({
    sid: 'LogGroupsOfThisAccount',
    principals: [new iam.ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': Stack.of(scope).formatArn({
          service: 'logs',
          resource: '*',
        }),
      },
    },
  });

/**
 * A key of one's own for all that is stored, where it is wanted. Its policy names our functions' roles, so that none of
 * them needs a right of its own; others in the account need a policy that lets them use it.
 */
export const createCustomerKey = (
  scope: Construct,
  wanted: 'aws' | 'customer',
  folders: readonly string[],
): kms.Key | undefined => {
  if (wanted === 'aws') return undefined;
  const key = new kms.Key(scope, 'Key', {
    alias: 'tourniquet',
    description: 'Tourniquet: queues, topics, incidents, secrets, evidence and logs',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  for (const statement of [forFunctions(scope, folders), forServices(), forLogs(scope)])
    key.addToResourcePolicy(statement);
  return key;
};
