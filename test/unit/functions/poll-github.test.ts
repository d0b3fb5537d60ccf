import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grants } from '#functions/poll-github/grants.ts';
import { handler } from '#functions/poll-github/handler.ts';
import { logger } from '#lib/platform/logger.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import { hour, pass, pollWorld } from '#test/fixtures/github/poll-world.ts';
import { context, functionsTable, granted } from './lambda.ts';

const secretsManager = mockClient(SecretsManagerClient);
const sqs = mockClient(SQSClient);
const table = functionsTable();
const world = pollWorld();
let tests = 0;
const errors = vi.spyOn(logger, 'error').mockReturnValue();
const warnings = vi.spyOn(logger, 'warn').mockReturnValue();

const environment = {
  AWS_REGION: 'us-east-1',
  TOURNIQUET_TABLE: 'incidents',
  TOURNIQUET_SIGNALS_QUEUE_URL: 'signals-url',
  TOURNIQUET_GITHUB_APP_SECRET_ID: 'tourniquet/github-app',
};
for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);

const keep = (stored: unknown) =>
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(stored) });

beforeEach(async () => {
  await table.open();
  secretsManager.reset();
  sqs.reset();
  errors.mockClear();
  warnings.mockClear();
  vi.stubEnv('TOURNIQUET_GITHUB_API_URL', world().github.apiUrl);
  keep(world().github.app);
  // A secret that was read is kept for five minutes, and each test has another App.
  tests += 1;
  pass(tests * hour);
  sqs.on(SendMessageBatchCommand).resolves({});
});
afterEach(() => table.close());
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const run = (as = context()) => handler({ kind: 'scheduled' }, as);
const batches = () => sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input);
const entries = () => batches().flatMap(({ Entries = [] }) => Entries);

describe('a run', () => {
  it('queues what webhooks did not bring, ten at a time, and answers with the numbers', async () => {
    const { leakInto, receiver, deliver } = world();
    receiver.status = 503;
    const [first = 0] = leakInto('acme/shop', 25);
    await deliver('acme/shop', first);
    expect(await run()).toEqual({ deliveries: 1, alerts: 25, enqueued: 25, skipped: 1, left: [] });
    expect(batches().map(({ QueueUrl, Entries }) => [QueueUrl, Entries?.length])).toEqual(
      [1, 10, 10, 4].map((size) => ['signals-url', size]),
    );
    expect(errors).not.toHaveBeenCalled();
  });

  it('writes messages that contain understands', async () => {
    world().leakInto('acme/shop');
    await run();
    const [{ MessageBody = '' } = {}] = entries();
    expect(readQueueMessage(MessageBody, defaultRules())).toMatchObject({
      kind: 'github-alert',
      ref: { alertNumber: 1, action: 'polled', repository: { owner: 'acme', name: 'shop' } },
    });
  });

  it('queues nothing twice', async () => {
    world().leakInto('acme/shop', 12);
    await run();
    pass(15 * 60_000);
    expect(await run()).toMatchObject({ enqueued: 0, skipped: 12 });
    expect(entries()).toHaveLength(12);
  });

  it('forgets none that SQS refused, and fails so that an alarm rings', async () => {
    world().leakInto('acme/shop', 3);
    const Failed = [{ Id: '1', Code: 'InternalError', SenderFault: false }];
    sqs.on(SendMessageBatchCommand).resolvesOnce({ Failed }).resolves({});
    await expect(run()).rejects.toThrow('the queue did not take 1 alert');
    expect(await run()).toMatchObject({ enqueued: 1, skipped: 2 });
    expect(entries()).toHaveLength(4);
  });

  it('says what was left and what could not be asked, and fails for neither', async () => {
    const { github } = world();
    github.setInstallation({ id: github.installationId, suspended: true });
    github.fail({
      path: /deliveries/,
      times: 1,
      effect: { kind: 'status', status: 429, headers: { 'retry-after': '60' } },
    });
    expect(await run()).toMatchObject({
      left: [expect.stringContaining('asks to wait'), expect.any(String)],
    });
    expect(warnings).toHaveBeenCalledOnce();
    pass(61_000);
    expect(await run()).toMatchObject({ left: [] });
    expect(errors.mock.calls[0]?.[1]).toMatchObject({ problem: expect.stringContaining('suspended') });
  });

  it('stops while there is still time to note where', async () => {
    world().leakInto('acme/shop');
    // Middy asks first, for a time limit of its own.
    const remaining = [30_000, 30_000];
    const late = { ...context(), getRemainingTimeInMillis: () => remaining.shift() ?? 15_000 };
    expect(await run(late)).toMatchObject({
      enqueued: 0,
      left: [expect.stringContaining('time'), expect.any(String)],
    });
    expect(await run()).toMatchObject({ enqueued: 1 });
  });

  it('that reaches no host at all fails', async () => {
    const { github } = world();
    github.fail({ path: /./, effect: { kind: 'status', status: 502 } });
    await expect(run()).rejects.toMatchObject({
      name: 'PollFailed',
      message: 'github.com could not be polled at all',
    });
  });

  it('polls every host that is configured', async () => {
    const { github, leakInto } = world();
    leakInto('acme/shop');
    keep({ hosts: { 'ghe.acme.com': { ...github.app, apiUrl: github.apiUrl } } });
    await run();
    expect(JSON.parse(entries()[0]?.MessageBody ?? '')).toMatchObject({ host: 'ghe.acme.com' });
  });

  it('fails on a secret that is no App, without showing it', async () => {
    keep({ appId: 1, privateKey: '' });
    await expect(run()).rejects.toThrow(/^TOURNIQUET_GITHUB_APP_SECRET_ID: /);
  });
});

it('the function may do what it does and nothing else', () => {
  expect(granted(grants)).toEqual([
    'secretsmanager:GetSecretValue',
    'sqs:SendMessage',
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
  ]);
});
