import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Deployment, Grant, Grants } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { createResources } from './tourniquet-resources.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface DeployOptions {
  /** What GitHub signs its webhooks with. */
  webhookSecret: string;
  /** The App whose installation reads alerts; without one no alert can be read. */
  githubApp?: { appId: number; privateKey: string };
  githubApiUrl?: string;
  /** Further environment of every function, such as TOURNIQUET_LOG_LEVEL. */
  environment?: Record<string, string>;
  /** Where a function's module is; dist/functions/<name>/index.mjs by default. */
  entry?(name: string): string;
}

/** The deployed system, by the names one needs to play with it. */
export interface DeployedTourniquet extends Deployment {
  /** Names of the functions by their folder: `contain` is `tourniquet-contain`. */
  functionNames: Record<string, string>;
  signalsQueueUrl: string;
  /** The loopback address that GitHub's webhook goes to. */
  webhookUrl: string;
  environment: Record<string, string>;
}

/**
 * Seconds. What works on an incident must end before its lease of 35 seconds does, and that before the 60 for which
 * a signal stays invisible: a redelivered signal then always finds the lease free.
 */
const timeouts: Record<string, number> = {
  'receive-webhook': 10,
  contain: 30,
  restore: 30,
  investigate: 900,
};

const built = (name: string): string => {
  const entry = path.join(root, 'dist/functions', name, 'index.mjs');
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run "npm run build" first`);
  return entry;
};

const functionFolders = async (): Promise<string[]> => {
  const folders = await readdir(path.join(root, 'functions'));
  return folders.filter((name) => existsSync(path.join(root, 'functions', name, 'grants.ts')));
};

const grantsOf = async (name: string, deployment: Deployment): Promise<readonly Grant[]> => {
  const { grants }: { grants: Grants } = await import(
    pathToFileURL(path.join(root, 'functions', name, 'grants.ts')).href
  );
  return grants(deployment);
};

const policyOf = (grants: readonly Grant[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: grants.map(({ actions, resources, conditions }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(conditions ? { Condition: conditions } : {}),
    })),
  });

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

const createRole = async (aws: EmbeddedAws, RoleName: string, grants: readonly Grant[]): Promise<string> => {
  const created = await aws.administer('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
  const PolicyDocument = policyOf(grants);
  await aws.administer('iam', 'PutRolePolicy', { RoleName, PolicyName: 'grants', PolicyDocument });
  return created.Role.Arn;
};

/** An event that failed three times is kept, and its role may write there: the CDK adds the same by itself. */
const keepFailures = ({ deadLettersQueueArn }: Deployment): Grant => ({
  why: 'events that Lambda gave up on',
  actions: ['sqs:SendMessage'],
  resources: [deadLettersQueueArn],
});

const deployFunction = async (
  aws: EmbeddedAws,
  folder: string,
  deployed: Deployment,
  { environment, entry = built }: Pick<DeployOptions, 'environment' | 'entry'>,
): Promise<string> => {
  const name = `tourniquet-${folder}`;
  const grants = [...(await grantsOf(folder, deployed)), keepFailures(deployed)];
  const roleArn = await createRole(aws, name, grants);
  aws.host.register({
    name,
    entry: entry(folder),
    roleArn,
    timeoutSeconds: timeouts[folder] ?? 30,
    memoryMegabytes: 512,
    deadLetterQueueArn: deployed.deadLettersQueueArn,
    ...(environment ? { environment } : {}),
  });
  return name;
};

/** The settings of lib/platform/config.ts. */
const environmentOf = (
  aws: EmbeddedAws,
  deployment: Deployment,
  { githubApiUrl, environment }: DeployOptions,
): Record<string, string> => ({
  TOURNIQUET_ACCOUNT_ID: deployment.accountId,
  TOURNIQUET_TABLE: deployment.tableArn.split('/').at(-1) ?? '',
  TOURNIQUET_SIGNALS_QUEUE_URL: aws.sqs.queueUrl(deployment.signalsQueueArn),
  TOURNIQUET_DEAD_LETTERS_QUEUE_URL: aws.sqs.queueUrl(deployment.deadLettersQueueArn),
  TOURNIQUET_MAIL_TOPIC_ARN: deployment.mailTopicArn,
  TOURNIQUET_PAGES_TOPIC_ARN: deployment.pagesTopicArn,
  TOURNIQUET_INVESTIGATE_FUNCTION: 'tourniquet-investigate',
  TOURNIQUET_RESTORE_FUNCTION: 'tourniquet-restore',
  TOURNIQUET_WEBHOOK_SECRET_ID: deployment.webhookSecretArn,
  TOURNIQUET_GITHUB_APP_SECRET_ID: deployment.githubAppSecretArn,
  ...(githubApiUrl ? { TOURNIQUET_GITHUB_API_URL: githubApiUrl } : {}),
  ...environment,
});

/**
 * Deploys the whole system into the home account and region of an embedded AWS, as infra/cloud does on AWS: one
 * role a function, made from its grants.ts.
 * @throws Error when a function was not built yet
 */
export const deployTourniquet = async (
  aws: EmbeddedAws,
  options: DeployOptions,
): Promise<DeployedTourniquet> => {
  const deployment = await createResources(aws, options);
  const environment = environmentOf(aws, deployment, options);
  const functionNames: Record<string, string> = {};
  for (const folder of await functionFolders()) {
    functionNames[folder] = await deployFunction(aws, folder, deployment, { ...options, environment });
  }
  // The roles can be used once IAM has spread them.
  await aws.clock.advance(aws.propagationDelay);
  aws.host.addSqsSource('tourniquet-contain', { queueArn: deployment.signalsQueueArn, batchSize: 10 });
  const webhookUrl = await aws.host.functionUrl('tourniquet-receive-webhook');
  const signalsQueueUrl = aws.sqs.queueUrl(deployment.signalsQueueArn);
  return { ...deployment, functionNames, signalsQueueUrl, webhookUrl, environment };
};
