import { type Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { functionName } from '#infra/deployed/names.ts';

/**
 * ARNs made of names. Where two things name each other, a reference would be a circle that CloudFormation cannot
 * deploy.
 */
const arn = (scope: Construct, parts: Parameters<typeof Arn.format>[0]): string =>
  Stack.of(scope).formatArn(parts);

export const functionArn = (scope: Construct, folder: string, alias?: string): string =>
  arn(scope, {
    service: 'lambda',
    resource: 'function',
    resourceName: [functionName(folder), ...(alias ? [alias] : [])].join(':'),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const roleArn = (scope: Construct, folder: string): string =>
  arn(scope, { service: 'iam', region: '', resource: 'role', resourceName: functionName(folder) });

export const queueArn = (scope: Construct, name: string): string =>
  arn(scope, { service: 'sqs', resource: name });

export const alarmArns = (scope: Construct): string =>
  arn(scope, {
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: 'tourniquet-*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
