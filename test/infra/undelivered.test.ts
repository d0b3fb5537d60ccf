import { describe, expect, it } from 'vitest';
import { type Evaluated, evaluate } from './templates/evaluate.ts';
import { forwardingTemplates } from './templates/forward.ts';
import { home, homeRegion, madeIn, member } from './templates/member-account.ts';
import { isObject, type Json } from './templates/template.ts';

const further = 'ap-south-1';
const AlarmMail = 'oncall@example.com';
const ofHome = [...forwardingTemplates(homeRegion, [further])].map(
  ([region, template]) =>
    [`the home account in ${region}`, home, region, evaluate(template, { accountId: home, region })] as const,
);
const ofMember = ['us-east-1', homeRegion, further].map(
  (region) => [`a member in ${region}`, member, region, madeIn(member, region, { AlarmMail })] as const,
);

const all = (made: readonly Evaluated[], type: string) =>
  made.filter((each) => each.type === `AWS::${type}`).map(({ properties }) => properties);

const objectsIn = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isObject) : []);

const statementsFor = (made: readonly Evaluated[], type: string) =>
  all(made, type).flatMap(({ PolicyDocument }) =>
    isObject(PolicyDocument) ? objectsIn(PolicyDocument['Statement']) : [],
  );

/** CDK writes one action as text, and everybody as `{"AWS":"*"}`. */
const onlyEncrypted = expect.objectContaining({
  Effect: 'Deny',
  Principal: expect.toSatisfy((principal) => principal === '*' || principal.AWS === '*'),
  Action: expect.stringMatching(/^(?:sqs:\*|sns:Publish)$/),
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

it('the home account forwards from us-east-1 and from each further Region', () => {
  expect(ofHome.map(([, , region]) => region).toSorted()).toEqual([further, 'us-east-1']);
});

describe.each([...ofMember, ...ofHome])('what %s could not forward', (_, accountId, region, made) => {
  const queue = `arn:aws:sqs:${region}:${accountId}:tourniquet-undelivered`;
  const topic = `arn:aws:sns:${region}:${accountId}:tourniquet-undelivered`;
  const rules = all(made, 'Events::Rule');

  it('is kept for every rule, in the Region of the rule', () => {
    const targets = rules.flatMap(({ Targets }) => objectsIn(Targets));
    expect(targets.length).toBeGreaterThanOrEqual(1);
    expect(targets).toHaveLength(rules.length);
    for (const target of targets) {
      expect(target).toMatchObject({
        Arn: `arn:aws:events:${homeRegion}:${home}:event-bus/tourniquet`,
        RoleArn: `arn:aws:iam::${accountId}:role/tourniquet-forward-${region}`,
        DeadLetterConfig: { Arn: queue },
      });
      // The rule on the home bus says of which kind it is; and a bus takes no other form of an event.
      expect(Object.keys(target).toSorted()).toEqual(['Arn', 'DeadLetterConfig', 'Id', 'RoleArn']);
    }
  });

  it('is kept for two weeks, encrypted, and only its own rules put it there', () => {
    expect(all(made, 'SQS::Queue')).toEqual([
      {
        QueueName: 'tourniquet-undelivered',
        MessageRetentionPeriod: 1_209_600,
        SqsManagedSseEnabled: true,
        RedriveAllowPolicy: { redrivePermission: 'denyAll' },
      },
    ]);
    const statements = statementsFor(made, 'SQS::QueuePolicy');
    expect(statements).toContainEqual(onlyEncrypted);
    const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowing).toMatchObject([
      { Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queue },
    ]);
    const [{ Condition = {} } = {}] = allowing;
    const { 'aws:SourceArn': admitted } = (Condition as { ArnEquals: Record<string, Json> }).ArnEquals;
    const named = rules.map(({ Name }) => `arn:aws:events:${region}:${accountId}:rule/${String(Name)}`);
    expect(admitted).toEqual(expect.arrayContaining(named));
    expect(JSON.stringify(admitted)).not.toContain('*');
  });

  it('rings, and people are told', () => {
    expect(all(made, 'CloudWatch::Alarm')).toEqual([
      expect.objectContaining({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: 'tourniquet-undelivered' }],
        Statistic: 'Maximum',
        Threshold: 1,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [topic],
      }),
    ]);
    expect(all(made, 'SNS::Subscription')).toEqual([
      { TopicArn: topic, Protocol: 'email', Endpoint: 'oncall@example.com' },
    ]);
    const statements = statementsFor(made, 'SNS::TopicPolicy');
    expect(statements).toContainEqual(onlyEncrypted);
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([
      { Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: topic },
    ]);
  });
});

it('nobody is subscribed where no address is given, and the alarm is there all the same', () => {
  const made = madeIn(member, homeRegion);
  expect(all(made, 'SNS::Subscription')).toEqual([]);
  expect(all(made, 'CloudWatch::Alarm')).toHaveLength(1);
});
