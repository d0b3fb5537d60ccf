import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import type { FunctionDefinition } from '#infra/local/host/definition.ts';
import { createRole } from '#infra/local/host/role.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** Bundles the scripted durable function as production bundles are made. @returns its module */
export const bundleScripted = async (folder: string): Promise<string> => {
  const source = path.join(root, 'test/fixtures/durable-functions');
  await promisify(execFile)(process.execPath, [path.join(root, 'esbuild.config.mjs'), source, folder]);
  return path.join(folder, 'functions/scripted/index.mjs');
};

export const deadLetterQueueArn = 'arn:aws:sqs:eu-central-1:111122223333:dead';
export const arnOf = (target: string): string =>
  `arn:aws:lambda:eu-central-1:111122223333:function:${target}`;

const allow = (Action: string[], Resource: string | string[] = '*') => ({
  Effect: 'Allow' as const,
  Action,
  Resource,
});

/** What a durable function needs, as the Lambda guide lists it ("Security and permissions"). */
export const durableActions = ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'];

/** An embedded AWS on which durable functions can be registered. */
export const startDurableAws = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-'));
  const entry = await bundleScripted(folder);
  const aws = await startEmbeddedAws();
  aws.onClose(() => rm(folder, { recursive: true, force: true }));
  aws.sqs.create(deadLetterQueueArn);

  /** A function with a role of its own. @param durable which executions it may checkpoint; its own by default */
  const register = async (
    name: string,
    more: Partial<FunctionDefinition> = {},
    durable = arnOf(`${name}:*`),
  ) => {
    const roleArn = await createRole(aws.administer, {
      name,
      trust: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      permissions: [
        allow(['iam:CreateUser', 'iam:GetUser']),
        allow(['sqs:SendMessage']),
        allow(durableActions, durable),
      ],
    });
    aws.host.register({
      name,
      entry,
      roleArn,
      timeoutSeconds: 20,
      alias: 'live',
      durable: { executionTimeoutSeconds: 30 * 86_400, retentionDays: 7 },
      ...more,
    });
  };

  /** A client of a user who may do just this. */
  const userClient = async (UserName: string, actions: string[], resources: string | string[]) => {
    await aws.administer('iam', 'CreateUser', { UserName });
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow(actions, resources)] });
    await aws.administer('iam', 'PutUserPolicy', { UserName, PolicyName: 'p', PolicyDocument });
    const { AccessKey } = await aws.administer('iam', 'CreateAccessKey', { UserName });
    const client = new LambdaClient({
      region: 'eu-central-1',
      endpoint: aws.url,
      maxAttempts: 1,
      credentials: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey },
    });
    // The clock of the embedded AWS moves on between two calls.
    const offset = () => aws.clock.now().getTime() - Date.now();
    Object.defineProperty(client.config, 'systemClockOffset', { get: offset, set: () => undefined });
    return client;
  };

  const users = async (): Promise<string[]> => {
    const { Users } = await aws.administer('iam', 'ListUsers', {});
    return Users.map(({ UserName }: { UserName: string }) => UserName);
  };

  return { aws, register, userClient, users };
};
