import { queues } from '#infra/deployed/limits.ts';
import { nobodysDeadLetters } from '#infra/deployed/redrive.ts';
import type { DeployedDestinations, Deployment } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import type { DestinationOptions } from './tourniquet-options.ts';

const mailDomain = 'company.example';

/** What the other homes of incidents need: the queue of changes, and what each of them has of its own. */
export const createDestinations = (
  { sqs, sns, ses, home }: EmbeddedAws,
  arnOf: (service: string, name: string) => string,
  deadLettersQueueArn: string,
  options: DestinationOptions,
): DeployedDestinations => {
  const { eventBus, github, opsCenter, securityHub, chat, htmlMail } = options;
  const incidentChangesQueueArn = arnOf('sqs', 'tourniquet-incident-changes');
  sqs.create(incidentChangesQueueArn, {
    VisibilityTimeout: String(queues.incidentChanges.visibilitySeconds),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLettersQueueArn,
      maxReceiveCount: queues.maxReceives,
    }),
    RedriveAllowPolicy: JSON.stringify(nobodysDeadLetters),
  });
  const chatTopicArn = arnOf('sns', 'tourniquet-chat');
  if (chat) sns.create(chatTopicArn);
  if (htmlMail) ses.verify(home, mailDomain);
  return {
    incidentChangesQueueArn,
    ...(eventBus && { eventBus }),
    ...(github && { github }),
    ...(opsCenter && { opsCenter }),
    ...(securityHub && { securityHub }),
    ...(chat && { chatTopicArn }),
    ...(htmlMail && { sesFrom: `tourniquet@${mailDomain}` }),
  };
};

/** The settings of lib/platform/config.ts that switch them on. */
export const destinationEnvironment = (
  { sqs }: EmbeddedAws,
  { destinations, busArn }: Deployment,
): Record<string, string> => {
  if (!destinations) return {};
  const { incidentChangesQueueArn, eventBus, github, opsCenter, securityHub, chatTopicArn, sesFrom } =
    destinations;
  return {
    TOURNIQUET_INCIDENT_CHANGES_QUEUE_URL: sqs.queueUrl(incidentChangesQueueArn),
    ...(eventBus && { TOURNIQUET_EVENT_BUS: busArn }),
    ...(github && { TOURNIQUET_GITHUB_RESOLVE_ALERTS: 'true' }),
    ...(opsCenter && { TOURNIQUET_OPS_CENTER: 'true' }),
    ...(securityHub && { TOURNIQUET_SECURITY_HUB: 'true' }),
    ...(chatTopicArn && { TOURNIQUET_CHAT_TOPIC_ARN: chatTopicArn }),
    ...(sesFrom && {
      TOURNIQUET_SES_FROM: sesFrom,
      TOURNIQUET_SES_TO: `oncall@${mailDomain}, security@${mailDomain}`,
    }),
  };
};
