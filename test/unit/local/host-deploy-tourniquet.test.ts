import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkpoints, durableOf } from '#infra/deployed/durable.ts';
import { allowed, onceEach } from '#infra/deployed/grants.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { type DeployedTourniquet, deployTourniquet } from '#infra/local/host/deploy-tourniquet.ts';
import type { Grant, Grants } from '#lib/platform/grants.ts';
import { fixture } from './host-setup.ts';

const functions = path.resolve(import.meta.dirname, '../../../functions');
const all = readdirSync(functions).filter((name) => existsSync(path.join(functions, name, 'grants.ts')));
// Without an App there is nothing to poll.
const names = all.filter((name) => name !== 'poll-github');
const webhookSecret = randomBytes(16).toString('hex');

let aws: EmbeddedAws;
let deployed: DeployedTourniquet;

beforeAll(async () => {
  aws = await startEmbeddedAws({ propagationDelay: 4_000 });
  const destinations = { eventBus: true, github: true, chat: true };
  deployed = await deployTourniquet(aws, { webhookSecret, destinations, entry: () => fixture('echo') });
});

afterAll(() => aws.close());

const statementsOf = async (RoleName: string) => {
  const { PolicyNames } = await aws.administer('iam', 'ListRolePolicies', { RoleName });
  expect(PolicyNames).toEqual(['grants']);
  const { PolicyDocument } = await aws.administer('iam', 'GetRolePolicy', { RoleName, PolicyName: 'grants' });
  return JSON.parse(decodeURIComponent(PolicyDocument)).Statement;
};

test.each(names)(
  '%s has a role of its own that holds its grants and the right to leave a dead letter',
  async (name) => {
    const { grants }: { grants: Grants } = await import(path.join(functions, name, 'grants.ts'));
    const deadLetters: Grant = {
      why: 'the dead letters',
      actions: ['sqs:SendMessage'],
      resources: [deployed.deadLettersQueueArn],
    };
    const granted = onceEach([...grants(deployed), deadLetters]).map(
      ({ actions, resources, conditions }) => ({
        Effect: 'Allow',
        Action: actions,
        Resource: resources,
        ...(conditions && { Condition: conditions }),
      }),
    );
    const statements = await statementsOf(`tourniquet-${name}`);
    const allowing = statements.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    const durable = await durableOf(name);
    const ownExecutions = durable ? [allowed(checkpoints(deployed, `tourniquet-${name}`))] : [];
    expect(allowing).toEqual([...granted, ...ownExecutions]);
  },
);

/** Those of members in whatever account: listed one by one they would not fit into a function's environment. */
const ownRoles = (): string[] => [
  ...names.map((name) => `arn:aws:iam::${deployed.accountId}:role/tourniquet-${name}`),
  'arn:aws:iam::*:role/tourniquet-member',
  ...(names.includes('revoke-sessions') ? ['arn:aws:iam::*:role/tourniquet-member-revoke'] : []),
  'arn:aws:iam::*:role/tourniquet-member-read',
];

test.each(names)('%s is denied to write policies of our own roles, if it may write any', async (name) => {
  const statements: { Effect: string; Action: string[]; Resource: string[] }[] = await statementsOf(
    `tourniquet-${name}`,
  );
  const writes = statements.some(
    ({ Effect, Action }) => Effect === 'Allow' && Action.includes('iam:PutRolePolicy'),
  );
  const denied = statements.filter(({ Effect }) => Effect === 'Deny');
  const ours = ownRoles();
  const Action = ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'];
  expect(denied).toEqual(writes ? [{ Effect: 'Deny', Action, Resource: ours }] : []);
});

test.each(names)('only Lambda may assume the role of %s', async (name) => {
  const { Role } = await aws.administer('iam', 'GetRole', { RoleName: `tourniquet-${name}` });
  expect(JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)).Statement).toEqual([
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]);
});

test('every function is deployed under its name', async () => {
  expect(deployed.functionNames).toEqual(
    Object.fromEntries(names.map((name) => [name, `tourniquet-${name}`])),
  );
  const { Functions } = await aws.administer('lambda', 'ListFunctions', {});
  const arns = Functions.map(({ FunctionArn }: { FunctionArn: string }) => FunctionArn);
  const [unqualified] = deployed.investigateFunctionArn.split(/:live$/);
  expect(arns).toContain(unqualified);
  expect(arns).toHaveLength(names.length);
});

test('our own roles are named whole, so that nobody else’s is spared by its name', () => {
  expect(deployed.environment['TOURNIQUET_OWN_ROLES']?.split(',')).toEqual(ownRoles());
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

test('a webhook reaches the deployed function', async () => {
  const response = await fetch(deployed.webhookUrl, { method: 'POST', body: '{}' });
  expect(response.status).toBe(200);
});

test('what runs by the clock rests until it is switched on', async () => {
  const { Rules } = await aws.administer('events', 'ListRules', {});
  const scheduled = Rules.filter((rule: { ScheduleExpression?: string }) => rule.ScheduleExpression);
  expect(scheduled.map(({ Name, State }: { Name: string; State: string }) => [Name, State])).toEqual([
    ['tourniquet-remind', 'DISABLED'],
  ]);
});
