import { randomUUID } from 'node:crypto';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeRegionsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  CreateTopicCommand,
  InvalidParameterException,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { createIam } from '#infra/local/iam/iam.ts';
import { cloudtrail } from '#infra/local/services/cloudtrail.ts';
import { dynamodb } from '#infra/local/services/dynamodb/dynamodb.ts';
import { ec2 } from '#infra/local/services/ec2.ts';
import { events } from '#infra/local/services/events/events.ts';
import { s3 } from '#infra/local/services/s3.ts';
import { secretsManager } from '#infra/local/services/secrets-manager.ts';
import { sns } from '#infra/local/services/sns.ts';
import { sqs } from '#infra/local/services/sqs/sqs.ts';
import { trail } from '#infra/local/trail/trail.ts';
import { startRig } from './server-rig.ts';

// Every service as its SDK client sees it: through signatures, the wire, and modeled errors.
const account = '123456789012';
const clock = new MovableClock();
let url = '';
const queues = sqs({ clock, baseUrl: () => url });
const topics = sns({ clock });
const history = trail({ clock });
const all = [
  queues,
  topics,
  dynamodb({ clock }),
  secretsManager({ clock }),
  s3({ clock }),
  events({ clock, deliver: { sqs: (arn, body) => queues.send(arn, body) } }),
  ec2({
    clock,
    roles: createIam({ clock, accounts: [account] }).instanceRoles,
    recorder: history,
  }),
  cloudtrail({ clock, trail: history }),
].map(({ service }) => service);

let rig: Awaited<ReturnType<typeof startRig>>;
beforeAll(async () => {
  rig = await startRig(all);
  url = rig.url;
});
afterAll(async () => rig.close());

it('SQS sends, receives and deletes, and names a missing queue', async () => {
  const client = new SQSClient(rig.config);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'signals' }));
  expect(QueueUrl).toBe(`${rig.url}/${account}/signals`);
  // The client compares the MD5 of every body, and throws when it is another.
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hellö' }));
  const Entries = [{ Id: 'a', MessageBody: 'second' }];
  await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
  );
  expect(Messages.map(({ Body }) => Body)).toEqual(['hellö', 'second']);
  for (const { ReceiptHandle } of Messages)
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] }),
  );
  expect(Attributes).toEqual({ ApproximateNumberOfMessagesNotVisible: '0' });
  const missing = new SendMessageCommand({ QueueUrl: `${rig.url}/${account}/none`, MessageBody: 'x' });
  await expect(client.send(missing)).rejects.toThrow(QueueDoesNotExist);
});

it('SNS publishes to the mailbox and refuses a bad subject', async () => {
  const client = new SNSClient(rig.config);
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'mail' }));
  await client.send(new PublishCommand({ TopicArn, Subject: 'Contained', Message: 'the key' }));
  expect(topics.mailbox(TopicArn)).toMatchObject([{ subject: 'Contained', message: 'the key' }]);
  const bad = new PublishCommand({ TopicArn, Subject: 'a\nb', Message: 'x' });
  await expect(client.send(bad)).rejects.toThrow(InvalidParameterException);
});

it('DynamoDB keeps an item and fails a condition', async () => {
  const client = new DynamoDBClient(rig.config);
  const TableName = 'incidents';
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  const Item = { pk: { S: 'a' }, body: { B: new Uint8Array([1, 2]) }, list: { L: [{ N: '1' }] } };
  const put = new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' });
  await client.send(put);
  await expect(client.send(put)).rejects.toThrow(ConditionalCheckFailedException);
  const found = await client.send(
    new GetItemCommand({ TableName, Key: { pk: { S: 'a' } }, ConsistentRead: true }),
  );
  expect(found.Item).toEqual(Item);
});

it('Secrets Manager keeps a secret', async () => {
  const client = new SecretsManagerClient(rig.config);
  const SecretString = randomUUID();
  const { ARN } = await client.send(new CreateSecretCommand({ Name: 'webhook', SecretString }));
  expect(await client.send(new GetSecretValueCommand({ SecretId: ARN }))).toMatchObject({ SecretString });
  const missing = new GetSecretValueCommand({ SecretId: 'none' });
  await expect(client.send(missing)).rejects.toThrow(ResourceNotFoundException);
});

it('S3 keeps bytes', async () => {
  const client = new S3Client(rig.config);
  const Bucket = 'evidence';
  await client.send(new CreateBucketCommand({ Bucket }));
  const bytes = new Uint8Array([0, 255, 10, 13]);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a/b c.bin', Body: bytes }));
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'a/b c.bin' }));
  expect(await Body?.transformToByteArray()).toEqual(bytes);
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents).toMatchObject([{ Key: 'a/b c.bin', Size: 4 }]);
  await expect(client.send(new GetObjectCommand({ Bucket, Key: 'none' }))).rejects.toThrow(NoSuchKey);
});

it('EventBridge carries an event through a rule into a queue', async () => {
  const queueArn = `arn:aws:sqs:eu-west-1:${account}:from-rule`;
  queues.create(queueArn);
  const client = new EventBridgeClient(rig.config);
  await client.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["scanner"]}' }));
  await client.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 'q', Arn: queueArn }] }));
  const Entries = [{ Source: 'scanner', DetailType: 'Leak', Detail: '{"key":"k"}' }];
  const put = await client.send(new PutEventsCommand({ Entries }));
  const [message] = queues.messages(queueArn);
  expect(JSON.parse(message?.body ?? '')).toMatchObject({
    id: put.Entries?.[0]?.EventId,
    detail: { key: 'k' },
  });
});

it('EC2 describes Regions and starts instances', async () => {
  const client = new EC2Client(rig.config);
  const { Regions } = await client.send(new DescribeRegionsCommand({ AllRegions: true }));
  expect(Regions?.filter(({ OptInStatus }) => OptInStatus === 'opt-in-not-required')).toHaveLength(17);
  const run = new RunInstancesCommand({ ImageId: 'ami-1', MinCount: 1, MaxCount: 1 });
  expect((await client.send(run)).Instances?.[0]?.State?.Name).toBe('pending');
});

it('CloudTrail looks up what the server told the recorder', async () => {
  for (const entry of rig.entries) history.record(entry);
  const client = new CloudTrailClient(rig.config);
  const { Events } = await client.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateSecret' }],
    }),
  );
  expect(Events).toMatchObject([{ EventSource: 'secretsmanager.amazonaws.com', ReadOnly: 'false' }]);
  const record = JSON.parse(Events?.[0]?.CloudTrailEvent ?? '');
  expect(record.requestParameters).toMatchObject({ name: 'webhook' });
  expect(record.requestParameters).not.toHaveProperty('secretString');
  // Twenty at once are more than two a second, however slow the machine is.
  const many = await Promise.allSettled(
    Array.from({ length: 20 }, () => client.send(new LookupEventsCommand({}))),
  );
  const codes = many.map((each) => (each.status === 'rejected' ? each.reason.name : 'answered'));
  expect(codes).toContain('ThrottlingException');
});
