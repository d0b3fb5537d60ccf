import { beforeAll, describe, expect, it } from 'vitest';
import { both, type Flat, type FlatTemplates, flatTemplates, type Which } from './flat-templates.ts';

let templates: FlatTemplates;

beforeAll(async () => {
  templates = await flatTemplates();
});

const all = (settings: Which, type: string) => templates.all(settings, type);

const statementsOf = (policies: { Properties: Flat }[]): Flat[] =>
  policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

const insecure = (Action: string, Resource: string | string[]) => ({
  Effect: 'Deny',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

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
      expect(resource['DeletionPolicy']).toBe('RetainExceptOnCreate');
    }
  });

  it('what is kept after the stack is not left over from a first deployment that failed: its names would be taken', () => {
    const kept = ['AWS::SecretsManager::Secret', 'AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket'];
    for (const { id, resource } of kept.flatMap((type) => all(settings, type)))
      expect(resource, id).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
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
