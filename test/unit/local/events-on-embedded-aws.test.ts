import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListUsersCommand, TagUserCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';

const [home, member, stranger] = ['111122223333', '222233334444', '999988887777'];
const region = 'eu-central-1';
const queueArn = `arn:aws:sqs:${region}:${home}:signals`;
const busArn = `arn:aws:events:${region}:${home}:event-bus/leaks`;
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: home, members: [member], scps: {} };

let aws: EmbeddedAws;
beforeEach(async () => {
  aws = await startEmbeddedAws({ accounts: [home, member, stranger], region, organization });
  aws.sqs.create(queueArn);
});
afterEach(() => aws.close());

interface NewRule {
  account?: string;
  in?: string;
  bus?: string;
  pattern: object;
  target?: string;
}

const rule = async ({ account = home, in: where = region, bus = 'default', ...rest }: NewRule) => {
  const administer = aws.administerIn(account, where);
  const EventPattern = JSON.stringify(rest.pattern);
  const { RuleArn } = await administer('events', 'PutRule', { Name: 'r', EventBusName: bus, EventPattern });
  const Targets = [{ Id: 't', Arn: rest.target ?? queueArn }];
  await administer('events', 'PutTargets', { Rule: 'r', EventBusName: bus, Targets });
  return String(RuleArn);
};

const letIn = (Condition: object): Promise<unknown> =>
  aws.administer('sqs', 'SetQueueAttributes', {
    QueueUrl: aws.sqs.queueUrl(queueArn),
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queueArn,
          Condition,
        },
      }),
    },
  });

const messages = () => aws.sqs.messages(queueArn).map(({ body }) => JSON.parse(body));
const pattern = { source: ['aws.guardduty'] };
const finding = { source: 'aws.guardduty', detailType: 'GuardDuty Finding', detail: {} };

describe('a rule reaches a queue', () => {
  it('only when the policy of the queue names the rule', async () => {
    const RuleArn = await rule({ pattern });
    aws.events.emit(home, region, finding);
    await letIn({ ArnEquals: { 'aws:SourceArn': `${RuleArn}-other` } });
    aws.events.emit(home, region, finding);
    expect(messages()).toEqual([]);
    expect(aws.events.undelivered()).toMatchObject([
      { error: { code: 'AccessDenied' } },
      { error: { code: 'AccessDenied' } },
    ]);
    await letIn({
      ArnEquals: { 'aws:SourceArn': RuleArn },
      StringEquals: { 'aws:SourceAccount': home },
    });
    aws.events.emit(home, region, finding);
    expect(messages()).toHaveLength(1);
  });

  it('and what it does not reach is kept in the dead-letter queue, when that lets it in', async () => {
    const dead = `arn:aws:sqs:${region}:${home}:dead`;
    const RuleArn = await rule({ pattern });
    const Targets = [{ Id: 't', Arn: queueArn, DeadLetterConfig: { Arn: dead } }];
    await aws.administer('events', 'PutTargets', { Rule: 'r', Targets });
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: dead,
        Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
      },
    });
    aws.sqs.create(dead, { Policy });
    aws.events.emit(home, region, finding);
    expect(aws.sqs.messages(dead)[0]?.messageAttributes['ERROR_CODE']).toMatchObject({
      StringValue: 'NO_PERMISSIONS',
    });
  });
});

