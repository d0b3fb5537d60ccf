import { flattenDeep } from './flatten.ts';
import type { Resource, Template } from './template.ts';

/** Where a template is deployed to, as far as its names depend on it. */
export interface Place {
  partition: string;
  accountId: string;
  region: string;
  /** What references become whose names only AWS gives: `Key.Arn`, `WebhookSecret` and the like. */
  given?: Readonly<Record<string, string>>;
}

type Naming = (
  place: Place,
  properties: Resource['Properties'],
) => { name: string; arn: string; ref?: string };

const inRegion = (service: string, before: string, name: string, place: Place): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${before}${name}`;

/** The ARN of a type, and what Ref gives where it is not the name. */
const namings: Readonly<Record<string, Naming>> = {
  'AWS::SQS::Queue': (place, { QueueName: name }) => ({
    name,
    arn: inRegion('sqs', '', name, place),
    ref: `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${name}`,
  }),
  'AWS::SNS::Topic': (place, { TopicName: name }) => {
    const arn = inRegion('sns', '', name, place);
    return { name, arn, ref: arn };
  },
  'AWS::DynamoDB::Table': (place, { TableName: name }) => ({
    name,
    arn: inRegion('dynamodb', 'table/', name, place),
  }),
  'AWS::Events::EventBus': (place, { Name: name }) => ({
    name,
    arn: inRegion('events', 'event-bus/', name, place),
  }),
  'AWS::Events::Rule': (place, { Name: name, EventBusName }) => ({
    name,
    arn: inRegion('events', EventBusName ? 'rule/tourniquet/' : 'rule/', name, place),
  }),
  'AWS::Lambda::Function': (place, { FunctionName: name }) => ({
    name,
    arn: inRegion('lambda', 'function:', name, place),
  }),
  'AWS::Logs::LogGroup': (place, { LogGroupName: name }) => ({
    name,
    arn: `${inRegion('logs', 'log-group:', name, place)}:*`,
  }),
  'AWS::S3::Bucket': ({ partition }, { BucketName: name }) => ({
    name,
    arn: `arn:${partition}:s3:::${name}`,
  }),
  'AWS::IAM::Role': ({ partition, accountId }, { RoleName: name }) => ({
    name,
    arn: `arn:${partition}:iam::${accountId}:role/${name}`,
  }),
};

const pseudo = ({ partition, accountId, region }: Place): Record<string, string> => ({
  'AWS::Partition': partition,
  'AWS::AccountId': accountId,
  'AWS::Region': region,
  'AWS::URLSuffix': 'amazonaws.com',
});

/**
 * Writes a part of a template as it will be once deployed.
 * @throws Error for a reference whose text nobody gave
 */
export const resolverOf = ({ Resources }: Template, place: Place): ((value: unknown) => unknown) => {
  const known = { ...pseudo(place), ...place.given };
  const write = (reference: string): string => {
    const [logicalId = '', attribute] = reference.split('.');
    const found = known[reference] ?? referred(logicalId, attribute);
    if (found === undefined) throw new Error(`nothing says what ${reference} becomes`);
    return found;
  };
  const referred = (logicalId: string, attribute: string | undefined): string | undefined => {
    const resource = Resources[logicalId];
    const naming = resource && namings[resource.Type];
    if (!resource || !naming) return undefined;
    const { name, arn, ref = name } = naming(place, namesOf(resource));
    if (attribute === undefined) return ref;
    return attribute === 'Arn' || attribute === 'TopicArn' ? arn : name;
  };
  // Nothing else of a resource is needed for its ARN, and not all of it can be written out.
  const namesOf = ({ Properties }: Resource): Resource['Properties'] =>
    resolve(Object.fromEntries(Object.entries(Properties).filter(([key]) => key.endsWith('Name'))));
  const resolve = (value: unknown): unknown => flattenDeep(value, write);
  return resolve;
};
