import { randomUUID } from 'node:crypto';
import { functionFolders, grantsOf } from '#infra/deployed/grants.ts';
import { queues } from '#infra/deployed/limits.ts';
import { functionName, memberRoleArns } from '#infra/deployed/names.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { openBus, restrictQueues } from './tourniquet-access.ts';
import { createRulesFile, environmentOf } from './tourniquet-environment.ts';
import { deployFunction } from './tourniquet-functions.ts';
import { createMember } from './tourniquet-members.ts';
import type { DeployedTourniquet, DeployOptions } from './tourniquet-options.ts';
import { tellOfItself } from './tourniquet-parameter.ts';
import { createResources } from './tourniquet-resources.ts';
import { createDoctorQueue, createForwarding, createSignalRules } from './tourniquet-rules.ts';

export type { DeployedTourniquet, DeployOptions, Member } from './tourniquet-options.ts';

/** Not every function is deployed everywhere. */
const foldersToDeploy = async (options: DeployOptions): Promise<string[]> => {
  const { githubApp, revokeSessions = true, destinations } = options;
  const unwanted = [
    ...(githubApp ? [] : ['poll-github']),
    ...(revokeSessions ? [] : ['revoke-sessions']),
    ...(destinations ? [] : ['publish-incident']),
  ];
  return (await functionFolders()).filter((folder) => !unwanted.includes(folder));
};

const grantsOfAll = async (folders: string[], deployment: Deployment) => {
  const grants = folders.map(async (folder) => [folder, await grantsOf(folder, deployment)] as const);
  return new Map<string, readonly Grant[]>(await Promise.all(grants));
};

/** The rules, and who may put something where a function would believe it. */
const connect = async (
  aws: EmbeddedAws,
  deployment: Deployment,
  grants: Map<string, readonly Grant[]>,
  roleArns: Record<string, string>,
  forward = createForwarding,
): Promise<void> => {
  const ruleArns = await createSignalRules(aws, deployment);
  await restrictQueues(aws, deployment, ruleArns, { grants, roleArns });
  await forward(aws, deployment, deployment.accountId);
  await createDoctorQueue(aws);
};

/**
 * Deploys the whole system into the home account and region of an embedded AWS, as it is deployed on AWS: one
 * role a function, made from its grants.ts, and what each member account needs.
 * @throws Error when a function was not built yet
 * @throws ConfigError when a rule is wrong
 */
export const deployTourniquet = async (
  aws: EmbeddedAws,
  options: DeployOptions,
): Promise<DeployedTourniquet> => {
  const { members = [], memberExternalId: externalId = randomUUID() } = options;
  const folders = await foldersToDeploy(options);
  const deployment = await createResources(aws, folders, options);
  const grants = await grantsOfAll(folders, deployment);
  const roleArns = Object.fromEntries(
    folders.map((folder) => [folder, `arn:aws:iam::${deployment.accountId}:role/${functionName(folder)}`]),
  );
  // By their whole names: a pattern such as tourniquet-* would spare a role that a thief calls so.
  const ownRoles = [...Object.values(roleArns), ...memberRoleArns('*', folders)];
  const rules = await createRulesFile(aws, options);
  const settings = { deployment, rulesFile: rules.path, externalId, ownRoles };
  const environment = environmentOf(aws, settings, options);
  for (const [folder, each] of grants) {
    await deployFunction(aws, { folder, grants: each, deployment, environment, ownRoles }, options);
  }
  await connect(aws, deployment, grants, roleArns, options.createForwarding);
  await openBus(aws, deployment, members, roleArns['publish-incident']);
  const { createMember: join = createMember } = options;
  for (const member of members) await join(aws, member, { deployment, roleArns, externalId });
  // The roles can be used once IAM has spread them.
  await aws.clock.advance(aws.propagationDelay);
  aws.host.addSqsSource('tourniquet-contain', {
    queueArn: deployment.signalsQueueArn,
    batchSize: queues.signals.batchSize,
  });
  if (deployment.destinations) {
    const { incidentChangesQueueArn: queueArn } = deployment.destinations;
    aws.host.addSqsSource('tourniquet-publish-incident', {
      queueArn,
      batchSize: queues.incidentChanges.batchSize,
    });
  }
  const webhookUrl = await aws.host.functionUrl('tourniquet-receive-webhook');
  await tellOfItself(aws, { deployment, folders, webhookUrl }, options);
  return {
    ...deployment,
    functionNames: Object.fromEntries(folders.map((folder) => [folder, functionName(folder)])),
    signalsQueueUrl: aws.sqs.queueUrl(deployment.signalsQueueArn),
    webhookUrl,
    memberExternalId: externalId,
    environment,
    async changeRules(decided) {
      await rules.write(decided);
      aws.host.renew();
    },
  };
};
