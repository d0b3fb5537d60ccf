import type { EmbeddedAws } from '#infra/local/embedded-aws.ts';
import { type Evaluated, evaluate } from './evaluate.ts';
import { isObject, type Json, type Place, type Template } from './template.ts';

type Load = (aws: EmbeddedAws, properties: { readonly [field: string]: Json }, place: Place) => Promise<void>;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const queueArn = (urlOrName: string, { accountId, region }: Place): string =>
  `arn:aws:sqs:${region}:${accountId}:${urlOrName.split('/').at(-1)}`;

const role: Load = async (aws, { RoleName, AssumeRolePolicyDocument, Policies }, { accountId }) => {
  const administer = aws.administerIn(accountId);
  const created = { RoleName, AssumeRolePolicyDocument: text(AssumeRolePolicyDocument) };
  await administer('iam', 'CreateRole', created);
  for (const policy of listOf(Policies).filter(isObject)) {
    const { PolicyName, PolicyDocument } = policy;
    await administer('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: text(PolicyDocument) });
  }
};

const queue: Load = async (aws, { QueueName, MessageRetentionPeriod, SqsManagedSseEnabled }, place) =>
  aws.sqs.create(queueArn(text(QueueName), place), {
    MessageRetentionPeriod: text(MessageRetentionPeriod),
    SqsManagedSseEnabled: text(SqsManagedSseEnabled),
  });

const queuePolicy: Load = async (aws, { Queues, PolicyDocument }, place) => {
  for (const url of listOf(Queues)) {
    await aws.administerIn(place.accountId, place.region)('sqs', 'SetQueueAttributes', {
      QueueUrl: aws.sqs.queueUrl(queueArn(text(url), place)),
      Attributes: { Policy: text(PolicyDocument) },
    });
  }
};

const rule: Load = async (aws, { Name, EventBusName, EventPattern, State, Targets }, place) => {
  const administer = aws.administerIn(place.accountId, place.region);
  const bus = EventBusName === undefined ? {} : { EventBusName };
  const about = { Name, ...bus, EventPattern: text(EventPattern), ...(State !== undefined && { State }) };
  await administer('events', 'PutRule', about);
  await administer('events', 'PutTargets', { Rule: Name, ...bus, Targets });
};

/** In the order in which one thing needs another. */
const loads: readonly (readonly [string, Load])[] = [
  ['AWS::SQS::Queue', queue],
  ['AWS::SQS::QueuePolicy', queuePolicy],
  ['AWS::IAM::Role', role],
  ['AWS::Events::Rule', rule],
];

/** The embedded AWS has no alarms: whether each queue has one is asked of the template itself. */
const without = [
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::CloudWatch::Alarm',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
];

/**
 * Deploys a template into an account and a Region of the embedded AWS, as CloudFormation would.
 * @returns what it has made
 * @throws Error for a type of resource that would silently be missing
 */
export const loadTemplate = async (
  aws: EmbeddedAws,
  template: Template,
  place: Place,
): Promise<Evaluated[]> => {
  const made = evaluate(template, place);
  const known = [...without, ...loads.map(([type]) => type)];
  const unknown = made.find(({ type }) => !known.includes(type));
  if (unknown) throw new Error(`${unknown.logicalId}: a ${unknown.type} cannot be made here`);
  for (const [type, load] of loads)
    for (const each of made.filter((one) => one.type === type)) await load(aws, each.properties, place);
  return made;
};
