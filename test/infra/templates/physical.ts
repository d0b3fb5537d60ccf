import { isObject, type Json, type Place } from './template.ts';

interface Made {
  type: string;
  properties: { readonly [field: string]: Json };
  logicalId: string;
}

type Named = (made: Made, place: Place) => string;

const named =
  (field: string): ((made: Made) => string) =>
  ({ properties, logicalId }) => {
    const name = properties[field];
    return typeof name === 'string' ? name : logicalId;
  };

const arn =
  (service: string, field: string, prefix = ''): Named =>
  (made, { accountId, region }) =>
    `arn:aws:${service}:${region}:${accountId}:${prefix}${named(field)(made)}`;

const roleArn: Named = (made, { accountId }) => `arn:aws:iam::${accountId}:role/${named('RoleName')(made)}`;

const ruleName = (made: Made): string => {
  const bus = made.properties['EventBusName'];
  return `${typeof bus === 'string' ? `${bus}/` : ''}${named('Name')(made)}`;
};

const queueUrl: Named = (made, { accountId, region }) =>
  `https://sqs.${region}.amazonaws.com/${accountId}/${named('QueueName')(made)}`;

/** What `Ref` and `GetAtt … Arn` give (CloudFormation template reference, return values), by the type of a resource. */
const kinds: Readonly<Record<string, { ref: Named; arn: Named }>> = {
  'AWS::IAM::Role': { ref: named('RoleName'), arn: roleArn },
  'AWS::SQS::Queue': { ref: queueUrl, arn: arn('sqs', 'QueueName') },
  'AWS::SNS::Topic': { ref: arn('sns', 'TopicName'), arn: arn('sns', 'TopicName') },
  'AWS::Events::Rule': {
    ref: ruleName,
    arn: (made, { accountId, region }) => `arn:aws:events:${region}:${accountId}:rule/${ruleName(made)}`,
  },
  'AWS::Events::EventBus': { ref: named('Name'), arn: arn('events', 'Name', 'event-bus/') },
  'AWS::CloudWatch::Alarm': { ref: named('AlarmName'), arn: arn('cloudwatch', 'AlarmName', 'alarm:') },
};

/** @throws Error for a type that is not known here, so that nothing is made up */
export const physical = (made: Made, place: Place, what: 'ref' | 'arn'): string => {
  const kind = kinds[made.type];
  if (!kind) throw new Error(`what ${made.logicalId}, a ${made.type}, gives by ${what} is not known here`);
  return kind[what](made, place);
};

export const propertiesOf = (value: unknown): { readonly [field: string]: Json } =>
  isObject(value) ? value : {};
