import type { Template } from '../../template/template.ts';

/** Types by what people call them: one, many. What is not here has the name that CloudFormation gives it. */
const names: Readonly<Record<string, [one: string, many: string]>> = {
  'AWS::ApiGatewayV2::Api': ['HTTP API', 'HTTP APIs'],
  'AWS::CloudWatch::Alarm': ['alarm', 'alarms'],
  'AWS::CloudWatch::Dashboard': ['dashboard', 'dashboards'],
  'AWS::DynamoDB::Table': ['table', 'tables'],
  'AWS::Events::EventBus': ['event bus', 'event buses'],
  'AWS::Events::Rule': ['rule', 'rules'],
  'AWS::EventSchemas::Registry': ['schema registry', 'schema registries'],
  'AWS::EventSchemas::Schema': ['test event for the console', 'test events for the console'],
  'AWS::IAM::Role': ['role', 'roles'],
  'AWS::KMS::Key': ['KMS key', 'KMS keys'],
  'AWS::Lambda::Function': ['function', 'functions'],
  'AWS::Logs::LogGroup': ['log group', 'log groups'],
  'AWS::Logs::QueryDefinition': ['saved query', 'saved queries'],
  'AWS::S3::Bucket': ['bucket', 'buckets'],
  'AWS::SecretsManager::Secret': ['secret', 'secrets'],
  'AWS::SNS::Topic': ['topic', 'topics'],
  'AWS::SNS::Subscription': ['subscription', 'subscriptions'],
  'AWS::SQS::Queue': ['queue', 'queues'],
  'AWS::SSM::Parameter': ['parameter', 'parameters'],
};

/** What belongs to another thing (a policy, a version, a route) is counted, but not named. */
const partsOf = 'policies, versions and other parts';

/** The kinds of a template with their numbers: `8 functions`, the most important first. */
export const kindsIn = ({ Resources }: Template): string[] => {
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(Resources)) {
    const kind = Type in names ? Type : partsOf;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const order = ['AWS::Lambda::Function', 'AWS::IAM::Role', ...Object.keys(names)];
  const shown = [...new Set(order)].flatMap((type) => {
    const count = counts.get(type);
    const [one = type, many = type] = names[type] ?? [];
    return count === undefined ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const parts = counts.get(partsOf);
  return parts === undefined ? shown : [...shown, `${parts} ${partsOf}`];
};
