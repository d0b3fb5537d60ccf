import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '#infra/cloud/synthesize.ts';
import { flattenDeep } from '#infra/cloud/template/flatten.ts';
import { resolverOf } from '#infra/cloud/template/resolve.ts';
import { resourcesOf, roleStatements, type Template } from '#infra/cloud/template/template.ts';
import { everywhere } from '#infra/local/drill/elsewhere.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { type DeployedTourniquet, deployTourniquet } from '#infra/local/host/deploy-tourniquet.ts';
import { fixture } from '#test/unit/local/host-setup.ts';
import { everything, everythingWritten } from './settings-of.ts';

// biome-ignore lint/suspicious/noExplicitAny: documents of policies and rules are JSON of many shapes
type Json = any;

let aws: EmbeddedAws;
let deployed: DeployedTourniquet;
let template: Template;
let resolve: (value: unknown) => Json;

const externalId = '00000000-0000-4000-8000-000000000000';
const accounts = ['111122223333', '444455556666'];

const idOf = (type: string, like: RegExp): string => {
  const found = resourcesOf(template, type).find(([id]) => like.test(id));
  if (!found) throw new Error(`no ${type} is called ${like}`);
  return found[0];
};

/** The names that only AWS gives, as the embedded AWS gave them. */
const given = (): Record<string, string> => ({
  [idOf('AWS::ApiGatewayV2::Api', /^Api/)]: 'api',
  [idOf('AWS::SecretsManager::Secret', /^Webhook/)]: deployed.webhookSecretArn,
  [idOf('AWS::SecretsManager::Secret', /^Github/)]: deployed.githubAppSecretArn,
  [`${idOf('AWS::KMS::Key', /^EvidenceKey/)}.Arn`]: deployed.evidenceKeyArn ?? '',
  [`${idOf('AWS::S3::Bucket', /^Evidence/)}.Arn`]: deployed.evidenceBucketArn ?? '',
  [idOf('AWS::S3::Bucket', /^Evidence/)]: deployed.evidenceBucketArn?.split(':').at(-1) ?? '',
  ...Object.fromEntries(
    resourcesOf(template, 'AWS::SQS::Queue').map(([id, { Properties }]) => [
      id,
      aws.sqs.queueUrl(`arn:aws:sqs:${aws.home.region}:${aws.home.accountId}:${Properties.QueueName}`),
    ]),
  ),
});

beforeAll(async () => {
  aws = await startEmbeddedAws({ accounts: ['210987654321', ...accounts] });
  deployed = await deployTourniquet(aws, {
    webhookSecret: randomBytes(16).toString('hex'),
    githubApp: { appId: 1, privateKey: 'none' },
    githubApiUrl: 'https://ghe.example.com/api/v3',
    memberExternalId: externalId,
    guard: true,
    rules: { restorableBoundaries: [...everythingWritten.rules.restorableBoundaries] },
    members: accounts.map((accountId) => ({ accountId })),
    destinations: everywhere,
    entry: () => fixture('echo'),
  });
  // Without what the embedded AWS deploys in no test: an organization, and a trail in S3.
  const settings = {
    region: aws.home.region,
    athena: undefined,
    organizationId: undefined,
    tracing: false,
    redriveRoles: [],
  };
  template = await synthesize(everything(settings));
  resolve = resolverOf(template, { partition: 'aws', ...aws.home, given: given() });
});

afterAll(() => aws.close());

const functionsOf = () =>
  resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);

const folders = () => Object.keys(deployed.functionNames);

it('deploys the same functions', () => {
  expect(
    functionsOf()
      .map(({ FunctionName }) => FunctionName)
      .sort(),
  ).toEqual(Object.values(deployed.functionNames).sort());
});

const ofEmbeddedRole = async (RoleName: string): Promise<Json[]> => {
  const { PolicyDocument } = await aws.administer('iam', 'GetRolePolicy', { RoleName, PolicyName: 'grants' });
  return JSON.parse(decodeURIComponent(PolicyDocument)).Statement;
};

it('gives each role the same statements, and beside them only its own log', async () => {
  for (const folder of folders()) {
    const statements: Json[] = roleStatements(template, folder).map((each) => resolve(each));
    const logs = statements.filter(({ Action }) => Action[0].startsWith('logs:'));
    expect(logs).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: [
          `arn:aws:logs:${aws.home.region}:${aws.home.accountId}:log-group:/aws/lambda/tourniquet-${folder}:*`,
        ],
      },
    ]);
    const rest = statements.filter((each) => !logs.includes(each));
    const embedded = await ofEmbeddedRole(`tourniquet-${folder}`);
    expect(rest.map(inOrder)).toEqual(embedded.map(inOrder));
  }
});

