import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetUserCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetAccessKeyInfoCommand, STSClient } from '@aws-sdk/client-sts';
import type { SQSBatchResponse } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grants } from '#functions/contain/grants.ts';
import { handler } from '#functions/contain/handler.ts';
import { contain } from '#lib/containment/contain.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { logger } from '#lib/platform/logger.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import {
  accountId,
  changes,
  denyAll,
  depsWith,
  fakeAccount,
  judgement,
  key,
  otherKey,
  signal,
} from '#test/unit/containment/fake-account.ts';
import { conditionOn, context, functionsTable, granted } from './lambda.ts';

const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);
const lambda = mockClient(LambdaClient);
const sts = mockClient(STSClient);
let account: ReturnType<typeof fakeAccount>;

const environment = {
  AWS_REGION: 'us-east-1',
  TOURNIQUET_ACCOUNT_ID: accountId,
  TOURNIQUET_TABLE: 'incidents',
  TOURNIQUET_MAIL_TOPIC_ARN: 'mail-topic',
  TOURNIQUET_PAGES_TOPIC_ARN: 'pages-topic',
  TOURNIQUET_SIGNALS_QUEUE_URL: 'signals-url',
  TOURNIQUET_DEAD_LETTERS_QUEUE_URL: 'dead-letters-url',
  TOURNIQUET_INVESTIGATE_FUNCTION: 'investigate',
  TOURNIQUET_RESTORE_FUNCTION: 'restore',
};
for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
const table = functionsTable();
const logged = vi.spyOn(logger, 'error').mockReturnValue();
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

beforeEach(async () => {
  await table.open();
  for (const mock of [sns, sqs, lambda, sts]) mock.reset();
  logged.mockClear();
  account = fakeAccount();
  sts.on(GetAccessKeyInfoCommand).resolves({ Account: accountId });
});

afterEach(() => table.close());

const finding = (accessKeyId: string, userName = 'deploy-bot', id = `f${accessKeyId}`) => {
  const accessKeyDetails = { accessKeyId, userName, userType: 'IAMUser' };
  const resource = { resourceType: 'AccessKey', accessKeyDetails };
  const event = { ...userEvent, detail: { ...userEvent.detail, accountId, id, resource } };
  return JSON.stringify({ kind: 'guardduty', event });
};

const batchOf = async (receives: number, bodies: string[]): Promise<string[]> => {
  const attributes = { ApproximateReceiveCount: String(receives) };
  const Records = bodies.map((body, n) => ({ messageId: `m${n}`, body, attributes }));
  const answer = (await handler({ Records }, context())) as SQSBatchResponse;
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const batch = (...bodies: string[]) => batchOf(1, bodies);
const invoke = async (event: unknown, requestId = 'r-1') =>
  (await handler(event, context(requestId))) as Incident;

const subjects = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input.Subject);
const messages = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);

describe('a batch of the queue', () => {
  it('gives back only the message that may succeed later', async () => {
    const busy = otherKey;
    account.user.keys[busy] = 'Active';
    const beside = new DynamoIncidentStore(table.where(), 'incidents');
    await beside.claim(busy, signal({ accessKeyId: busy }));
    expect(await batch(finding(key), '{"kind":"poison"}', finding(busy))).toEqual(['m2']);
    expect(account.user.keys).toEqual({ [key]: 'Inactive', [busy]: 'Active' });
    expect(account.user.policies).toContain(denyAll);
    expect(subjects().sort()).toEqual([
      `Contained: AWS key ${key} of deploy-bot`,
      'DEAD LETTERS: a message was not understood',
    ]);
    expect(messages()).toMatchObject([
      { QueueUrl: 'dead-letters-url', MessageBody: '{"kind":"poison"}' },
      { QueueUrl: 'signals-url', DelaySeconds: 10 },
    ]);
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(1);
  });

  it('keeps a message whose key is off and about which people could not be told', async () => {
    sns.on(PublishCommand).rejectsOnce(new Error('SNS is down'));
    expect(await batch(finding(key))).toEqual(['m0']);
    expect(account.user.keys[key]).toBe('Inactive');
    expect(logged).toHaveBeenCalledWith('a signal is not contained yet', { error: expect.any(Error) });
  });

  it('keeps a message while IAM does not answer, and pages', async () => {
    account.mock.on(GetUserCommand).rejects(new Error('ServiceUnavailable'));
    expect(await batch(finding(key))).toEqual(['m0']);
    expect(subjects()).toContainEqual(expect.stringMatching(/^NOT CONTAINED: AWS key/));
  });

  it('keeps all messages while a setting is missing', async () => {
    vi.stubEnv('TOURNIQUET_DEAD_LETTERS_QUEUE_URL', '');
    expect(await batch('{"kind":"poison"}')).toEqual(['m0']);
    vi.stubEnv('TOURNIQUET_DEAD_LETTERS_QUEUE_URL', 'dead-letters-url');
  });

  it('whose message keeps failing before an incident is recorded pages at the second try, and once', async () => {
    table.mock.on(UpdateItemCommand).callsFake((input) => {
      if (input.Key.incidentId.S === `${key}-1`) throw new Error('the item is too large');
      return table.where().send(new UpdateItemCommand(input));
    });
    for (const receives of [1, 2, 3]) expect(await batchOf(receives, [finding(key)])).toEqual(['m0']);
    expect(subjects()).toEqual(['NOT CONTAINED: a leak signal cannot be handled']);
    sns.on(PublishCommand).rejects(new Error('SNS is down'));
    expect(await batchOf(2, [finding(key, 'deploy-bot', 'another')])).toEqual(['m0']);
    expect(logged).toHaveBeenCalledWith('nobody could be paged', { error: expect.any(Error) });
  });

  it('that is empty has no failures', async () => {
    expect(await batch()).toEqual([]);
  });

  it('delivered twice is one incident, contained once and told once', async () => {
    expect(await batch(finding(key))).toEqual([]);
    account.mock.resetHistory();
    expect(await batch(finding(key))).toEqual([]);
    expect(changes(account.mock)).toEqual([]);
    expect(subjects()).toHaveLength(1);
  });
});

