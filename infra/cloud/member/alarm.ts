import { undeliveredName } from '#infra/deployed/forwarding.ts';
import { document } from './roles.ts';
import { arnOf, type Resource, ref } from './value.ts';

/** Rings as long as an event waits in the queue, from the first one on. */
const alarm: Resource = {
  Type: 'AWS::CloudWatch::Alarm',
  Condition: 'IsMember',
  Properties: {
    AlarmName: undeliveredName,
    AlarmDescription:
      'Events of a leak could not be forwarded to Tourniquet. They are in the queue tourniquet-undelivered for 14 days: docs/members.md says what to do.',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: undeliveredName }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    // SQS reports nothing about a queue that has been empty for hours.
    TreatMissingData: 'notBreaching',
    AlarmActions: [ref('AlarmTopic')],
  },
};

/** Not encrypted with the key that AWS manages for SNS, which would let no alarm publish; it names a queue at most. */
const topic: Resource = {
  Type: 'AWS::SNS::Topic',
  Condition: 'IsMember',
  Properties: { TopicName: undeliveredName },
};

const subscription: Resource = {
  Type: 'AWS::SNS::Subscription',
  Condition: 'MailsAlarms',
  Properties: { TopicArn: ref('AlarmTopic'), Protocol: 'email', Endpoint: ref('AlarmMail') },
};

const topicPolicy: Resource = {
  Type: 'AWS::SNS::TopicPolicy',
  Condition: 'IsMember',
  Properties: {
    Topics: [ref('AlarmTopic')],
    PolicyDocument: document([
      {
        Sid: 'OurAlarm',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: ref('AlarmTopic'),
        Condition: { ArnEquals: { 'aws:SourceArn': arnOf('UndeliveredAlarm') } },
      },
      {
        Sid: 'OnlyEncryptedConnections',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: ref('AlarmTopic'),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
  },
};

export const alarms: Readonly<Record<string, Resource>> = {
  UndeliveredAlarm: alarm,
  AlarmTopic: topic,
  AlarmTopicPolicy: topicPolicy,
  AlarmSubscription: subscription,
};