describe('the bus of another account', () => {
  const permit = (permission: object) =>
    aws.administer('events', 'PutPermission', {
      EventBusName: 'leaks',
      StatementId: 's',
      Action: 'events:PutEvents',
      ...permission,
    });

  beforeEach(async () => {
    await aws.administer('events', 'CreateEventBus', { Name: 'leaks' });
    await letIn({ ArnEquals: { 'aws:SourceArn': await rule({ bus: 'leaks', pattern }) } });
    for (const account of [member, stranger]) await rule({ account, pattern, target: busArn });
  });

  const accountsThatArrive = () => {
    for (const account of [member, stranger]) aws.events.emit(account, region, finding);
    return messages().map(({ account }) => account);
  };

  it('takes nothing by itself', () => {
    expect(accountsThatArrive()).toEqual([]);
  });

  it('takes the events of an account that it permits', async () => {
    await permit({ Principal: stranger });
    expect(accountsThatArrive()).toEqual([stranger]);
  });

  it('takes the events of an organization, and of no account outside of it', async () => {
    const Condition = { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: organization.id };
    await permit({ Principal: '*', Condition });
    expect(accountsThatArrive()).toEqual([member]);
  });

  it('takes what a user of a permitted account puts on it, if that user may', async () => {
    await permit({ Principal: member });
    const administer = aws.administerIn(member);
    await administer('iam', 'CreateUser', { UserName: 'scanner' });
    const { AccessKey } = await administer('iam', 'CreateAccessKey', { UserName: 'scanner' });
    const credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
    const client = new EventBridgeClient({ endpoint: aws.url, region, credentials, maxAttempts: 1 });
    const entry = { EventBusName: busArn, Source: 'scanner', DetailType: 'Leak', Detail: '{}' };
    const put = () => client.send(new PutEventsCommand({ Entries: [entry] }));
    await expect(put()).rejects.toThrow(/not authorized/);
    const document = { Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: document });
    await administer('iam', 'PutUserPolicy', { UserName: 'scanner', PolicyName: 'put', PolicyDocument });
    expect((await put()).FailedEntryCount).toBe(0);
    await permit({ Principal: stranger });
    await expect(put()).rejects.toThrow(/not authorized/);
  });
});

describe('CloudTrail', () => {
  const calls = { 'detail-type': ['AWS API Call via CloudTrail'] };
  const prepare = async (): Promise<IAMClient> => {
    const { administer } = aws;
    await administer('iam', 'CreateUser', { UserName: 'alice' });
    await administer('iam', 'AttachUserPolicy', {
      UserName: 'alice',
      PolicyArn: 'arn:aws:iam::aws:policy/IAMFullAccess',
    });
    const { AccessKey } = await administer('iam', 'CreateAccessKey', { UserName: 'alice' });
    const credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
    return new IAMClient({ endpoint: aws.url, region, credentials, maxAttempts: 1 });
  };
  const tag = new TagUserCommand({ UserName: 'alice', Tags: [{ Key: 'a', Value: 'b' }] });

  it('brings calls that change something in IAM to us-east-1 alone, and none that only read', async () => {
    const iam = await prepare();
    const arns = [
      await rule({ in: 'us-east-1', pattern: calls }),
      await rule({ pattern: calls }),
      await rule({ account: member, in: 'us-east-1', pattern: calls }),
    ];
    await letIn({ ArnEquals: { 'aws:SourceArn': arns } });
    await iam.send(tag);
    await iam.send(new ListUsersCommand({}));
    expect(messages()).toMatchObject([
      {
        source: 'aws.iam',
        region: 'us-east-1',
        account: home,
        detail: {
          eventName: 'TagUser',
          userIdentity: { type: 'IAMUser', userName: 'alice' },
          requestParameters: { userName: 'alice', tags: [{ key: 'a', value: 'b' }] },
        },
      },
    ]);
  });

  it.each(['V3', 'V4', ''])('brings the quarantine %s that AWS puts on a user', async (version) => {
    await prepare();
    await letIn({ ArnEquals: { 'aws:SourceArn': await rule({ in: 'us-east-1', pattern: calls }) } });
    await aws.quarantine(home, 'alice', version);
    const policyArn = `arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine${version}`;
    expect(messages()).toMatchObject([
      {
        detail: {
          eventName: 'AttachUserPolicy',
          userIdentity: { type: 'IAMUser', userName: 'alice' },
          sourceIPAddress: 'AWS Internal',
          userAgent: 'AWS Internal',
          requestParameters: { userName: 'alice', policyArn },
        },
      },
    ]);
    const { AttachedPolicies } = await aws.administer('iam', 'ListAttachedUserPolicies', {
      UserName: 'alice',
    });
    expect(AttachedPolicies.map(({ PolicyArn }: { PolicyArn: string }) => PolicyArn)).toContain(policyArn);
  });

  it('brings nothing of a quarantine that could not be attached', async () => {
    await prepare();
    await letIn({ ArnEquals: { 'aws:SourceArn': await rule({ in: 'us-east-1', pattern: calls }) } });
    await expect(aws.quarantine(home, 'nobody')).rejects.toThrow(/cannot be found/);
    await expect(aws.quarantine(home, 'alice', 'V99')).rejects.toThrow();
    expect(messages()).toEqual([]);
  });
});