/** The CDK writes a list of one as the thing itself. */
const inOrder = (statement: Json): Json => ({
  ...statement,
  Action: [statement.Action].flat(),
  Resource: [statement.Resource].flat().sort(),
});

it('gives each function the same settings', () => {
  const elsewhere = {
    TOURNIQUET_RULES_FILE: '/var/task/rules.json',
    TOURNIQUET_DEPLOYED_AT: '2026-11-28T09:00:00Z',
  };
  for (const { FunctionName, Environment } of functionsOf()) {
    const variables: Record<string, string> = resolve(Environment.Variables);
    expect(listed(variables), FunctionName).toEqual(listed({ ...deployed.environment, ...elsewhere }));
  }
});

const listed = (environment: Record<string, string>) => ({
  ...environment,
  TOURNIQUET_OWN_ROLES: environment['TOURNIQUET_OWN_ROLES']?.split(',').sort(),
});

describe('the rules', () => {
  const ofTemplate = (bus: string): Json[] =>
    resourcesOf(template, 'AWS::Events::Rule')
      .map(([, { Properties }]) => resolve(Properties))
      .filter(({ EventBusName = 'default' }) => EventBusName === bus)
      .map(({ Name, EventPattern, ScheduleExpression, Targets }) => ({
        Name,
        what: EventPattern ?? ScheduleExpression,
        targets: Targets.map(({ Arn, InputTransformer }: Json) => [Arn, InputTransformer?.InputTemplate]),
      }));

  const ofEmbedded = async (EventBusName: string): Promise<Json[]> => {
    const { Rules } = await aws.administer('events', 'ListRules', { EventBusName });
    return Promise.all(
      Rules.map(async ({ Name, EventPattern, ScheduleExpression }: Json) => {
        const { Targets } = await aws.administer('events', 'ListTargetsByRule', { EventBusName, Rule: Name });
        return {
          Name,
          what: EventPattern ? JSON.parse(EventPattern) : ScheduleExpression,
          targets: Targets.map(({ Arn, InputTransformer }: Json) => [Arn, InputTransformer?.InputTemplate]),
        };
      }),
    );
  };

  const byName = (rules: Json[]) => rules.sort((one, other) => (one.Name < other.Name ? -1 : 1));

  it.each(['default', 'tourniquet'])('of the bus %s wait for the same and feed the same', async (bus) => {
    const forwarding = aws.home.region === 'us-east-1' ? ['tourniquet-health', 'tourniquet-quarantine'] : [];
    const embedded = (await ofEmbedded(bus)).filter(
      ({ Name }) => bus !== 'default' || !forwarding.includes(Name),
    );
    expect(byName(ofTemplate(bus))).toEqual(byName(embedded));
  });
});

it('lets the same in to each queue, and besides denies unencrypted connections', async () => {
  for (const [id, { Properties }] of resourcesOf(template, 'AWS::SQS::QueuePolicy')) {
    const [queueId = ''] = [flattenDeep(Properties.Queues)].flat(2).map((each) => String(each).slice(1, -1));
    const { QueueName } = template.Resources[queueId]?.Properties ?? {};
    const embedded = aws.sqs.attributes(`arn:aws:sqs:${aws.home.region}:${aws.home.accountId}:${QueueName}`);
    const ours: Json[] = resolve(Properties.PolicyDocument).Statement;
    for (const statement of JSON.parse(embedded.Policy ?? '{}').Statement) {
      const same = ours.find(({ Sid }) => Sid === statement.Sid);
      expect(same, `${id} ${statement.Sid}`).toMatchObject({
        Effect: statement.Effect,
        Action: statement.Action,
      });
      if (QueueName !== 'tourniquet-signals-dead-letters')
        expect(sorted(same.Condition), id).toEqual(sorted(statement.Condition));
    }
  }
});

/** Lists in the order of their texts: the order of rules and roles says nothing. */
const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sorted(each)]));
};

it('tells of itself what the embedded AWS tells', async () => {
  const { Parameter } = await aws.administer('ssm', 'GetParameter', { Name: '/tourniquet/deployment' });
  const [[, parameter] = []] = resourcesOf(template, 'AWS::SSM::Parameter');
  const ours = JSON.parse(
    resolve(parameter?.Properties.Value).replaceAll(/https:\/\/[^"]*execute-api[^"]*/g, deployed.webhookUrl),
  );
  const told = JSON.parse(Parameter.Value);
  expect({ ...ours, functions: [...ours.functions].sort() }).toEqual({
    ...told,
    functions: [...told.functions].sort(),
  });
});
