import { beforeAll, describe, expect, it } from 'vitest';
import { synthesizeAll } from '#infra/cloud/synthesize.ts';
import { flattenDeep } from '#infra/cloud/template/flatten.ts';
import { type Resource, resourcesOf, type Template } from '#infra/cloud/template/template.ts';
import { everything, least } from './settings-of.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes
type Flat = any;

const templates: Record<string, Record<string, Template>> = {};

beforeAll(async () => {
  templates['least'] = await synthesizeAll(least());
  templates['everything'] = await synthesizeAll(everything());
});

const home = (settings: string): Template => {
  const template = templates[settings]?.['Tourniquet'];
  if (!template) throw new Error(`${settings} was not synthesized`);
  return template;
};

/** Every resource of a type in every stack, with its texts flattened. */
const all = (
  settings: string,
  type: string,
): { id: string; stack: string; Properties: Flat; resource: Resource }[] =>
  Object.entries(templates[settings] ?? {}).flatMap(([stack, template]) =>
    resourcesOf(template, type).map(([id, resource]) => ({
      id,
      stack,
      Properties: flattenDeep(resource.Properties ?? {}),
      resource,
    })),
  );

const statementsOf = (policies: { Properties: Flat }[]): Flat[] =>
  policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

const both = ['least', 'everything'];

describe.each(both)('%s: what is kept', (settings) => {
  it('every queue has a dead-letter queue, or is one, with an alarm on it that pages', () => {
    const queues = all(settings, 'AWS::SQS::Queue').filter(
      ({ Properties }) => Properties.QueueName !== 'tourniquet-doctor',
    );
    const watched = new Set(
      all(settings, 'AWS::CloudWatch::Alarm')
        .filter(({ Properties }) => Properties.AlarmActions?.length > 0)
        .filter(({ Properties }) => Properties.MetricName === 'ApproximateNumberOfMessagesVisible')
        .flatMap(({ stack, Properties }) =>
          Properties.Dimensions.map(({ Value }: Flat) => `${stack} ${Value}`),
        ),
    );
    expect(queues.length).toBeGreaterThanOrEqual(3);
    for (const { id, stack, Properties } of queues) {
      const target: string = Properties.RedrivePolicy?.deadLetterTargetArn ?? `<${id}.Arn>`;
      expect(watched, id).toContain(`${stack} ${target.replace('.Arn>', '.QueueName>')}`);
    }
  });

  it('every queue is encrypted and takes nothing over an unencrypted connection', () => {
    const policies = statementsOf(all(settings, 'AWS::SQS::QueuePolicy'));
    for (const { id, Properties } of all(settings, 'AWS::SQS::Queue')) {
      expect(Properties.KmsMasterKeyId ?? Properties.SqsManagedSseEnabled, id).toBeTruthy();
      expect(policies).toContainEqual(expect.objectContaining(insecure('sqs:*', `<${id}.Arn>`)));
    }
  });

  it('every topic takes nothing over an unencrypted connection', () => {
    const policies = statementsOf(all(settings, 'AWS::SNS::TopicPolicy'));
    const topics = all(settings, 'AWS::SNS::Topic');
    expect(topics.length).toBeGreaterThanOrEqual(2);
    for (const { id } of topics)
      expect(policies).toContainEqual(expect.objectContaining(insecure('sns:Publish', `<${id}>`)));
  });

  it('every bucket has versions, is closed to the public and to unencrypted connections', () => {
    const buckets = all(settings, 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(1);
    const policies = statementsOf(all(settings, 'AWS::S3::BucketPolicy'));
    for (const { id, Properties, resource } of buckets) {
      expect(Properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
      expect(policies).toContainEqual(
        expect.objectContaining(insecure('s3:*', [`<${id}.Arn>`, `<${id}.Arn>/*`])),
      );
      expect(resource['DeletionPolicy']).toBe('Retain');
    }
  });

  it('no log group is kept for ever', () => {
    const groups = all(settings, 'AWS::Logs::LogGroup');
    const functions = all(settings, 'AWS::Lambda::Function');
    expect(groups.length).toBeGreaterThanOrEqual(functions.length);
    for (const { id, Properties } of groups) expect(Properties.RetentionInDays, id).toBe(365);
    for (const { Properties } of functions) expect(Properties.LoggingConfig.LogGroup).toMatch(/^<.*Log/);
  });

  it('incidents outlive the stack, can be put back to any second, and never end by themselves', () => {
    const [table] = all(settings, 'AWS::DynamoDB::Table');
    expect(table?.resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(table?.Properties).not.toHaveProperty('TimeToLiveSpecification');
  });

  it('no secret stands in the template', () => {
    const [webhook, app] = all(settings, 'AWS::SecretsManager::Secret');
    expect(webhook?.Properties).toMatchObject({
      GenerateSecretString: { GenerateStringKey: 'current', SecretStringTemplate: '{}', PasswordLength: 48 },
    });
    expect(webhook?.Properties).not.toHaveProperty('SecretString');
    expect(app?.Properties.SecretString).toBe('{}');
  });
});

const insecure = (Action: string, Resource: string | string[]) => ({
  Effect: 'Deny',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

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
});

it('the batch of signals tells which failed, and runs within what is reserved', () => {
  const [contain, publish] = all('everything', 'AWS::Lambda::EventSourceMapping').map(
    ({ Properties }) => Properties,
  );
  expect(contain).toMatchObject({
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 50 },
  });
  expect(publish).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] });
});

it('concurrency is reserved for containment, and apart from it for the webhook, only where it is asked for', () => {
  const reserved = (settings: string) =>
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
  expect(home('least').Outputs).not.toHaveProperty('WebhookUrl');
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

it('evidence is locked where it is asked for', () => {
  expect(all('everything', 'AWS::S3::Bucket')).toMatchObject([
    {
      Properties: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } } },
      },
    },
  ]);
  expect(all('least', 'AWS::S3::Bucket')[0]?.Properties).not.toHaveProperty('ObjectLockConfiguration');
});

it('one key of the customer encrypts all that is stored, where it is asked for', () => {
  const types = [
    'AWS::SQS::Queue',
    'AWS::SNS::Topic',
    'AWS::DynamoDB::Table',
    'AWS::SecretsManager::Secret',
    'AWS::S3::Bucket',
    'AWS::Logs::LogGroup',
  ];
  const [key] = all('everything', 'AWS::KMS::Key').filter(({ Properties }) => Properties.EnableKeyRotation);
  const unencrypted = types
    .flatMap((type) => all('everything', type))
    .filter(({ stack }) => stack === 'Tourniquet')
    .filter(({ Properties }) => !JSON.stringify(Properties).includes(`<${key?.id}.Arn>`))
    .map(({ id }) => id);
  expect(unencrypted).toEqual([expect.stringMatching(/^Doctor/)]);
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
