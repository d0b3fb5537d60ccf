import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { type DeployedTourniquet, deployTourniquet } from '#infra/local/host/deploy-tourniquet.ts';
import type { Grants } from '#lib/platform/grants.ts';

const functions = path.resolve(import.meta.dirname, '../../../functions');
const names = readdirSync(functions).filter((name) => existsSync(path.join(functions, name, 'grants.ts')));
const webhookSecret = randomBytes(16).toString('hex');

let aws: EmbeddedAws;
let deployed: DeployedTourniquet;

beforeAll(async () => {
  aws = await startEmbeddedAws({ propagationDelay: 4_000 });
  const entry = (name: string) => path.join(functions, name, 'handler.ts');
  deployed = await deployTourniquet(aws, { webhookSecret, entry });
});

afterAll(() => aws.close());

const inlinePolicies = async (RoleName: string) => {
  const { PolicyNames } = await aws.administer('iam', 'ListRolePolicies', { RoleName });
  const policies = PolicyNames.map(async (PolicyName: string) => {
    const { PolicyDocument } = await aws.administer('iam', 'GetRolePolicy', { RoleName, PolicyName });
    return JSON.parse(decodeURIComponent(PolicyDocument));
  });
  return Promise.all(policies);
};

test.each(names)(
  '%s has a role of its own that holds its grants and the right to leave a dead letter',
  async (name) => {
    const { grants }: { grants: Grants } = await import(path.join(functions, name, 'grants.ts'));
    const [policy, ...others] = await inlinePolicies(`tourniquet-${name}`);
    const deadLetters = {
      Effect: 'Allow',
      Action: ['sqs:SendMessage'],
      Resource: [deployed.deadLettersQueueArn],
    };
    const granted = grants(deployed).map(({ actions, resources, conditions }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(conditions && { Condition: conditions }),
    }));
    expect(policy.Statement).toEqual([...granted, deadLetters]);
    expect(others).toEqual([]);
  },
);

test.each(names)('only Lambda may assume the role of %s', async (name) => {
  const { Role } = await aws.administer('iam', 'GetRole', { RoleName: `tourniquet-${name}` });
  expect(JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)).Statement).toEqual({
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
});

test('every function is deployed under its name', async () => {
  expect(deployed.functionNames).toEqual(
    Object.fromEntries(names.map((name) => [name, `tourniquet-${name}`])),
  );
  const { Functions } = await aws.administer('lambda', 'ListFunctions', {});
  const arns = Functions.map(({ FunctionArn }: { FunctionArn: string }) => FunctionArn);
  expect(arns).toContain(deployed.investigateFunctionArn);
  expect(arns).toHaveLength(names.length);
});

test('a signal stays invisible for a minute, and is kept after five failures', () => {
  const { VisibilityTimeout, RedrivePolicy } = aws.sqs.attributes(deployed.signalsQueueArn);
  expect(VisibilityTimeout).toBe('60');
  expect(JSON.parse(RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: deployed.deadLettersQueueArn,
    maxReceiveCount: 5,
  });
});

test('the webhook secret is kept as the secret that is in use, with none before it', async () => {
  const { SecretString } = await aws.administer('secretsmanager', 'GetSecretValue', {
    SecretId: deployed.webhookSecretArn,
  });
  expect(JSON.parse(SecretString)).toEqual({ current: webhookSecret });
});

test('an unsigned webhook is refused by the deployed function', async () => {
  const response = await fetch(deployed.webhookUrl, { method: 'POST', body: '{}' });
  expect(response.status).toBe(401);
});

test('a GuardDuty finding reaches contain through the rule and the queue', async () => {
  const detail = { type: 'Unheard:Of/Finding', id: 'f', resource: {}, service: {} };
  aws.events.emit(deployed.accountId, deployed.region, {
    source: 'aws.guardduty',
    detailType: 'GuardDuty Finding',
    detail,
  });
  expect(aws.sqs.messages(deployed.signalsQueueArn)).toHaveLength(1);
  await aws.host.idle();
  expect(aws.sqs.messages(deployed.signalsQueueArn)).toEqual([]);
});
