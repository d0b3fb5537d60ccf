import { actionsOf } from './actions.ts';

/** To be replaced by the bucket that holds the zips. */
const bucketPlaceholder = 'YOUR-ARTIFACT-BUCKET';

const inRegions = (service: string, ...resources: string[]): string[] =>
  resources.map((resource) => `arn:aws:${service}:*:*:${resource}`);

/** What the actions of a service may be done to: everything of ours has a name of ours. */
const resources: Readonly<Record<string, string[]>> = {
  // The ids that AWS gives to APIs are in their ARNs, and names are not.
  apigateway: ['arn:aws:apigateway:*::/apis', 'arn:aws:apigateway:*::/apis/*'],
  cloudwatch: [
    ...inRegions('cloudwatch', 'alarm:tourniquet-*'),
    'arn:aws:cloudwatch::*:dashboard/Tourniquet',
  ],
  dynamodb: inRegions('dynamodb', 'table/tourniquet-*'),
  events: inRegions('events', 'event-bus/tourniquet', 'rule/tourniquet-*', 'rule/tourniquet/tourniquet-*'),
  iam: ['arn:aws:iam::*:role/tourniquet-*'],
  kms: inRegions('kms', 'key/*', 'alias/tourniquet-*'),
  lambda: inRegions('lambda', 'function:tourniquet-*', 'event-source-mapping:*'),
  logs: inRegions('logs', 'log-group:/aws/lambda/tourniquet-*', 'log-group:/aws/vendedlogs/tourniquet-*'),
  s3: ['arn:aws:s3:::tourniquet-evidence-*'],
  schemas: inRegions('schemas', 'registry/lambda-testevent-schemas', 'schema/lambda-testevent-schemas*'),
  secretsmanager: inRegions('secretsmanager', 'secret:tourniquet/*'),
  sns: inRegions('sns', 'tourniquet-*'),
  sqs: inRegions('sqs', 'tourniquet-*'),
  ssm: inRegions('ssm', 'parameter/tourniquet/*'),
};

/** Actions that know no resource, or none before it is made (Service Authorization Reference). */
const everywhere = new Set([
  'kms:CreateKey',
  'kms:ListAliases',
  'lambda:CreateEventSourceMapping',
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DeleteQueryDefinition',
  'logs:DescribeLogGroups',
  'logs:DescribeQueryDefinitions',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutQueryDefinition',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'secretsmanager:GetRandomPassword',
  'sns:GetSubscriptionAttributes',
  'sns:SetSubscriptionAttributes',
  'sns:Unsubscribe',
]);

export interface DeployStatement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string[]>>;
}

const allow = (Sid: string, Action: string[], Resource: string[]): DeployStatement => ({
  Sid,
  Effect: 'Allow',
  Action: Action.toSorted(),
  Resource,
});

/** Neither is an action on a thing of ours: one hands a role on, the other reads what was uploaded. */
const elsewhere = ['iam:PassRole', 's3:GetObject'];

const all = [...new Set(Object.values(actionsOf).flat())].filter((action) => !elsewhere.includes(action));

const onOurs = (): DeployStatement[] =>
  Object.entries(resources).map(([service, given]) =>
    allow(
      service,
      all.filter((action) => action.startsWith(`${service}:`) && !everywhere.has(action)),
      given,
    ),
  );

const stacks = (): DeployStatement[] => [
  allow(
    'stacks',
    [
      'cloudformation:CreateChangeSet',
      'cloudformation:DeleteChangeSet',
      'cloudformation:DeleteStack',
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStacks',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:GetTemplateSummary',
    ],
    inRegions('cloudformation', 'stack/Tourniquet*/*'),
  ),
  allow('artifacts', ['s3:GetObject', 's3:PutObject'], [`arn:aws:s3:::${bucketPlaceholder}/tourniquet/*`]),
];

const passRoles = (): DeployStatement => ({
  ...allow('hand-roles-on', ['iam:PassRole'], resources['iam'] ?? []),
  Condition: { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'events.amazonaws.com'] } },
});

const named = (statement: DeployStatement): DeployStatement => ({
  ...statement,
  Sid: statement.Sid.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
});

const document = (statements: DeployStatement[]) => ({
  Version: '2012-10-17',
  Statement: statements.map(named),
});

/** What deploying the plain template needs, and updating it and taking it away. */
export const templatePolicy = () =>
  document([...stacks(), ...onOurs(), passRoles(), allow('no-resources', [...everywhere], ['*'])]);

/** What deploying through the CDK needs: its bootstrap has roles for the rest, and CloudFormation's has its policies. */
const cdkPolicy = () =>
  document([
    allow('roles-of-the-bootstrap', ['sts:AssumeRole'], ['arn:aws:iam::*:role/cdk-hnb659fds-*']),
    allow(
      'is-it-bootstrapped',
      ['ssm:GetParameter'],
      inRegions('ssm', 'parameter/cdk-bootstrap/hnb659fds/version'),
    ),
    allow('id-of-the-organization', ['organizations:DescribeOrganization'], ['*']),
  ]);

/** The file of each policy in docs/policies. */
export const policyFiles = { 'deploy-template.json': templatePolicy, 'deploy-cdk.json': cdkPolicy };
