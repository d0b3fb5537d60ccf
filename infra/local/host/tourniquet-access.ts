import { busStatements } from '#infra/deployed/bus-access.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { policyDocument } from './role.ts';
import { fromRules } from './tourniquet-rules.ts';

const maySend = (queueArn: string, grants: readonly Grant[]): boolean =>
  grants.some(
    ({ actions, resources }) => actions.includes('sqs:SendMessage') && resources.includes(queueArn),
  );

/** By the folder of a function. */
export interface Senders {
  grants: ReadonlyMap<string, readonly Grant[]>;
  roleArns: Readonly<Record<string, string>>;
}

/** Denies everybody else: within one account an identity's own policy would do. */
const nobodyElse = (queueArn: string, { grants, roleArns }: Senders) => ({
  Sid: 'NobodyElse',
  Effect: 'Deny' as const,
  Principal: '*' as const,
  Action: 'sqs:SendMessage',
  Resource: queueArn,
  Condition: {
    ArnNotEquals: {
      'aws:PrincipalArn': [...grants]
        .filter(([, each]) => maySend(queueArn, each))
        .map(([folder]) => roleArns[folder] ?? ''),
    },
    Bool: { 'aws:PrincipalIsAWSService': 'false' },
  },
});

/**
 * Who may send what the functions believe: the rules, and the functions that were granted it. What is told elsewhere is
 * for our functions alone to say.
 */
export const restrictQueues = async (
  { administer, sqs }: EmbeddedAws,
  { signalsQueueArn, deadLettersQueueArn, destinations }: Deployment,
  ruleArns: string[],
  senders: Senders,
): Promise<void> => {
  const setPolicy = (queueArn: string, statements: Parameters<typeof policyDocument>[0]) =>
    administer('sqs', 'SetQueueAttributes', {
      QueueUrl: sqs.queueUrl(queueArn),
      Attributes: { Policy: policyDocument(statements) },
    });
  await setPolicy(deadLettersQueueArn, [fromRules(deadLettersQueueArn, ruleArns)]);
  await setPolicy(signalsQueueArn, [
    fromRules(signalsQueueArn, ruleArns),
    nobodyElse(signalsQueueArn, senders),
  ]);
  if (!destinations) return;
  const { incidentChangesQueueArn } = destinations;
  await setPolicy(incidentChangesQueueArn, [nobodyElse(incidentChangesQueueArn, senders)]);
};

/** Lets the organization, or else each member by itself, put events on our bus, and nobody events about incidents. */
export const openBus = async (
  { administer }: EmbeddedAws,
  deployment: Deployment,
  members: readonly { accountId: string }[],
  tellerArn = '',
): Promise<void> => {
  const accountIds = members.map(({ accountId }) => accountId);
  const statements = busStatements(deployment, accountIds, tellerArn);
  if (statements.length === 0) return;
  await administer('events', 'PutPermission', {
    EventBusName: 'tourniquet',
    Policy: policyDocument(statements),
  });
};
