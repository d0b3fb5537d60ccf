import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { durableAlias } from '#infra/deployed/durable.ts';
import { limitsOf } from '#infra/deployed/limits.ts';
import { functionName } from '#infra/deployed/names.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import type { Settings } from '../settings/settings.ts';
import { type Bundles, codeOf } from './code.ts';
import { createRole } from './role.ts';
import type { FunctionSource } from './sources.ts';

/** Traced are those that nobody waits for: an SDK call to X-Ray is none on the way to containment. */
const onTheHotPath = ['receive-webhook', 'contain', 'revoke-sessions'];

export interface FunctionOptions {
  source: FunctionSource;
  settings: Settings;
  deployment: Deployment;
  environment: Record<string, string>;
  ownRoles: readonly string[];
  deadLetters: IQueue;
  bundles: Bundles;
  key?: IKey | undefined;
}

const reservedFor = (folder: string, { reservedConcurrency: reserved }: Settings): number | undefined => {
  if (folder === 'contain') return reserved?.contain;
  return folder === 'receive-webhook' ? reserved?.receiveWebhook : undefined;
};

/** A function with a role, a log group and dead letters of its own; where it is durable, with a version and an alias. */
export class TourniquetFunction extends Construct {
  readonly folder: string;
  readonly fn: lambda.Function;
  readonly logGroup: logs.LogGroup;
  /** What is invoked: the alias of a durable function, else the function. */
  readonly invoked: lambda.IFunction;

  constructor(scope: Construct, id: string, options: FunctionOptions) {
    super(scope, id);
    const { source, settings, key, deadLetters, environment } = options;
    this.folder = source.folder;
    this.logGroup = this.#createLogGroup(settings, key);
    const traced = settings.tracing && !onTheHotPath.includes(source.folder);
    const { timeoutSeconds, memoryMegabytes } = limitsOf(source.folder);
    const reserved = reservedFor(source.folder, settings);
    this.fn = new lambda.Function(this, 'Function', {
      functionName: functionName(source.folder),
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture:
        settings.architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      handler: 'index.handler',
      code: codeOf(source.folder, settings.rules, options.bundles),
      role: createRole(this, source, { ...options, traced, logGroupArn: this.logGroup.logGroupArn }),
      timeout: Duration.seconds(timeoutSeconds),
      memorySize: memoryMegabytes,
      environment,
      logGroup: this.logGroup,
      deadLetterQueue: deadLetters,
      tracing: traced ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      // An execution goes on for a day on the version that it began with.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
      ...(source.durable && {
        durableConfig: {
          executionTimeout: Duration.seconds(source.durable.executionTimeoutSeconds),
          retentionPeriod: Duration.days(source.durable.retentionDays),
        },
      }),
    });
    this.invoked = source.durable
      ? new lambda.Alias(this, 'Alias', { aliasName: durableAlias, version: this.fn.currentVersion })
      : this.fn;
  }

  #createLogGroup({ logRetentionDays }: Settings, key: IKey | undefined): logs.LogGroup {
    return new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName(this.folder)}`,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(key && { encryptionKey: key }),
    });
  }
}