describe('a direct invocation', () => {
  it('answers with the incident', async () => {
    expect(await invoke({ accessKeyId: key, reason: 'seen on pastebin' })).toMatchObject({
      incidentId: `${key}-1`,
      status: 'contained',
      signals: [{ id: 'manual:r-1', source: 'manual', reason: 'seen on pastebin' }],
    });
  });

  it('that Lambda repeats joins its own incident', async () => {
    await invoke({ accessKeyId: key });
    account.mock.resetHistory();
    expect((await invoke({ accessKeyId: key })).signals).toHaveLength(1);
    expect(changes(account.mock)).toEqual([]);
  });

  it('in a dry run sends no command that changes anything, anywhere', async () => {
    expect(await invoke({ accessKeyId: key, dryRun: true })).toMatchObject({
      status: 'observed',
      steps: [{ outcome: 'planned' }, { outcome: 'planned' }],
    });
    expect(account.mock.commandCalls(UpdateAccessKeyCommand)).toEqual([]);
    expect(changes(account.mock)).toEqual([]);
    expect([table.writes(), sns.calls(), sqs.calls(), lambda.calls()]).toEqual([[], [], [], []]);
  });

  it.each([
    ['accessKeyId', {}],
    ['accessKeyId', { accessKeyId: 'AKIAtypo' }],
    ['dryrun', { accessKeyId: key, dryrun: true }],
    ['dryRun', { accessKeyId: key, dryRun: 'yes' }],
    ['event', null],
    ['Records', { Records: 'none' }],
  ])('with a wrong %s is refused by name, and nothing is touched', async (field, event) => {
    await expect(invoke(event)).rejects.toThrow(new RegExp(`^"?${field}"?[: ]`));
    expect(account.mock.calls()).toEqual([]);
    expect(table.writes()).toEqual([]);
  });
});

describe('a direct invocation for the backlog', () => {
  const deployedAt = '2026-11-30T00:00:00.000Z';
  beforeEach(() => vi.stubEnv('TOURNIQUET_DEPLOYED_AT', deployedAt));
  afterEach(() => vi.stubEnv('TOURNIQUET_DEPLOYED_AT', undefined));

  const inBacklog = async (accessKeyId: string) => {
    const store = new DynamoIncidentStore(table.where(), 'incidents');
    const github = { id: `github:acme/shop#${accessKeyId}`, source: 'github', certainty: 'proven' } as const;
    const deps = { ...depsWith(store), judgement: async () => judgement({ deployedAt }) };
    await contain(signal({ ...github, accessKeyId }), deps);
  };

  it('contains all that waits, and answers with what became of it', async () => {
    account.user.keys[otherKey] = 'Active';
    await inBacklog(key);
    await inBacklog(otherKey);
    expect(account.user.keys).toEqual({ [key]: 'Active', [otherKey]: 'Active' });
    expect(await handler({ backlog: true }, context())).toMatchObject({
      contained: 2,
      open: 0,
      left: 0,
      incidents: [
        { incidentId: `${key}-1`, status: 'contained' },
        { incidentId: `${otherKey}-1`, status: 'contained' },
      ],
    });
    expect(account.user.keys).toEqual({ [key]: 'Inactive', [otherKey]: 'Inactive' });
    expect(await handler({ backlog: true }, context())).toEqual({
      contained: 0,
      open: 0,
      left: 0,
      incidents: [],
    });
  });

  it('begins none that it has no time for, and says how many are left', async () => {
    await inBacklog(key);
    const short = { ...context(), getRemainingTimeInMillis: () => 11_000 };
    expect(await handler({ backlog: true }, short)).toEqual({
      contained: 0,
      open: 0,
      left: 1,
      incidents: [],
    });
    expect(account.user.keys[key]).toBe('Active');
  });

  it('names a key beside it only by mistake, and is refused', async () => {
    await expect(invoke({ backlog: true, accessKeyId: key })).rejects.toThrow('accessKeyId and backlog');
    expect(account.mock.calls()).toEqual([]);
  });
});

describe('the grants of contain', () => {
  it('hold what it calls: keys can be switched and users denied, and nothing stronger', () => {
    expect(granted(grants).sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'iam:AttachRolePolicy',
      'iam:AttachUserPolicy',
      'iam:GetAccessKeyLastUsed',
      'iam:GetLoginProfile',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:GetUser',
      'iam:ListAccessKeys',
      'iam:ListAttachedRolePolicies',
      'iam:ListAttachedUserPolicies',
      'iam:ListServiceSpecificCredentials',
      'iam:PutRolePermissionsBoundary',
      'iam:PutUserPermissionsBoundary',
      'iam:UpdateAccessKey',
      'iam:UpdateServiceSpecificCredential',
      'lambda:InvokeFunction',
      'secretsmanager:GetSecretValue',
      'sns:Publish',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
      'sts:AssumeRole',
      'sts:GetAccessKeyInfo',
      'sts:TagSession',
    ]);
  });

  it.each(['User', 'Role'])('pin what may be attached to a %s to AWSDenyAll', (kind) => {
    expect(conditionOn(grants, `iam:Attach${kind}Policy`)).toEqual({
      ArnEquals: { 'iam:PolicyARN': denyAll },
    });
    expect(conditionOn(grants, `iam:Put${kind}PermissionsBoundary`)).toEqual({
      ArnEquals: { 'iam:PermissionsBoundary': denyAll },
    });
  });
});
