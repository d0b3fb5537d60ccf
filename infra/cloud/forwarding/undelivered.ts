import { Duration, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { undeliveredName } from '#infra/deployed/forwarding.ts';
import { queues } from '#infra/deployed/limits.ts';
import { createAlarm, fiveMinutes } from '../stack/alarms.ts';
import { nobodyElse } from '../stack/queue-access.ts';
import { nobodysDeadLetters } from '../stack/queues.ts';
import { createTopic, lettingAlarmsIn, subscribe } from '../stack/topics.ts';

const onlyRules = (queue: sqs.Queue, ruleArns: readonly string[]): iam.PolicyStatement[] => [
  new iam.PolicyStatement({
    sid: 'OurRules',
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': [...ruleArns] } },
  }),
  nobodyElse(queue, []),
];

/**
 * What a rule could not put on the bus, in the Region of the rule: EventBridge takes no queue elsewhere. Encrypted by
 * SQS: a key of one's own is in the home Region.
 */
export const createUndelivered = (scope: Construct, ruleArns: readonly string[]): sqs.Queue => {
  const queue = new sqs.Queue(scope, 'Undelivered', {
    queueName: undeliveredName,
    retentionPeriod: Duration.seconds(queues.deadLettersSeconds),
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    redriveAllowPolicy: nobodysDeadLetters,
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason:
      'It is the dead-letter queue of rules, which cdk-nag does not look at. People read it, with an alarm.',
  });
  for (const statement of onlyRules(queue, ruleArns)) queue.addToResourcePolicy(statement);
  return queue;
};

/** An alarm reaches topics of its own Region only. */
export const undeliveredPages = (scope: Construct, queue: sqs.Queue, pages: readonly string[]): void => {
  const topic = createTopic(scope, 'Pages', undeliveredName, undefined);
  subscribe(topic, 'To', pages);
  topic.addToResourcePolicy(lettingAlarmsIn(topic));
  createAlarm(scope, topic, {
    name: 'undelivered',
    says: 'DEAD LETTERS: events of a leak could not be forwarded to Tourniquet. A leaked key may still be active. They are in the queue tourniquet-undelivered of this Region for 14 days: docs/members.md says what to do.',
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: 'Maximum' }),
  });
};
