import { type ForwardedKind, forwardingPattern, undeliveredName } from '#infra/deployed/forwarding.ts';
import { queues } from '#infra/deployed/limits.ts';
import { busName } from '#infra/deployed/names.ts';
import { nobodysDeadLetters } from '#infra/deployed/redrive.ts';
import { document } from './roles.ts';
import { arnOf, type Resource, ref, sub, type Value } from './value.ts';

const here = `\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}`;
const homeBus = sub(`arn:\${AWS::Partition}:events:\${HomeRegion}:\${HomeAccountId}:event-bus/${busName}`);

/** Under which condition a kind of event is forwarded. Of IAM and Health each account has its own, in one Region. */
const forwarded: Readonly<Record<ForwardedKind, string>> = {
  guardduty: 'IsMember',
  health: 'IsMemberInGlobalRegion',
  quarantine: 'IsMemberInGlobalRegion',
};

// Named and not referred to: the rules refer to the queue and the role that these are the policies of.
const ruleArns = Object.keys(forwarded).map((kind) => sub(`arn:${here}:rule/tourniquet-${kind}`));

/** It writes no kind: the rules of the home bus do that, and would believe nobody else's. */
const rule = (kind: ForwardedKind): Resource => ({
  Type: 'AWS::Events::Rule',
  Condition: forwarded[kind],
  Properties: {
    Name: `tourniquet-${kind}`,
    Description: `Forwards leaks to Tourniquet: ${kind}`,
    EventPattern: forwardingPattern(kind),
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
  Condition: 'IsMember',
  Properties: {
    RoleName: sub(`tourniquet-forward-\${AWS::Region}`),
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
  Condition: 'IsMember',
  Properties: {
    QueueName: undeliveredName,
    MessageRetentionPeriod: queues.deadLettersSeconds,
    SqsManagedSseEnabled: true,
    RedriveAllowPolicy: nobodysDeadLetters,
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
  Condition: 'IsMember',
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
