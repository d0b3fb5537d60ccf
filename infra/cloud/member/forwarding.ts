import { patterns } from '#infra/deployed/event-patterns.ts';
import { queues } from '#infra/deployed/limits.ts';
import { busName } from '#infra/deployed/names.ts';
import { document } from './roles.ts';
import { arnOf, type Resource, ref, sub, type Value } from './value.ts';

const here = '${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}';
const homeBus = sub(`arn:\${AWS::Partition}:events:\${HomeRegion}:\${HomeAccountId}:event-bus/${busName}`);

/** Which condition decides whether a kind of event is forwarded. */
const forwarded = { guardduty: 'GuardDuty', health: 'Global', quarantine: 'Global' } as const;
type Forwarded = keyof typeof forwarded;
const kinds: readonly Forwarded[] = ['guardduty', 'health', 'quarantine'];

// Named and not referred to: the rules refer to the queue and the role that these are the policies of.
const ruleArns = kinds.map((kind) => sub(`arn:${here}:rule/tourniquet-${kind}`));

/** It writes no kind: the rules of the home bus do that, and would believe nobody else's. */
const rule = (kind: Forwarded): Resource => ({
  Type: 'AWS::Events::Rule',
  Condition: forwarded[kind],
  Properties: {
    Name: `tourniquet-${kind}`,
    Description: `Forwards leaks to Tourniquet: ${kind}`,
    EventPattern: patterns[kind],
    Targets: [
      {
        Id: 'home',
        Arn: homeBus,
        RoleArn: arnOf('Forward'),
        DeadLetterConfig: { Arn: arnOf('Undelivered') },
      },
    ],
  },
});

/** One in each Region, by its name: a rule cannot wait for a role that is made in another Region. */
const role: Resource = {
  Type: 'AWS::IAM::Role',
  Condition: 'Forwards',
  Properties: {
    RoleName: sub('tourniquet-forward-${AWS::Region}'),
    Description: 'Lets the rules of Tourniquet in this Region put events on its bus',
    AssumeRolePolicyDocument: document([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
          ArnEquals: { 'aws:SourceArn': ruleArns },
        },
      },
    ]),
    Policies: [
      {
        PolicyName: 'forward',
        PolicyDocument: document([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: homeBus }]),
      },
    ],
  },
};

const queue: Resource = {
  Type: 'AWS::SQS::Queue',
  Condition: 'Forwards',
  Properties: {
    QueueName: 'tourniquet-undelivered',
    MessageRetentionPeriod: queues.deadLettersSeconds,
    SqsManagedSseEnabled: true,
  },
};

const denied = (Sid: string, Action: string, condition: string): Value => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource: arnOf('Undelivered'),
  Condition: { Bool: { [condition]: 'false' } },
});

const queuePolicy: Resource = {
  Type: 'AWS::SQS::QueuePolicy',
  Condition: 'Forwards',
  Properties: {
    Queues: [ref('Undelivered')],
    PolicyDocument: document([
      {
        Sid: 'OurRules',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf('Undelivered'),
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArns } },
      },
      denied('NobodyElse', 'sqs:SendMessage', 'aws:PrincipalIsAWSService'),
      denied('OnlyEncryptedConnections', 'sqs:*', 'aws:SecureTransport'),
    ]),
  },
};

/** The queue and the role, the rules, and whatever a rule could not deliver. */
export const forwarding: Readonly<Record<string, Resource>> = {
  GuardDutyRule: rule('guardduty'),
  HealthRule: rule('health'),
  QuarantineRule: rule('quarantine'),
  Forward: role,
  Undelivered: queue,
  UndeliveredPolicy: queuePolicy,
};
