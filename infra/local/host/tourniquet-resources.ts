import type { Deployment } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import type { DeployOptions } from './deploy-tourniquet.ts';

const createTable = async ({ administer }: EmbeddedAws): Promise<string> => {
  const { TableDescription } = await administer('dynamodb', 'CreateTable', {
    TableName: 'tourniquet-incidents',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'incidentId', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'incidentId', KeyType: 'HASH' }],
  });
  return TableDescription.TableArn;
};

/** A signal that fails five times is kept for people; fourteen days is the longest that SQS keeps a message. */
const createQueues = ({ sqs }: EmbeddedAws, arnOf: (service: string, name: string) => string) => {
  const deadLettersQueueArn = arnOf('sqs', 'tourniquet-signals-dead-letters');
  const signalsQueueArn = arnOf('sqs', 'tourniquet-signals');
  sqs.create(deadLettersQueueArn, { MessageRetentionPeriod: '1209600' });
  sqs.create(signalsQueueArn, {
    VisibilityTimeout: '60',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLettersQueueArn, maxReceiveCount: 5 }),
  });
  return { signalsQueueArn, deadLettersQueueArn };
};

const createTopics = ({ sns }: EmbeddedAws, arnOf: (service: string, name: string) => string) => {
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

const forwardFindings = async ({ administer }: EmbeddedAws, queueArn: string): Promise<void> => {
  const Name = 'tourniquet-guardduty';
  await administer('events', 'PutRule', {
    Name,
    EventPattern: JSON.stringify({ source: ['aws.guardduty'] }),
  });
  await administer('events', 'PutTargets', { Rule: Name, Targets: [{ Id: 'signals', Arn: queueArn }] });
};

/** Creates all that the functions use: table, queues, topics, secrets and the rule that feeds the queue. */
export const createResources = async (aws: EmbeddedAws, options: DeployOptions): Promise<Deployment> => {
  const { accountId, region } = aws.home;
  const arnOf = (service: string, name: string) => `arn:aws:${service}:${region}:${accountId}:${name}`;
  const queues = createQueues(aws, arnOf);
  await forwardFindings(aws, queues.signalsQueueArn);
  return {
    partition: 'aws',
    accountId,
    region,
    tableArn: await createTable(aws),
    ...queues,
    ...createTopics(aws, arnOf),
    ...createSecrets(aws, options),
    investigateFunctionArn: arnOf('lambda', 'function:tourniquet-investigate'),
  };
};
