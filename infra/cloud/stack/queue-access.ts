import * as iam from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployment } from '#lib/platform/grants.ts';
import { roleArn } from './names.ts';
import type { Queues } from './queues.ts';
import type { FunctionSource } from './sources.ts';

/** Lets rules send to a queue. */
export const fromRules = (queue: IQueue, ruleArns: readonly string[]) =>
  new iam.PolicyStatement({
    sid: 'OurRules',
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnLike: { 'aws:SourceArn': [...ruleArns] } },
  });

/** Denies everybody else: within one account an identity's own policy would do. */
export const nobodyElse = (queue: IQueue, senderRoleArns: readonly string[]) =>
  new iam.PolicyStatement({
    sid: 'NobodyElse',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: {
      ...(senderRoleArns.length > 0 && { ArnNotEquals: { 'aws:PrincipalArn': [...senderRoleArns] } }),
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
    },
  });

export interface Senders {
  /** The rules whose events the functions believe. */
  signalRuleArns: readonly string[];
  /** The rules that run functions by the clock: they only leave dead letters. */
  scheduleRuleArns: readonly string[];
  /** Roles of people who may put dead letters back where they came from: SQS sends them in their name. */
  redriveRoles: readonly string[];
  sources: readonly FunctionSource[];
  deployment: Deployment;
}

/** The functions that were granted sending to a queue. */
const sendersTo = ({ queueArn }: IQueue, { sources, deployment }: Senders): FunctionSource[] =>
  sources.filter(({ grants }) =>
    grants(deployment).some(
      ({ actions, resources }) => actions.includes('sqs:SendMessage') && resources.includes(queueArn),
    ),
  );

/**
 * Who may send what the functions believe: the rules, and the functions that were granted it. What is told elsewhere
 * is for our functions alone to say. Dead letters are left by every function: Lambda sends them with its role.
 */
export const restrictQueues = (
  scope: Construct,
  { signals, deadLetters, incidentChanges }: Queues,
  senders: Senders,
): void => {
  const { signalRuleArns, scheduleRuleArns, redriveRoles, sources } = senders;
  const rolesOf = (functions: readonly FunctionSource[]) =>
    functions.map(({ folder }) => roleArn(scope, folder));
  signals.addToResourcePolicy(fromRules(signals, signalRuleArns));
  deadLetters.addToResourcePolicy(fromRules(deadLetters, [...signalRuleArns, ...scheduleRuleArns]));
  deadLetters.addToResourcePolicy(nobodyElse(deadLetters, rolesOf(sources)));
  for (const queue of [signals, ...(incidentChanges ? [incidentChanges] : [])])
    queue.addToResourcePolicy(nobodyElse(queue, [...rolesOf(sendersTo(queue, senders)), ...redriveRoles]));
};
