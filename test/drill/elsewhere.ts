import { toldElsewhere } from '#infra/local/drill/elsewhere.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { policyDocument } from '#infra/local/host/role.ts';
import { fromRules } from '#infra/local/host/tourniquet-rules.ts';
import { arnOf } from '#infra/local/services/scope.ts';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';

export const publishIncident = 'tourniquet-publish-incident';

/** Somebody else's rule on the bus that waits for our events. @returns what it received so far, oldest first */
export const listenOnBus = async ({ aws, deployed }: Stage): Promise<() => Record<string, unknown>[]> => {
  const queueArn = arnOf('sqs', aws.home, 'listener');
  const rule = { Name: 'listener', EventBusName: deployed.busArn };
  const EventPattern = JSON.stringify({ source: ['tourniquet.incident'] });
  const { RuleArn } = await aws.administer('events', 'PutRule', { ...rule, EventPattern });
  aws.sqs.create(queueArn, { Policy: policyDocument([fromRules(queueArn, [RuleArn])]) });
  const { Name, EventBusName } = rule;
  await aws.administer('events', 'PutTargets', {
    Rule: Name,
    EventBusName,
    Targets: [{ Id: 'queue', Arn: queueArn }],
  });
  return () => aws.sqs.messages(queueArn).map(({ body }) => JSON.parse(body));
};

/** What is noted beside an incident of where else it was told, without when. */
export const notedOf = async (stage: Stage, incidentId: string): Promise<Partial<DestinationOutcome>[]> => {
  const noted = await toldElsewhere(stage, incidentId);
  return noted.map(({ destination, outcome, reason, status }) => ({
    destination,
    outcome,
    status,
    ...(reason && { reason }),
  }));
};

/** Takes an action from the role of a function. @returns how to give it back */
export const deny = async (
  { aws }: Stage,
  RoleName: string,
  Action: string,
  Resource: string,
): Promise<() => Promise<void>> => {
  const policy = { RoleName, PolicyName: 'broken' };
  const PolicyDocument = policyDocument([{ Effect: 'Deny', Action, Resource }]);
  await aws.administer('iam', 'PutRolePolicy', { ...policy, PolicyDocument });
  return () => aws.administer('iam', 'DeleteRolePolicy', policy);
};

/** What stands in the chat room, oldest first. */
export const chatOf = ({ aws, deployed }: Stage) =>
  aws.sns
    .mailbox(deployed.destinations?.chatTopicArn ?? '')
    .map(({ message }): { content: { title: string }; metadata: { threadId: string } } =>
      JSON.parse(message),
    );
