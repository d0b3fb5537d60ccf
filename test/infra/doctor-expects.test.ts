import { beforeAll, expect, it } from 'vitest';
import { synthesizeAll } from '#infra/cloud/synthesize.ts';
import { type Place, resolverOf } from '#infra/cloud/template/resolve.ts';
import { resourcesOf, roleStatements, type Template } from '#infra/cloud/template/template.ts';
import { expectationOf } from '#infra/deployed/expectation.ts';
import { flat, isForLambda } from '#lib/cli/doctor/checks/roles.ts';
import type { Expectation, ExpectedRule } from '#lib/cli/doctor/expectation.ts';
import { inOrder, isSame, listOf } from '#lib/cli/doctor/same.ts';
import {
  type DeployedSystem,
  deploymentParameter,
  readDeployedSystem,
} from '#lib/platform/deployed-system.ts';
import { everything } from './settings-of.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes
type Json = any;

const homeRegion = 'eu-west-1';
const accountId = '210987654321';

let system: DeployedSystem;
let expected: Expectation;
/** The resources of a type in the stack of a Region, as CloudFormation would make them. */
let resources: (region: string, type: string) => Json[];
let rolePolicy: (folder: string) => Json[];

/** Every resource that has a name which only AWS gives gets one that can be told apart. */
const given = (template: Template): Record<string, string> => {
  const some = (type: string, form: (id: string) => string) =>
    resourcesOf(template, type).map(([id]) => [id, form(id)]);
  return Object.fromEntries([
    ...some('AWS::ApiGatewayV2::Api', () => 'api'),
    ...some(
      'AWS::SecretsManager::Secret',
      (id) => `arn:aws:secretsmanager:${homeRegion}:${accountId}:secret:${id}`,
    ),
    ...some('AWS::KMS::Key', (id) => id),
    ...some('AWS::KMS::Key', (id) => id).map(([id]) => [
      `${id}.Arn`,
      `arn:aws:kms:${homeRegion}:${accountId}:key/${id}`,
    ]),
  ]);
};

beforeAll(async () => {
  const templates = await synthesizeAll(everything({ guardDutyRegions: ['us-east-1', 'ap-south-1'] }));
  const place = (region: string, template: Template): Place => ({
    partition: 'aws',
    accountId,
    region,
    given: given(template),
  });
  const home = templates['Tourniquet'];
  if (!home) throw new Error('there is no home stack');
  const resolve: (value: unknown) => Json = resolverOf(home, place(homeRegion, home));
  resources = (region, type) => {
    const template = region === homeRegion ? home : templates[`Tourniquet-forwarding-${region}`];
    if (!template) throw new Error(`nothing is deployed in ${region}`);
    const inRegion: (value: unknown) => Json = resolverOf(template, place(region, template));
    return resourcesOf(template, type).map(([, { Properties }]) => inRegion(Properties));
  };
  rolePolicy = (folder) => roleStatements(home, folder).map((each) => resolve(each));
  const [parameter] = resources(homeRegion, 'AWS::SSM::Parameter').filter(
    ({ Name }) => Name === deploymentParameter,
  );
  system = readDeployedSystem(parameter.Value);
  expected = await expectationOf(system);
}, 60_000);

it('finds the deployment by its parameter, which keeps to the size of one', () => {
  expect(system).toMatchObject({ form: 1, mode: 'contain', accounts: ['111122223333', '444455556666'] });
  expect(system.webhookUrl).toMatch(/^https:\/\//);
  expect(JSON.stringify(system).length).toBeLessThan(8_192);
});

it('expects of each role what is deployed, no less and no more', () => {
  for (const { name, statements } of expected.roles) {
    const has = flat(rolePolicy(name.replace('tourniquet-', '')));
    const wanted = flat(statements);
    expect(
      [...wanted].filter((line) => !has.has(line)),
      name,
    ).toEqual([]);
    expect(
      [...has].filter((line) => !wanted.has(line) && !isForLambda(line, name)),
      name,
    ).toEqual([]);
  }
});

it('expects the functions that are deployed', () => {
  const names = resources(homeRegion, 'AWS::Lambda::Function').map(({ FunctionName }) => FunctionName);
  expect(expected.functions.map(({ name }) => name).sort()).toEqual(names.sort());
});

const isDeployed = (rule: ExpectedRule): boolean =>
  resources(rule.region, 'AWS::Events::Rule').some(
    ({ Name, EventBusName = 'default', EventPattern, ScheduleExpression, Targets }: Json) =>
      Name === rule.name &&
      EventBusName === rule.bus &&
      ('pattern' in rule.waitsFor
        ? isSame(EventPattern, rule.waitsFor.pattern)
        : ScheduleExpression === rule.waitsFor.schedule) &&
      Targets.some(
        ({ Arn, InputTransformer, DeadLetterConfig }: Json) =>
          Arn === rule.targetArn &&
          InputTransformer?.InputTemplate === rule.inputTemplate &&
          (DeadLetterConfig !== undefined || !rule.keepsFailures),
      ),
  );

it('expects the rules that are deployed, at home and where they forward from', () => {
  expect(
    expected.rules.filter((rule) => !isDeployed(rule)).map(({ name, region }) => `${name} in ${region}`),
  ).toEqual([]);
  expect(expected.forwarding.home).toEqual([
    { region: 'us-east-1', kind: 'health' },
    { region: 'us-east-1', kind: 'quarantine' },
    { region: 'us-east-1', kind: 'guardduty' },
    { region: 'ap-south-1', kind: 'guardduty' },
  ]);
});

it('expects of the queues that they spare whom they spare', () => {
  for (const { queueArn, roleArns } of expected.senders) {
    const denies = resources(homeRegion, 'AWS::SQS::QueuePolicy')
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Sid, Resource }: Json) => Sid === 'NobodyElse' && Resource === queueArn);
    expect(denies).toHaveLength(1);
    expect(listOf(denies[0].Condition.ArnNotEquals['aws:PrincipalArn']).sort()).toEqual([...roleArns].sort());
  }
});

it('expects of the bus whom it lets in, and the topics of alarms in other Regions', () => {
  const statements = resources(homeRegion, 'AWS::Events::EventBusPolicy').map(({ Statement }) => Statement);
  expect(statements.map(inOrder).sort()).toEqual(expected.busStatements.map(inOrder).sort());
  const topics = ['us-east-1', 'ap-south-1'].flatMap((region) =>
    resources(region, 'AWS::SNS::Topic').map(
      ({ TopicName }) => `arn:aws:sns:${region}:${accountId}:${TopicName}`,
    ),
  );
  expect(expected.alarmTopicArns).toEqual(topics);
});
