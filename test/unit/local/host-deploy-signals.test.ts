import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import {
  type DeployedTourniquet,
  type DeployOptions,
  deployTourniquet,
} from '#infra/local/host/deploy-tourniquet.ts';
import type { NewEvent } from '#infra/local/services/events/envelope.ts';
import { fixture } from './host-setup.ts';

const [home, member] = ['111122223333', '222233334444'];

let aws: EmbeddedAws;
let deployed: DeployedTourniquet;
afterEach(() => aws.close());

const deploy = async (options: Partial<DeployOptions> = {}, region = 'eu-central-1') => {
  aws = await startEmbeddedAws({ accounts: [home, member], region });
  deployed = await deployTourniquet(aws, { webhookSecret: 's', entry: () => fixture('batch'), ...options });
};

/** The messages that `contain` was given. */
const received = async () => {
  await aws.host.idle();
  const printed = aws.host.logs('tourniquet-contain').filter((line) => line.startsWith('{'));
  return printed.map((line) => JSON.parse(JSON.parse(line).record.body));
};

const guardduty = { source: 'aws.guardduty', detailType: 'GuardDuty Finding', detail: { id: 'f' } };
const health = { source: 'aws.health', detailType: 'AWS Health Event', detail: { service: 'RISK' } };
const securityHub = (detailType: string, type = 'AwsIamAccessKey', action = 'contain-key'): NewEvent => ({
  source: 'aws.securityhub',
  detailType: `Security Hub Findings - ${detailType}`,
  resources: [`arn:aws:securityhub:eu-central-1:111122223333:action/custom/${action}`],
  detail: { findings: [{ Resources: [{ Type: type }] }] },
});
const quarantine = (eventName = 'AttachUserPolicy', more: object = {}): NewEvent => ({
  source: 'aws.iam',
  detailType: 'AWS API Call via CloudTrail',
  detail: {
    eventName,
    requestParameters: { policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV7' },
    ...more,
  },
});

/** Puts a scanner's event as the root of an account. */
const scan = (account: string, entry: object = {}, administer = aws.administerIn(account)) =>
  administer('events', 'PutEvents', {
    Entries: [
      {
        EventBusName: deployed.busArn,
        Source: 'acme.scanner',
        DetailType: 'Leaked AWS Access Key',
        Detail: '{"accessKeyId":"k","kind":"guardduty"}',
        ...entry,
      },
    ],
  });

describe.each(['eu-central-1', 'us-east-1'])('with %s as home', (region) => {
  test('each source arrives once, with its kind beside the event', async () => {
    await deploy({}, region);
    aws.events.emit(home, region, guardduty);
    aws.events.emit(home, 'us-east-1', health);
    aws.events.emit(home, 'us-east-1', quarantine());
    aws.events.emit(home, region, securityHub('Imported'));
    aws.events.emit(home, region, securityHub('Custom Action', 'Other'));
    await scan(home);
    const messages = await received();
    expect(messages.map(({ kind, event }) => [kind, event.source, Object.keys(event.detail)[0]])).toEqual([
      ['guardduty', 'aws.guardduty', 'id'],
      ['health', 'aws.health', 'service'],
      ['quarantine', 'aws.iam', 'eventName'],
      ['securityhub', 'aws.securityhub', 'findings'],
      ['securityhub', 'aws.securityhub', 'findings'],
      ['scanner', 'acme.scanner', 'accessKeyId'],
    ]);
    expect(aws.events.undelivered()).toEqual([]);
  });
});

test('what no rule asks for does not arrive', async () => {
  await deploy();
  aws.events.emit(home, 'eu-central-1', health);
  aws.events.emit(home, 'us-east-1', guardduty);
  aws.events.emit(home, 'us-east-1', { ...health, detail: { service: 'EC2' } });
  aws.events.emit(home, 'us-east-1', quarantine('AttachUserPolicy', { errorCode: 'AccessDenied' }));
  aws.events.emit(home, 'us-east-1', quarantine('PutUserPolicy'));
  aws.events.emit(home, 'eu-central-1', securityHub('Imported', 'AwsEc2Instance'));
  aws.events.emit(home, 'eu-central-1', securityHub('Custom Action', 'AwsIamAccessKey', 'open-ticket'));
  await scan(home, { DetailType: 'Other' });
  await scan(home, { EventBusName: 'default' });
  expect((await scan(home, { Source: 'aws.guardduty' })).FailedEntryCount).toBe(1);
  expect(await received()).toEqual([]);
});

test('AWS’s own quarantine of a user arrives from the trail', async () => {
  await deploy();
  await aws.administer('iam', 'CreateUser', { UserName: 'ci' });
  await aws.quarantine(home, 'ci');
  expect(await received()).toMatchObject([
    { kind: 'quarantine', event: { detail: { requestParameters: { userName: 'ci' } } } },
  ]);
});

test('events of a member arrive, and those of another account do not', async () => {
  await deploy({ members: [{ accountId: member }] });
  const tell = (account: string) => {
    aws.events.emit(account, 'us-east-1', health);
    aws.events.emit(account, 'eu-central-1', guardduty);
  };
  tell(member);
  await aws.administerIn(member)('iam', 'CreateUser', { UserName: 'ci' });
  await aws.quarantine(member, 'ci');
  const messages = await received();
  expect(messages.map(({ kind, event }) => [kind, event.account])).toEqual([
    ['health', member],
    ['guardduty', member],
    ['quarantine', member],
  ]);
  await aws.administer('events', 'RemovePermission', {
    EventBusName: 'tourniquet',
    StatementId: `member-${member}`,
  });
  tell(member);
  expect(await received()).toHaveLength(3);
  // What could not be forwarded is kept where it happened.
  for (const region of ['us-east-1', 'eu-central-1'])
    expect(aws.sqs.messages(`arn:aws:sqs:${region}:${member}:tourniquet-undelivered`)).toHaveLength(1);
});

test('a signal that the queue does not take is kept with the dead letters', async () => {
  await deploy();
  const QueueUrl = deployed.signalsQueueUrl;
  await aws.administer('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: '' } });
  aws.events.emit(home, 'eu-central-1', guardduty);
  expect(aws.sqs.messages(deployed.deadLettersQueueArn)).toHaveLength(1);
});

test('nobody sends signals but the rules and the functions that were granted it', async () => {
  await deploy();
  const { administer } = aws;
  await administer('iam', 'CreateUser', { UserName: 'admin' });
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await administer('iam', 'AttachUserPolicy', { UserName: 'admin', PolicyArn });
  const { AccessKey } = await administer('iam', 'CreateAccessKey', { UserName: 'admin' });
  const admin = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  const sessionOf = (name: string) =>
    aws.iam.issueServiceSession(`arn:aws:iam::${home}:role/tourniquet-${name}`, name, 900);
  const send = (credentials: typeof admin) => {
    const client = new SQSClient({ endpoint: aws.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
    return client.send(new SendMessageCommand({ QueueUrl: deployed.signalsQueueUrl, MessageBody: '{}' }));
  };
  await send(sessionOf('receive-webhook'));
  await expect(send(admin)).rejects.toThrow(/explicit deny in a resource-based policy/);
  await expect(send(sessionOf('restore'))).rejects.toThrow(/not authorized/);
});
