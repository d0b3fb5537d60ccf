import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** An AWS credential as somebody holds it. */
export interface KeyPair {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Real SDK clients, pointed at the embedded AWS and signing with one credential. */
export const clientsFor = (endpoint: string, region: string, credentials: KeyPair) => {
  // One attempt: what the embedded AWS answers first is what is to be seen.
  const settings = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    iam: new IAMClient(settings),
    sts: new STSClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    ec2: new EC2Client(settings),
    sqs: new SQSClient(settings),
    lambda: new LambdaClient(settings),
    dynamodb: new DynamoDBClient(settings),
    cloudtrail: new CloudTrailClient(settings),
    secrets: new SecretsManagerClient(settings),
    ssm: new SSMClient(settings),
    securityHub: new SecurityHubClient(settings),
    ses: new SESv2Client(settings),
  };
};

export type Clients = ReturnType<typeof clientsFor>;
