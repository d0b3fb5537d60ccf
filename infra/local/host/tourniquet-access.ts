import type { Deployment, Grant } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { policyDocument } from './role.ts';
import { fromRules } from './tourniquet-rules.ts';

export const maySend = ({ signalsQueueArn }: Deployment, grants: readonly Grant[]): boolean =>
  grants.some(
    ({ actions, resources }) => actions.includes('sqs:SendMessage') && resources.includes(signalsQueueArn),
  );

/**
 * Who may send what the functions believe: the rules, and the functions that were granted it. Within one account an
 * identity's own policy would do, so that everybody else is denied.
 * @param roleArns of the functions that send signals
 */
export const restrictQueues = async (
  { administer, sqs }: EmbeddedAws,
  { signalsQueueArn, deadLettersQueueArn }: Deployment,
  { ruleArns, roleArns }: { ruleArns: string[]; roleArns: string[] },
): Promise<void> => {
  const setPolicy = (queueArn: string, statements: Parameters<typeof policyDocument>[0]) =>
    administer('sqs', 'SetQueueAttributes', {
      QueueUrl: sqs.queueUrl(queueArn),
      Attributes: { Policy: policyDocument(statements) },
    });
  await setPolicy(deadLettersQueueArn, [fromRules(deadLettersQueueArn, ruleArns)]);
  await setPolicy(signalsQueueArn, [
    fromRules(signalsQueueArn, ruleArns),
    {
      Sid: 'NobodyElse',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:SendMessage',
      Resource: signalsQueueArn,
      Condition: {
        ArnNotEquals: { 'aws:PrincipalArn': roleArns },
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
      },
    },
  ]);
};

/** Lets the organization, or else each member by itself, put events on our bus. */
export const openBus = async (
  { administer }: EmbeddedAws,
  { organizationId }: Deployment,
  members: readonly { accountId: string }[],
): Promise<void> => {
  const permit = (permission: object) =>
    administer('events', 'PutPermission', {
      EventBusName: 'tourniquet',
      Action: 'events:PutEvents',
      ...permission,
    });
  if (organizationId !== undefined) {
    const Condition = { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: organizationId };
    await permit({ StatementId: 'organization', Principal: '*', Condition });
    return;
  }
  for (const { accountId } of members) {
    await permit({ StatementId: `member-${accountId}`, Principal: accountId });
  }
};
