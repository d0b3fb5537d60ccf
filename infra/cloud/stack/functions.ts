import { Aws } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { durableAlias } from '#infra/deployed/durable.ts';
import { queues as limits } from '#infra/deployed/limits.ts';
import { functionName, memberRole, memberRoleArns } from '#infra/deployed/names.ts';
import type { Settings } from '../settings/settings.ts';
import { type Binding, bind, together, wholeDeployment } from './binding.ts';
import { type Bundles, rulesFile } from './code.ts';
import { TourniquetFunction } from './function.ts';
import { functionArn, roleArn } from './names.ts';
import type { Queues } from './queues.ts';
import type { FunctionSource } from './sources.ts';

export type Functions = ReadonlyMap<string, TourniquetFunction>;

/** A durable function is invoked by its alias only, and a policy on the function would not allow that. */
const bindFunctions = (scope: Construct, sources: readonly FunctionSource[]): Binding => {
  const alias = (folder: string) =>
    sources.some((source) => source.folder === folder && source.durable) ? durableAlias : undefined;
  const invoked = (folder: string) => functionArn(scope, folder, alias(folder));
  const named = (folder: string) => [functionName(folder), alias(folder)].filter(Boolean).join(':');
  const revokes = sources.some(({ folder }) => folder === 'revoke-sessions');
  return bind(
    {
      investigateFunctionArn: invoked('investigate'),
      ...(revokes && { revokeSessionsFunctionArn: invoked('revoke-sessions') }),
    },
    {
      TOURNIQUET_CONTAIN_FUNCTION: named('contain'),
      TOURNIQUET_INVESTIGATE_FUNCTION: named('investigate'),
      TOURNIQUET_RESTORE_FUNCTION: named('restore'),
      ...(revokes && { TOURNIQUET_REVOKE_SESSIONS_FUNCTION: named('revoke-sessions') }),
    },
  );
};

/** The account, its organization, and how other accounts are entered. */
const bindAccounts = (ownRoles: readonly string[], settings: Settings): Binding =>
  bind(
    {
      partition: Aws.PARTITION,
      accountId: Aws.ACCOUNT_ID,
      region: settings.region,
      memberRolePattern: `arn:${Aws.PARTITION}:iam::*:role/${memberRole}`,
      ...(settings.organizationId && { organizationId: settings.organizationId }),
      ...(settings.guard && { guard: true }),
      ...(settings.rules.restorableBoundaries.length > 0 && {
        restorableBoundaries: settings.rules.restorableBoundaries,
      }),
    },
    {
      TOURNIQUET_ACCOUNT_ID: Aws.ACCOUNT_ID,
      TOURNIQUET_OWN_ROLES: ownRoles.join(','),
      TOURNIQUET_RULES_FILE: rulesFile,
      ...(settings.memberExternalId && {
        TOURNIQUET_MEMBER_ROLE: memberRole,
        TOURNIQUET_MEMBER_EXTERNAL_ID: settings.memberExternalId,
      }),
      ...(settings.guard && { TOURNIQUET_GUARD: 'true' }),
      ...(settings.deployedAt && { TOURNIQUET_DEPLOYED_AT: settings.deployedAt }),
    },
  );

export interface FunctionsOptions {
  sources: readonly FunctionSource[];
  settings: Settings;
  /** What every other construct gives. */
  resources: Binding;
  deadLetters: IQueue;
  bundles: Bundles;
  key: IKey | undefined;
}

/** Every function that is wanted, with the rights and the settings that the resources give it. */
export const createFunctions = (
  scope: Construct,
  { sources, settings, resources, deadLetters, bundles, key }: FunctionsOptions,
): { functions: Functions; deployment: ReturnType<typeof wholeDeployment> } => {
  const folders = sources.map(({ folder }) => folder);
  // By their whole names: a pattern such as tourniquet-* would spare a role that a thief calls so.
  const ownRoles = [
    ...folders.map((folder) => roleArn(scope, folder)),
    ...memberRoleArns('*', folders, Aws.PARTITION),
  ];
  const all = together(resources, bindFunctions(scope, sources), bindAccounts(ownRoles, settings));
  const deployment = wholeDeployment(all.deployment);
  const { environment } = all;
  const functions = sources.map((source): [string, TourniquetFunction] => [
    source.folder,
    new TourniquetFunction(scope, source.folder, {
      source,
      settings,
      deployment,
      environment,
      ownRoles,
      deadLetters,
      bundles,
      key,
    }),
  ]);
  return { functions: new Map(functions), deployment };
};

/** Lambda reads the queue with the role of the function; a message that is named in the answer stays on it. */
const feed = (
  target: TourniquetFunction,
  queue: IQueue,
  { batchSize, maxConcurrency }: { batchSize: number; maxConcurrency?: number | undefined },
): void => {
  new lambda.EventSourceMapping(target, 'Source', {
    target: target.fn,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  });
};

/**
 * Beyond what is reserved Lambda would be throttled, and a throttled message counts as received. A tenth is left to
 * people, who invoke the function in the middle of a storm.
 */
const withinReserve = ({ reservedConcurrency: reserved }: Settings): number | undefined =>
  reserved && Math.min(1_000, Math.max(2, Math.floor(reserved.contain * 0.9)));

/** The queues that run functions. */
export const feedFunctions = (functions: Functions, queues: Queues, settings: Settings): void => {
  const contain = functions.get('contain');
  const publish = functions.get('publish-incident');
  if (contain)
    feed(contain, queues.signals, {
      batchSize: limits.signals.batchSize,
      maxConcurrency: withinReserve(settings),
    });
  if (publish && queues.incidentChanges)
    feed(publish, queues.incidentChanges, { batchSize: limits.incidentChanges.batchSize });
};
