import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { functionName, memberRole } from '#infra/deployed/names.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import { parseRules, type Rules } from '#lib/platform/rules.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { destinationEnvironment } from './tourniquet-destinations.ts';
import type { DeployOptions } from './tourniquet-options.ts';

export interface RulesFile {
  path: string;
  /** @throws ConfigError naming the rule that is wrong */
  write(rules: Partial<Rules>): Promise<void>;
}

/** The rules as a file of their own, which is removed when the embedded AWS is closed. */
export const createRulesFile = async (
  aws: EmbeddedAws,
  { rules, members = [] }: DeployOptions,
): Promise<RulesFile> => {
  const listed = members.map(({ accountId }) => accountId);
  const folder = await mkdtemp(path.join(tmpdir(), 'tourniquet-rules-'));
  aws.onClose(() => rm(folder, { recursive: true, force: true }));
  const file: RulesFile = {
    path: path.join(folder, 'rules.json'),
    async write(decided) {
      await writeFile(file.path, JSON.stringify(parseRules({ accounts: listed, ...decided })));
    },
  };
  await file.write(rules ?? {});
  return file;
};

/** The name by which a function is invoked, with its alias where it has one. */
const invokedName = (functionArn: string): string => functionArn.split(':').slice(6).join(':');

export interface Environment {
  deployment: Deployment;
  rulesFile: string;
  externalId: string;
  /** ARNs of every role of ours. */
  ownRoles: string[];
}

/** The settings of lib/platform/config.ts. */
export const environmentOf = (
  aws: EmbeddedAws,
  { deployment, rulesFile, externalId, ownRoles }: Environment,
  { githubApiUrl, environment }: DeployOptions,
): Record<string, string> => ({
  TOURNIQUET_ACCOUNT_ID: deployment.accountId,
  TOURNIQUET_TABLE: deployment.tableArn.split('/').at(-1) ?? '',
  TOURNIQUET_SIGNALS_QUEUE_URL: aws.sqs.queueUrl(deployment.signalsQueueArn),
  TOURNIQUET_DEAD_LETTERS_QUEUE_URL: aws.sqs.queueUrl(deployment.deadLettersQueueArn),
  TOURNIQUET_MAIL_TOPIC_ARN: deployment.mailTopicArn,
  TOURNIQUET_PAGES_TOPIC_ARN: deployment.pagesTopicArn,
  TOURNIQUET_CONTAIN_FUNCTION: functionName('contain'),
  TOURNIQUET_INVESTIGATE_FUNCTION: invokedName(deployment.investigateFunctionArn),
  TOURNIQUET_RESTORE_FUNCTION: functionName('restore'),
  ...(deployment.revokeSessionsFunctionArn && {
    TOURNIQUET_REVOKE_SESSIONS_FUNCTION: functionName('revoke-sessions'),
  }),
  ...(deployment.guard && { TOURNIQUET_GUARD: 'true' }),
  TOURNIQUET_WEBHOOK_SECRET_ID: deployment.webhookSecretArn,
  TOURNIQUET_GITHUB_APP_SECRET_ID: deployment.githubAppSecretArn,
  ...(deployment.evidenceBucketArn && {
    TOURNIQUET_EVIDENCE_BUCKET: deployment.evidenceBucketArn.split(':').at(-1) ?? '',
  }),
  ...(deployment.evidenceKeyArn && { TOURNIQUET_EVIDENCE_KMS_KEY: deployment.evidenceKeyArn }),
  TOURNIQUET_MEMBER_ROLE: memberRole,
  TOURNIQUET_MEMBER_EXTERNAL_ID: externalId,
  TOURNIQUET_OWN_ROLES: ownRoles.join(','),
  TOURNIQUET_RULES_FILE: rulesFile,
  TOURNIQUET_DEPLOYED_AT: aws.clock.now().toISOString(),
  ...destinationEnvironment(aws, deployment),
  ...(githubApiUrl ? { TOURNIQUET_GITHUB_API_URL: githubApiUrl } : {}),
  ...environment,
});
