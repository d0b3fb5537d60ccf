import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { service, startRig } from './server-rig.ts';

const run = () => ({});
const rig = await startRig(
  [
    service('iam', 'iam', { ListUsers: run }),
    service('sns', 'sns', { ListTopics: run }),
    service('cloudtrail', 'cloudtrail', { LookupEvents: run }),
    service('secretsmanager', 'secrets-manager', { ListSecrets: run }),
    service('sqs', 'sqs', { ListQueues: run }),
    service('s3', 's3', { ListBuckets: run }),
    service('lambda', 'lambda', { ListFunctions: run }),
    service('ec2', 'ec2', { DescribeRegions: run }),
  ],
  {
    denied: [
      'ListUsers',
      'ListTopics',
      'ListSecrets',
      'ListQueues',
      'ListBuckets',
      'ListFunctions',
      'DescribeRegions',
    ],
  },
);
afterAll(() => rig.close());
afterEach(() => {
  delete rig.state.refuse;
});

type Credentials = typeof rig.config;
const send = {
  iam: (config: Credentials) => new IAMClient(config).send(new ListUsersCommand({})),
  sns: (config: Credentials) => new SNSClient(config).send(new ListTopicsCommand({})),
  cloudtrail: (config: Credentials) => new CloudTrailClient(config).send(new LookupEventsCommand({})),
  secretsmanager: (config: Credentials) => new SecretsManagerClient(config).send(new ListSecretsCommand({})),
  sqs: (config: Credentials) => new SQSClient(config).send(new ListQueuesCommand({})),
  s3: (config: Credentials) => new S3Client(config).send(new ListBucketsCommand({})),
  lambda: (config: Credentials) => new LambdaClient(config).send(new ListFunctionsCommand({})),
  ec2: (config: Credentials) => new EC2Client(config).send(new DescribeRegionsCommand({})),
};
type Name = keyof typeof send;

const answer = (name: Name, config = rig.config) =>
  send[name](config).catch((thrown: { name: string; $metadata: { httpStatusCode?: number } }) => [
    thrown.name,
    thrown.$metadata.httpStatusCode,
  ]);

describe('a key that may not be used is refused in the words of the service', () => {
  it.each<[Name, [string, number], [string, number]]>([
    ['iam', ['InvalidClientTokenId', 403], ['ExpiredToken', 403]],
    ['sns', ['InvalidClientTokenId', 403], ['ExpiredToken', 403]],
    ['cloudtrail', ['UnrecognizedClientException', 400], ['ExpiredTokenException', 400]],
    ['sqs', ['InvalidClientTokenId', 403], ['ExpiredToken', 403]],
    ['s3', ['InvalidAccessKeyId', 403], ['ExpiredToken', 400]],
    ['lambda', ['UnrecognizedClientException', 403], ['ExpiredTokenException', 403]],
    ['ec2', ['AuthFailure', 401], ['RequestExpired', 400]],
  ])('%s', async (name, inactive, expired) => {
    rig.state.refuse = 'inactive';
    expect(await answer(name)).toEqual(inactive);
    rig.state.refuse = 'unknown';
    expect(await answer(name)).toEqual(inactive);
    rig.state.refuse = 'expired';
    expect(await answer(name)).toEqual(expired);
  });
});

describe('a wrong secret is refused in the words of the service', () => {
  it.each<[Name, string, number]>([
    ['iam', 'SignatureDoesNotMatch', 403],
    ['cloudtrail', 'InvalidSignatureException', 400],
    ['sqs', 'SignatureDoesNotMatch', 403],
    ['s3', 'SignatureDoesNotMatch', 403],
    ['lambda', 'InvalidSignatureException', 403],
    ['ec2', 'AuthFailure', 401],
  ])('%s', async (name, code, status) => {
    const credentials = { ...rig.config.credentials, secretAccessKey: 'another' };
    expect(await answer(name, { ...rig.config, credentials })).toEqual([code, status]);
  });
});

describe('a denial reads as the service words it, and as CloudTrail records it', () => {
  it.each<[Name, string, number, string]>([
    ['iam', 'AccessDenied', 403, 'AccessDenied'],
    ['sns', 'AuthorizationErrorException', 403, 'AccessDenied'],
    ['secretsmanager', 'AccessDeniedException', 400, 'AccessDenied'],
    ['sqs', 'AccessDenied', 403, 'AccessDenied'],
    ['s3', 'AccessDenied', 403, 'AccessDenied'],
    ['lambda', 'AccessDeniedException', 403, 'AccessDenied'],
    ['ec2', 'UnauthorizedOperation', 403, 'Client.UnauthorizedOperation'],
  ])('%s', async (name, code, status, recorded) => {
    expect(await answer(name)).toEqual([code, status]);
    expect(rig.entries.at(-1)?.error?.code).toBe(recorded);
  });
});
