import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, it, vi } from 'vitest';
import { service, startRig } from './server-rig.ts';

let rig: Awaited<ReturnType<typeof startRig>>;
afterEach(() => rig.close());

async function start(run: () => unknown = () => ({})) {
  rig = await startRig([
    service('iam', 'iam', { ListUsers: run }),
    service('dynamodb', 'dynamodb', { ListTables: run }),
    service('secretsmanager', 'secrets-manager', { ListSecrets: run }),
    service('s3', 's3', { ListBuckets: run }),
    service('lambda', 'lambda', { ListFunctions: run }),
    service('ec2', 'ec2', { DescribeRegions: run }),
  ]);
  const { config } = rig;
  return {
    iam: () => new IAMClient(config).send(new ListUsersCommand({})),
    dynamodb: () => new DynamoDBClient(config).send(new ListTablesCommand({})),
    secretsmanager: () => new SecretsManagerClient(config).send(new ListSecretsCommand({})),
    s3: () => new S3Client(config).send(new ListBucketsCommand({})),
    lambda: () => new LambdaClient(config).send(new ListFunctionsCommand({})),
    ec2: () => new EC2Client(config).send(new DescribeRegionsCommand({})),
  };
}

it.each([
  ['iam', 'Throttling', 400],
  ['dynamodb', 'ProvisionedThroughputExceededException', 400],
  ['secretsmanager', 'ThrottlingException', 400],
  ['s3', 'SlowDown', 503],
  ['lambda', 'TooManyRequestsException', 429],
  ['ec2', 'RequestLimitExceeded', 503],
] as const)('throttles %s with %s, and the operation does not run', async (name, code, status) => {
  const run = vi.fn(() => ({}));
  const calls = await start(run);
  rig.faults.inject({ service: name, effect: { kind: 'throttle' }, times: 1 });
  await expect(calls[name]()).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode: status } });
  expect(run).not.toHaveBeenCalled();
  await calls[name]();
  expect(run).toHaveBeenCalledOnce();
});

it('answers an injected error by its own code and status', async () => {
  const { iam } = await start();
  rig.faults.inject({ service: 'iam', effect: { kind: 'error', code: 'ServiceUnavailable', status: 503 } });
  await expect(iam()).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    $metadata: { httpStatusCode: 503 },
  });
  expect(rig.entries[0]?.error?.code).toBe('ServiceUnavailable');
});

it('breaks the connection before the operation, of which nothing is recorded', async () => {
  const run = vi.fn(() => ({}));
  const { iam } = await start(run);
  rig.faults.inject({ service: 'iam', effect: { kind: 'reset' } });
  await expect(iam()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(run).not.toHaveBeenCalled();
  expect(rig.entries).toEqual([]);
  expect(rig.calls).toMatchObject([{ operation: 'ListUsers', outcome: 'reset' }]);
});

it('loses the reply of an operation that did run and is recorded', async () => {
  const run = vi.fn(() => ({ Users: [] }));
  const { iam } = await start(run);
  rig.faults.inject({ service: 'iam', effect: { kind: 'reply-lost' } });
  await expect(iam()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(run).toHaveBeenCalledOnce();
  expect(rig.entries).toMatchObject([{ output: { Users: [] } }]);
  expect(rig.calls).toMatchObject([{ outcome: 'reply-lost' }]);
});

it('waits before it runs when there is latency', async () => {
  const { iam } = await start();
  rig.faults.inject({ service: 'iam', effect: { kind: 'latency', milliseconds: 40 } });
  const begun = performance.now();
  await iam();
  // A lower bound only: timers may ring a little early, and a busy machine makes it any longer.
  expect(performance.now() - begun).toBeGreaterThan(35);
});
