import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { STSClient } from '@aws-sdk/client-sts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import { operationIsNamed } from './operation-is-named.ts';
import { quotaIsFinal } from './quota-is-final.ts';

// IAM throttles per API and account. A containment tries longer than the SDK's three attempts before it hands
// the message back to the queue, whose retry comes a whole visibility timeout later.
export const clientSettings = () => ({ region: config.region(), maxAttempts: 6 });

export const iamClient = once(() => operationIsNamed(quotaIsFinal(new IAMClient(clientSettings()))));
export const dynamoClient = once(() => new DynamoDBClient(clientSettings()));

// The clients below are loaded when they are first needed: what `contain` does not need before the key is off
// must not delay its cold start.
export const stsClient = once(
  async (): Promise<STSClient> => new (await import('@aws-sdk/client-sts')).STSClient(clientSettings()),
);
export const snsClient = once(
  async (): Promise<SNSClient> => new (await import('@aws-sdk/client-sns')).SNSClient(clientSettings()),
);
export const lambdaClient = once(
  async (): Promise<LambdaClient> =>
    new (await import('@aws-sdk/client-lambda')).LambdaClient(clientSettings()),
);
export const organizationsClient = once(async (): Promise<OrganizationsClient> => {
  const { OrganizationsClient } = await import('@aws-sdk/client-organizations');
  return new OrganizationsClient(clientSettings());
});

// The SQS client follows the host of a QueueUrl unless an endpoint is given: with only AWS_ENDPOINT_URL set it
// would leave the embedded AWS for the real one.
export const sqsClient = once(async (): Promise<SQSClient> => {
  const endpoint = config.endpoint();
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  return new SQSClient({ ...clientSettings(), ...(endpoint ? { endpoint } : {}) });
});
