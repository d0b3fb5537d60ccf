import * as iam from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Queues } from './queues.ts';

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
  /** Roles of the functions that were granted sending to a queue. */
  rolesThatMaySendTo(queue: IQueue): string[];
  /** Roles of all functions: Lambda keeps what failed with the role of the function. */
  allRoles: readonly string[];
  /** Roles of people who may put dead letters back where they came from: SQS sends them in their name. */
  redriveRoles: readonly string[];
}

/**
 * Who may send what the functions believe: the rules, and the functions that were granted it. What is told elsewhere
 * is for our functions alone to say.
 */
export const restrictQueues = (
  { signals, deadLetters, incidentChanges }: Queues,
  { signalRuleArns, scheduleRuleArns, rolesThatMaySendTo, allRoles, redriveRoles }: Senders,
): void => {
  signals.addToResourcePolicy(fromRules(signals, signalRuleArns));
  deadLetters.addToResourcePolicy(fromRules(deadLetters, [...signalRuleArns, ...scheduleRuleArns]));
  deadLetters.addToResourcePolicy(nobodyElse(deadLetters, allRoles));
  for (const queue of [signals, ...(incidentChanges ? [incidentChanges] : [])])
    queue.addToResourcePolicy(nobodyElse(queue, [...rolesThatMaySendTo(queue), ...redriveRoles]));
};
