import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { grants } from '#functions/investigate/grants.ts';
import { handler } from '#functions/investigate/handler.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { sessionsOf } from '#lib/incident/issued-sessions.ts';
import type { Findings } from '#lib/incident/store.ts';
import { logger } from '#lib/platform/logger.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import {
  account,
  assumedRole,
  assumption,
  iamUser,
  roleOwner,
  session,
  userId,
} from '#test/unit/investigation/identities.ts';
import { answerWith, awsError, call, cloudTrail, key } from '#test/unit/investigation/world.ts';
import { functionsTable, granted, context as lambdaContext } from './lambda.ts';

const table = functionsTable();
const ec2 = mockClient(EC2Client);
const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);
vi.spyOn(logger, 'error').mockReturnValue();
vi.spyOn(logger, 'info').mockReturnValue();
const topic = 'arn:aws:sns:us-east-1:111122223333:mail';
const event = { incidentId: `${key}-1`, accessKeyId: key };

const context = (remaining = 900_000): Context => ({
  ...lambdaContext(),
  getRemainingTimeInMillis: () => remaining,
});

const signal = (more: object) => ({
  id: 'health:1',
  source: 'health' as const,
  certainty: 'proven' as const,
  where: 'somewhere',
  reportedAt: '2026-03-01T10:00:00.000Z',
  ...more,
});

/** Opens an incident as `contain` does, and records what it found. */
const open = async (accessKeyId: string | null, findings: Findings): Promise<string> => {
  const store = new DynamoIncidentStore(table.where(), 'incidents');
  const claim = await (accessKeyId === null
    ? store.claimUser('user-111122223333-ci', [], signal({ userName: 'ci' }))
    : store.claim(accessKeyId, signal({ accessKeyId })));
  if (claim.kind !== 'run') throw new Error('the incident is there already');
  const { incidentId } = claim.incident;
  await store.record(claim.lease, incidentId, { accountId: account, ...findings });
  await store.release(claim.lease, incidentId, true);
  return incidentId;
};
const contained = { status: 'contained', containedAt: '2026-03-01T10:00:05.000Z' } as const;
const unknown = { status: 'not-contained', decidedBy: 'principal-unknown' } as const;

/** Invokes a while later, when the pacers of the container have turns to give at once. */
const invoke = (what: unknown, as: Context = context()) => {
  vi.setSystemTime(Date.now() + 5_000);
  return handler(what, as);
};

const mails = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);

vi.stubEnv('TOURNIQUET_MAIL_TOPIC_ARN', topic);
vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
vi.stubEnv('TOURNIQUET_ACCOUNT_ID', account);
vi.stubEnv('TOURNIQUET_SIGNALS_QUEUE_URL', 'https://sqs.us-east-1.amazonaws.com/111122223333/signals');
vi.stubEnv('AWS_REGION', 'us-east-1');
vi.useFakeTimers({ now: new Date('2026-03-01T10:10:00Z'), toFake: ['Date'] });
afterAll(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});
afterEach(() => table.close());
beforeEach(async () => {
  for (const mock of [ec2, sns, sqs]) mock.reset();
  await table.open();
  ec2
    .on(DescribeRegionsCommand)
    .resolves({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] });
  sns.on(PublishCommand).resolves({});
  sqs.on(SendMessageCommand).resolves({});
  await open(key, contained);
  answerWith({ 'us-east-1': { pages: [[call()]] }, 'eu-west-1': { pages: [[call(), call()]] } });
});

