import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Deployment, Grant } from '#lib/platform/grants.ts';

const functions = fileURLToPath(new URL('../../functions/', import.meta.url));

export interface DurableConfig {
  executionTimeoutSeconds: number;
  retentionDays: number;
}

/** By what a durable function is invoked: a qualifier is demanded, and a version changes with every deployment. */
export const durableAlias = 'live';

/**
 * What the durable.ts of a function's folder says, if there is one.
 * @param root where the folders are; functions/ by default
 */
export const durableOf = async (folder: string, root = functions): Promise<DurableConfig | undefined> => {
  const file = path.join(root, folder, 'durable.ts');
  if (!existsSync(file)) return undefined;
  const { durable }: { durable: DurableConfig } = await import(pathToFileURL(file).href);
  return durable;
};

/**
 * The right of a durable function to its own executions: what the CDK adds by AWSLambdaBasicDurableExecutionRolePolicy,
 * but not those of other functions.
 */
export const checkpoints = ({ partition, region, accountId }: Deployment, name: string): Grant => ({
  why: 'its own durable executions, of every version',
  actions: ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'],
  resources: [`arn:${partition}:lambda:${region}:${accountId}:function:${name}:*`],
});
