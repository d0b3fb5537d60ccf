import { durableAlias, durableOf } from '#infra/deployed/durable.ts';
import { queues } from '#infra/deployed/limits.ts';
import { busName, functionName, memberRole } from '#infra/deployed/names.ts';
import { nobodysDeadLetters } from '#infra/deployed/redrive.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { organizationOf } from '../iam/state.ts';
import { createDestinations } from './tourniquet-destinations.ts';
import { createEvidenceHome } from './tourniquet-evidence.ts';
import type { DeployOptions } from './tourniquet-options.ts';

type ArnOf = (service: string, name: string) => string;

const createTable = async ({ administer }: EmbeddedAws): Promise<string> => {
  const { TableDescription } = await administer('dynamodb', 'CreateTable', {
    TableName: 'tourniquet-incidents',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'incidentId', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'incidentId', KeyType: 'HASH' }],
  });
  return TableDescription.TableArn;
};

const createQueues = ({ sqs }: EmbeddedAws, arnOf: ArnOf) => {
  const deadLettersQueueArn = arnOf('sqs', 'tourniquet-signals-dead-letters');
  const signalsQueueArn = arnOf('sqs', 'tourniquet-signals');
  sqs.create(deadLettersQueueArn, { MessageRetentionPeriod: String(queues.deadLettersSeconds) });
  sqs.create(signalsQueueArn, {
    VisibilityTimeout: String(queues.signals.visibilitySeconds),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLettersQueueArn,
      maxReceiveCount: queues.maxReceives,
    }),
    RedriveAllowPolicy: JSON.stringify(nobodysDeadLetters),
  });
  return { signalsQueueArn, deadLettersQueueArn };
};

const createTopics = ({ sns }: EmbeddedAws, arnOf: ArnOf) => {
  const mailTopicArn = arnOf('sns', 'tourniquet-mail');
  const pagesTopicArn = arnOf('sns', 'tourniquet-pages');
  sns.create(mailTopicArn);
  sns.create(pagesTopicArn);
  return { mailTopicArn, pagesTopicArn };
};

const createSecrets = ({ secrets, home }: EmbeddedAws, { webhookSecret, githubApp }: DeployOptions) => ({
  webhookSecretArn: secrets.put(home, 'tourniquet/webhook', JSON.stringify({ current: webhookSecret })),
  // A person fills it in after deploying; until then GitHub's alerts cannot be read.
  githubAppSecretArn: secrets.put(home, 'tourniquet/github-app', JSON.stringify(githubApp ?? {})),
});

const createBus = async ({ administer }: EmbeddedAws): Promise<string> =>
  (await administer('events', 'CreateEventBus', { Name: busName })).EventBusArn;

/**
 * Creates all that the functions use: table, queues, topics, secrets and the bus.
 * @param folders the functions that will be deployed
 */
export const createResources = async (
  aws: EmbeddedAws,
  folders: readonly string[],
  options: DeployOptions,
): Promise<Deployment> => {
  const { accountId, region } = aws.home;
  const arnOf: ArnOf = (service, name) => `arn:aws:${service}:${region}:${accountId}:${name}`;
  const functionArn = (folder: string) => arnOf('lambda', `function:${functionName(folder)}`);
  // What may be invoked: a durable function only by its alias, and a policy on the function would not allow that.
  const invoked = async (folder: string) =>
    (await durableOf(folder)) ? `${functionArn(folder)}:${durableAlias}` : functionArn(folder);
  const queues = createQueues(aws, arnOf);
  const { destinations, rules: { restorableBoundaries = [] } = {} } = options;
  const organizationId = organizationOf(aws.iam.state, accountId)?.id;
  return {
    partition: 'aws',
    accountId,
    region,
    tableArn: await createTable(aws),
    ...queues,
    ...(destinations && {
      destinations: createDestinations(aws, arnOf, queues.deadLettersQueueArn, destinations),
    }),
    ...createTopics(aws, arnOf),
    ...createSecrets(aws, options),
    ...(await createEvidenceHome(aws, options)),
    busArn: await createBus(aws),
    investigateFunctionArn: await invoked('investigate'),
    ...(folders.includes('revoke-sessions') && {
      revokeSessionsFunctionArn: functionArn('revoke-sessions'),
    }),
    memberRolePattern: `arn:aws:iam::*:role/${memberRole}`,
    ...(organizationId !== undefined && { organizationId }),
    ...(options.guard && { guard: true }),
    ...(restorableBoundaries.length > 0 && { restorableBoundaries }),
  };
};