test('a look is answered and mailed to the mail topic with the time of containment', async () => {
  const found = await invoke(event, context());
  expect(found).toMatchObject({ accessKeyId: key, events: 3 });
  expect(found.coverage.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1']);
  expect(mails()).toHaveLength(1);
  expect(mails()[0]).toMatchObject({ TopicArn: topic, Subject: expect.stringContaining(key) });
  expect(mails()[0]?.Message).toContain('before containment (read back at 2026-03-01T10:00:05Z)');
});

test('a repeated invocation looks and answers again but mails once', async () => {
  await invoke(event, context());
  expect(await invoke(event, context())).toMatchObject({ events: 3 });
  expect(mails()).toHaveLength(1);
});

test('a mail that could not be sent is sent by the repeated invocation', async () => {
  sns.on(PublishCommand).rejectsOnce(awsError('InternalError', 'SNS is down')).resolves({});
  await expect(invoke(event, context())).rejects.toThrow('SNS is down');
  await invoke(event, context());
  expect(mails()).toHaveLength(2);
  await invoke(event, context());
  expect(mails()).toHaveLength(2);
});

test('people are told even when the incident store is down', async () => {
  table.mock.on(GetItemCommand).rejects(awsError('InternalServerError'));
  table.mock.on(UpdateItemCommand).rejects(awsError('InternalServerError'));
  await invoke(event, context());
  expect(mails()[0]?.Message).toContain('containment has not been read back');
});

test('an incident that does not exist is answered, not mailed and not made', async () => {
  const elsewhere = { ...event, incidentId: 'AKIANOTHERE-1' };
  expect(await invoke(elsewhere, context())).toMatchObject({ events: 3 });
  expect(mails()).toEqual([]);
  expect(table.writes()).toEqual([]);
});

test('when no region can be read, people are told that', async () => {
  const error = awsError('AccessDeniedException');
  answerWith({ 'us-east-1': { error }, 'eu-west-1': { error } });
  await invoke(event, context());
  expect(mails()[0]?.Subject).toContain('INCOMPLETE, no calls found so far');
});

test('a look stops while there is still time to tell', async () => {
  const remaining = [60_000, 60_000];
  const running = { ...context(), getRemainingTimeInMillis: () => remaining.pop() ?? 29_999 };
  const { coverage } = await invoke(event, running);
  expect(coverage.every(({ complete }) => !complete)).toBe(true);
  expect(mails()).toHaveLength(1);
});

test.each([
  ['incidentId', { accessKeyId: key }],
  ['accessKeyId', { incidentId: 'i-1' }],
  ['accessKeyId', { incidentId: 'i-1', accessKeyId: 'not a key' }],
  ['incidentId', { incidentId: 7, accessKeyId: key }],
  ['event', null],
])('an event with a wrong %s is refused by name', async (field, malformed) => {
  await expect(invoke(malformed, context())).rejects.toMatchObject({
    name: 'BadRequest',
    message: expect.stringMatching(new RegExp(`^${field}: `)),
  });
  expect(mails()).toEqual([]);
  expect(cloudTrail.calls()).toHaveLength(0);
});

test('a pasted secret is not repeated in the error', async () => {
  const accessKeyId = `${Math.random()}/${Math.random()}`;
  const refused = invoke({ incidentId: 'i-1', accessKeyId }, context());
  await expect(refused).rejects.toThrow(/^(?!.*0\.\d)/);
});

test('the owner of a session that nobody knows is put on the signals queue, once, as contain reads it', async () => {
  const incidentId = await open(session, unknown);
  answerWith({ 'eu-west-1': { pages: [[call({ userIdentity: assumedRole() })]] } });
  const found = await invoke({ incidentId, accessKeyId: session });
  expect(found.owner).toEqual({ state: 'found', accountId: account, owner: roleOwner });
  await invoke({ incidentId, accessKeyId: session });
  const bodies = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageBody ?? '');
  expect(bodies.map((body) => readQueueMessage(body, defaultRules()))).toEqual([
    { kind: 'owner-found', incidentId, accountId: account, owner: roleOwner },
  ]);
  expect(mails()).toHaveLength(1);
  expect(mails()[0]?.Message).toContain('session build-7 of role deploy');
});

test('when the owner turns up at a later look, people are told though the first look was', async () => {
  const incidentId = await open(session, unknown);
  await new DynamoIncidentStore(table.where(), 'incidents').mark(incidentId, 'mail:first-look');
  answerWith({ 'eu-west-1': { pages: [[call({ userIdentity: assumedRole() })]] } });
  await invoke({ incidentId, accessKeyId: session });
  expect(mails()).toHaveLength(1);
});

test('records that disagree about the owner send nothing to containment and tell people', async () => {
  const incidentId = await open(session, unknown);
  answerWith({
    'us-east-1': { pages: [[call({ userIdentity: assumedRole() }), call({ userIdentity: iamUser() })]] },
    'eu-west-1': { pages: [[call({ userIdentity: assumedRole() })]] },
  });
  await invoke({ incidentId, accessKeyId: session });
  expect(sqs.calls()).toEqual([]);
  expect(mails()[0]?.Subject).toContain('OWNER UNCLEAR');
});

test('an owner that could not be sent is told by mail, and the invocation fails so that it is sent again', async () => {
  const incidentId = await open(session, unknown);
  answerWith({
    'us-east-1': { pages: [[call({ userIdentity: assumedRole() })]] },
    'eu-west-1': { pages: [[call({ userIdentity: assumedRole() })]] },
  });
  sqs.on(SendMessageCommand).rejectsOnce(awsError('InternalError', 'SQS is down')).resolves({});
  await expect(invoke({ incidentId, accessKeyId: session })).rejects.toThrow('SQS is down');
  expect(mails()).toHaveLength(1);
  await invoke({ incidentId, accessKeyId: session });
  expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(2);
  expect(mails()).toHaveLength(1);
});

test('an incident of which only the user is known is looked into and told by its name', async () => {
  const principal = { kind: 'user', name: 'ci', arn: `arn:aws:iam::${account}:user/ci`, id: userId };
  const incidentId = await open(null, { ...contained, principal });
  answerWith({ 'us-east-1': { pages: [[call({ userIdentity: iamUser() })]] } });
  expect(await invoke({ incidentId, accessKeyId: null })).toMatchObject({ userName: 'ci', events: 1 });
  expect(mails()[0]?.Subject).toContain('Reported user ci: 1 call');
  expect(mails()[0]?.Message).toContain("the user's own work among them");
});

test('what the key issued is kept for the restore', async () => {
  answerWith({ 'us-east-1': { pages: [[call(assumption())]] } });
  await invoke(event);
  const kept = await sessionsOf(new DynamoRecordStore(table.where(), 'incidents'))(event.incidentId);
  expect(kept).toEqual([
    { id: session, kind: 'role-session', principal: 'deploy', until: '2026-03-01T11:00:00.000Z' },
  ]);
});

test('the function may call what it calls and nothing else', () => {
  expect(granted(grants).sort()).toEqual([
    'cloudtrail:LookupEvents',
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    'ec2:DescribeRegions',
    'sns:Publish',
    'sqs:SendMessage',
  ]);
});
