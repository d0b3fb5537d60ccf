import { beforeAll, describe, expect, it } from 'vitest';
import { both, type FlatTemplates, flatTemplates, type Which } from './flat-templates.ts';

let templates: FlatTemplates;

beforeAll(async () => {
  templates = await flatTemplates();
});

const all = (settings: Which, type: string) => templates.all(settings, type);

describe.each(both)('%s: what runs', (settings) => {
  it('is Node 24, with dead letters and its environment within 4 KB', () => {
    for (const { id, Properties } of all(settings, 'AWS::Lambda::Function')) {
      expect(Properties, id).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: [settings === 'least' ? 'arm64' : 'x86_64'],
        DeadLetterConfig: { TargetArn: expect.stringContaining('DeadLetters') },
      });
      expect(JSON.stringify(Properties.Environment.Variables).length, id).toBeLessThan(4_000);
    }
  });

  it('is not traced on the way to containment', () => {
    const traced = all(settings, 'AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.TracingConfig?.Mode === 'Active')
      .map(({ Properties }) => Properties.FunctionName);
    expect(traced).toContain('tourniquet-investigate');
    for (const hot of ['contain', 'receive-webhook', 'revoke-sessions'])
      expect(traced).not.toContain(`tourniquet-${hot}`);
  });

  it('the investigation is durable, and old versions stay for what began on them', () => {
    const durable = all(settings, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.DurableConfig,
    );
    expect(durable.map(({ Properties }) => [Properties.FunctionName, Properties.DurableConfig])).toEqual([
      ['tourniquet-investigate', { ExecutionTimeout: 172_800, RetentionPeriodInDays: 14 }],
    ]);
    expect(all(settings, 'AWS::Lambda::Alias')).toMatchObject([{ Properties: { Name: 'live' } }]);
    expect(all(settings, 'AWS::Lambda::Version')).toMatchObject([{ resource: { DeletionPolicy: 'Retain' } }]);
  });

  it('every target of a rule has dead letters', () => {
    const rules = all(settings, 'AWS::Events::Rule').filter(
      ({ Properties }) => Properties.Name !== 'tourniquet-doctor',
    );
    expect(rules.length).toBeGreaterThanOrEqual(7);
    for (const { id, Properties } of rules)
      for (const target of Properties.Targets) expect(target.DeadLetterConfig?.Arn, id).toBeTruthy();
  });

  it('has an alarm on each function, and no alarm that nobody hears', () => {
    const alarms = all(settings, 'AWS::CloudWatch::Alarm');
    const names = alarms.map(({ Properties }) => Properties.AlarmName);
    for (const { Properties } of all(settings, 'AWS::Lambda::Function'))
      expect(names).toContain(`${Properties.FunctionName}-fails`);
    expect(names).toEqual(
      expect.arrayContaining([
        'tourniquet-not-contained',
        'tourniquet-signals-wait',
        'tourniquet-remind-is-silent',
        'tourniquet-throttled',
        'tourniquet-events-lost',
      ]),
    );
    for (const { Properties } of alarms)
      expect(Properties.AlarmActions, Properties.AlarmName).toHaveLength(1);
  });

  it('says of each function what its failing means, in the meanings of alarms-of-functions.ts', () => {
    const ofFunctions = all(settings, 'AWS::CloudWatch::Alarm').filter(({ Properties }) =>
      Properties.AlarmName.endsWith('-fails'),
    );
    expect(ofFunctions.length).toBeGreaterThanOrEqual(4);
    for (const { Properties } of ofFunctions)
      expect(Properties.AlarmDescription).toMatch(/ has failed\. \S.{20,}\. Look at its log\.$/);
  });
});

it('the batch of signals tells which failed, and runs within what is reserved', () => {
  const [contain, publish] = all('everything', 'AWS::Lambda::EventSourceMapping').map(
    ({ Properties }) => Properties,
  );
  expect(contain).toMatchObject({
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 45 },
  });
  expect(publish).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] });
});

it('concurrency is reserved for containment, and apart from it for the webhook, only where it is asked for', () => {
  const reserved = (settings: Which) =>
    Object.fromEntries(
      all(settings, 'AWS::Lambda::Function')
        .filter(({ Properties }) => 'ReservedConcurrentExecutions' in Properties)
        .map(({ Properties }) => [Properties.FunctionName, Properties.ReservedConcurrentExecutions]),
    );
  expect(reserved('everything')).toEqual({ 'tourniquet-contain': 50, 'tourniquet-receive-webhook': 20 });
  expect(reserved('least')).toEqual({});
});

it('without GitHub nothing is public', () => {
  expect(all('least', 'AWS::ApiGatewayV2::Api')).toEqual([]);
  expect(all('least', 'AWS::Lambda::Url')).toEqual([]);
  expect(templates.home('least').Outputs).not.toHaveProperty('WebhookUrl');
});

it('the one public address takes one kind of request, at a limited rate', () => {
  expect(all('everything', 'AWS::ApiGatewayV2::Route')).toMatchObject([
    { Properties: { RouteKey: 'POST /webhooks/github' } },
  ]);
  expect(all('everything', 'AWS::ApiGatewayV2::Stage')).toMatchObject([
    { Properties: { DefaultRouteSettings: { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 20 } } },
  ]);
  expect(all('everything', 'AWS::Lambda::Url')).toEqual([]);
});

it('events for the console are shared where it looks for them, with the dry run first', () => {
  const schemas = all('least', 'AWS::EventSchemas::Schema').map(({ Properties }) => Properties);
  expect(schemas.map(({ RegistryName, SchemaName, Type }) => [RegistryName, SchemaName, Type])).toEqual([
    ['lambda-testevent-schemas', '_tourniquet-contain-schema', 'OpenApi3'],
    ['lambda-testevent-schemas', '_tourniquet-restore-schema', 'OpenApi3'],
  ]);
  const [contain] = schemas.map(({ Content }) => JSON.parse(Content).components.examples);
  expect(Object.keys(contain)).toEqual(['contain-dry-run', 'contain']);
  expect(contain['contain-dry-run'].value).toMatchObject({ dryRun: true });
});

it('what the deployment tells of itself fits into a parameter', () => {
  const [parameter] = all('everything', 'AWS::SSM::Parameter');
  expect(parameter?.Properties.Value.length).toBeLessThan(4_096);
});
