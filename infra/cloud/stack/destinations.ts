import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { type Binding, bind, type DeployedDestinations } from './binding.ts';
import { createTopic } from './topics.ts';

type Homes = Pick<Settings, 'destinations' | 'github'>;

/** Whether incidents have any other home. */
export const hasDestinations = ({ destinations, github }: Homes): boolean => {
  const { eventBus, opsCenter, securityHub, chatTopic, ses } = destinations ?? {};
  return Boolean(github?.resolveAlerts || eventBus || opsCenter || securityHub || chatTopic || ses);
};

interface Surroundings {
  incidentChanges: IQueue | undefined;
  busArn: string;
  key: IKey | undefined;
}

/** The other homes of incidents that are switched on, with what each has of its own. */
export const createDestinations = (
  scope: Construct,
  settings: Homes,
  { incidentChanges, busArn, key }: Surroundings,
): Binding => {
  if (!incidentChanges) return bind({});
  const { eventBus, opsCenter, securityHub, chatTopic, ses } = settings.destinations ?? {};
  const github = settings.github?.resolveAlerts;
  const chatTopicArn = chatTopic ? createTopic(scope, 'Chat', 'tourniquet-chat', key).topicArn : undefined;
  const destinations: DeployedDestinations = {
    incidentChangesQueueArn: incidentChanges.queueArn,
    ...(eventBus && { eventBus }),
    ...(github && { github }),
    ...(opsCenter && { opsCenter }),
    ...(securityHub && { securityHub }),
    ...(chatTopicArn && { chatTopicArn }),
    ...(ses && { sesFrom: ses.from }),
  };
  return bind(
    { destinations },
    {
      TOURNIQUET_INCIDENT_CHANGES_QUEUE_URL: incidentChanges.queueUrl,
      ...(eventBus && { TOURNIQUET_EVENT_BUS: busArn }),
      ...(github && { TOURNIQUET_GITHUB_RESOLVE_ALERTS: 'true' }),
      ...(opsCenter && { TOURNIQUET_OPS_CENTER: 'true' }),
      ...(securityHub && { TOURNIQUET_SECURITY_HUB: 'true' }),
      ...(chatTopicArn && { TOURNIQUET_CHAT_TOPIC_ARN: chatTopicArn }),
      ...(ses && { TOURNIQUET_SES_FROM: ses.from, TOURNIQUET_SES_TO: ses.to.join(', ') }),
    },
  );
};
