import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Deployment, Grant } from '#lib/platform/grants.ts';
import type { PolicyStatement } from '../contract.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { createRole } from './role.ts';
import { checkpoints, durableAlias, durableOf } from './tourniquet-durable.ts';
import { allowed, neverOnOurOwn } from './tourniquet-grants.ts';
import { type DeployOptions, functionName } from './tourniquet-options.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Seconds. What works on an incident must end before its lease of 35 seconds does, and that before the 60 for which
 * a signal stays invisible: a redelivered signal then always finds the lease free.
 */
const timeouts: Record<string, number> = {
  'receive-webhook': 10,
  contain: 30,
  restore: 30,
  'revoke-sessions': 30,
  investigate: 900,
  'poll-github': 300,
  remind: 60,
  'publish-incident': 60,
};

/** What runs by the clock, and how often. */
const rates: Record<string, string> = { 'poll-github': 'rate(15 minutes)', remind: 'rate(5 minutes)' };

const built = (name: string): string => {
  const entry = path.join(root, 'dist/functions', name, 'index.mjs');
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run "npm run build" first`);
  return entry;
};

/** An event that failed three times is kept, and its role may write there: the CDK adds the same by itself. */
const keepFailures = ({ deadLettersQueueArn }: Deployment): Grant => ({
  why: 'events that Lambda gave up on',
  actions: ['sqs:SendMessage'],
  resources: [deadLettersQueueArn],
});

const trustLambda: PolicyStatement = {
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
};

export interface NewFunction {
  folder: string;
  grants: readonly Grant[];
  deployment: Deployment;
  environment: Record<string, string>;
  ownRoles: readonly string[];
}

/** A function with a role of its own, made from its grants, and with its schedule where it has one. */
export const deployFunction = async (
  aws: EmbeddedAws,
  { folder, grants, deployment, environment, ownRoles }: NewFunction,
  { entry = built, schedules = false }: DeployOptions,
): Promise<void> => {
  const name = functionName(folder);
  const durable = await durableOf(folder);
  const further = [keepFailures(deployment), ...(durable ? [checkpoints(deployment, name)] : [])];
  const permissions = [...grants, ...further].map(allowed);
  const roleArn = await createRole(aws.administer, {
    name,
    trust: [trustLambda],
    permissions: folder === 'revoke-sessions' ? [...permissions, neverOnOurOwn(ownRoles)] : permissions,
  });
  const { arn } = aws.host.register({
    name,
    entry: entry(folder),
    roleArn,
    timeoutSeconds: timeouts[folder] ?? 30,
    memoryMegabytes: 512,
    deadLetterQueueArn: deployment.deadLettersQueueArn,
    environment,
    ...(durable && { durable, alias: durableAlias }),
  });
  const ScheduleExpression = rates[folder];
  if (ScheduleExpression === undefined) return;
  const State = schedules ? 'ENABLED' : 'DISABLED';
  await aws.administer('events', 'PutRule', { Name: name, ScheduleExpression, State });
  await aws.administer('events', 'PutTargets', { Rule: name, Targets: [{ Id: folder, Arn: arn }] });
};
