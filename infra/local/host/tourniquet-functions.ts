import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkpoints, durableAlias, durableOf } from '#infra/deployed/durable.ts';
import { allowed, keepFailures, neverOnOurOwn, onceEach } from '#infra/deployed/grants.ts';
import { limitsOf } from '#infra/deployed/limits.ts';
import { functionName } from '#infra/deployed/names.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';
import type { PolicyStatement } from '../contract.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { createRole } from './role.ts';
import type { DeployOptions } from './tourniquet-options.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const built = (name: string): string => {
  const entry = path.join(root, 'dist/functions', name, 'index.mjs');
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run "npm run build" first`);
  return entry;
};

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
  { entry = built, schedules = false, policies }: DeployOptions,
): Promise<void> => {
  const name = functionName(folder);
  const { timeoutSeconds, memoryMegabytes, rate } = limitsOf(folder);
  const durable = await durableOf(folder);
  const further = [keepFailures(deployment), ...(durable ? [checkpoints(deployment, name)] : [])];
  const permissions = onceEach([...grants, ...further]).map(allowed);
  const roleArn = await createRole(aws.administer, {
    name,
    trust: [trustLambda],
    permissions:
      policies?.(deployment)[folder] ??
      (folder === 'revoke-sessions' ? [...permissions, neverOnOurOwn(ownRoles)] : permissions),
  });
  const { arn } = aws.host.register({
    name,
    entry: entry(folder),
    roleArn,
    timeoutSeconds,
    memoryMegabytes,
    deadLetterQueueArn: deployment.deadLettersQueueArn,
    environment,
    ...(durable && { durable, alias: durableAlias }),
  });
  if (rate === undefined) return;
  const State = schedules ? 'ENABLED' : 'DISABLED';
  await aws.administer('events', 'PutRule', { Name: name, ScheduleExpression: rate, State });
  await aws.administer('events', 'PutTargets', { Rule: name, Targets: [{ Id: folder, Arn: arn }] });
};
