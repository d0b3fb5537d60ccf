import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, LambdaFunctionURLResult } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { grants } from '#functions/receive-webhook/grants.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { alertBody, locationBody, setAt } from '#test/fixtures/github/payload.ts';
import { urlEvent } from '#test/fixtures/github/url-event.ts';

const secretsManager = mockClient(SecretsManagerClient);
const sqs = mockClient(SQSClient);
const current = randomBytes(20).toString('hex');
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/111122223333/signals';
let logged: string;

const keep = (secrets: unknown) =>
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(secrets) });

beforeEach(() => {
  // A container of its own for each test: what the function keeps between invocations lives in the module.
  vi.resetModules();
  vi.useRealTimers();
  vi.stubEnv('TOURNIQUET_WEBHOOK_SECRET_ID', 'tourniquet/webhook');
  vi.stubEnv('TOURNIQUET_SIGNALS_QUEUE_URL', queueUrl);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  secretsManager.reset();
  sqs.reset();
  keep({ current });
  sqs.on(SendMessageCommand).resolves({ MessageId: '1' });
  logged = '';
});

type Event = ReturnType<typeof urlEvent>;

const invoke = async (event: Event) => {
  const { logger: own } = await import('#lib/platform/logger.ts');
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(own, level).mockImplementation((...entry: unknown[]) => {
      logged += JSON.stringify([level, ...entry], (_, value) =>
        value instanceof Error ? String(value) : value,
      );
    });
  }
  const { handler } = await import('#functions/receive-webhook/handler.ts');
  const result: LambdaFunctionURLResult = await handler(event, {} as Context);
  if (typeof result === 'string') throw new TypeError('a structured answer was expected');
  return { statusCode: result.statusCode, json: JSON.parse(result.body ?? '') as Record<string, unknown> };
};

const delivered = (payload: unknown, { secret = current, base64 = false, headers = {} } = {}) => {
  const delivery = signedDelivery({ secret, payload });
  return urlEvent({ headers: { ...delivery.headers, ...headers }, body: delivery.body, base64 });
};

const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);

const unauthorized = {
  statusCode: 401,
  json: { error: { code: 'unauthorized', message: 'the signature is missing or wrong' } },
};

describe('a webhook that GitHub signed', () => {
  test('is on the queue when it is answered with 202', async () => {
    const answer = await invoke(delivered(alertBody()));
    expect(answer).toEqual({ statusCode: 202, json: { accepted: true, alert: 'acme/shop#7' } });
    const [message] = sent();
    expect(message?.QueueUrl).toBe(queueUrl);
    expect(JSON.parse(message?.MessageBody ?? '')).toMatchObject({ kind: 'github-alert', alertNumber: 7 });
  });

  test('is taken in base64, with any header case, and under any name of event', async () => {
    const base64 = await invoke(delivered(alertBody(), { base64: true }));
    expect(base64.statusCode).toBe(202);
    const { headers, body } = signedDelivery({ secret: current, payload: alertBody() });
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect((await invoke(urlEvent({ headers: upper, body }))).statusCode).toBe(202);
    const renamed = { 'x-github-event': 'ping', 'x-github-delivery': 'x\r\ninjected' };
    const replayed = await invoke(delivered(alertBody(), { headers: renamed }));
    expect(replayed.json).toMatchObject({ accepted: true });
    expect(logged).not.toContain('injected');
    expect(sent()).toHaveLength(3);
  });

  test('of a GitHub Enterprise Server names it, whatever its headers say', async () => {
    const fromGhes = alertBody((body) =>
      setAt(body, 'repository.html_url', 'https://ghe.acme.com/acme/shop'),
    );
    const headers = { 'x-github-enterprise-host': 'evil.example' };
    const answer = await invoke(delivered(fromGhes, { headers }));
    expect(answer.json).toEqual({ accepted: true, alert: 'ghe.acme.com/acme/shop#7' });
    await invoke(delivered(alertBody(), { headers }));
    const hosts = sent().map(({ MessageBody = '' }) => JSON.parse(MessageBody).host);
    expect(hosts).toEqual(['ghe.acme.com', undefined]);
  });

  test('about a further place of an alert is queued as well', async () => {
    expect((await invoke(delivered(locationBody()))).statusCode).toBe(202);
    const [message] = sent();
    expect(JSON.parse(message?.MessageBody ?? '')).toMatchObject({ action: 'location_created' });
  });

  test('is answered with the reason when there is nothing to do', async () => {
    const ping = await invoke(delivered({ zen: 'Keep it simple.', hook_id: 1 }));
    expect(ping).toEqual({
      statusCode: 202,
      json: { accepted: false, reason: 'a ping: the webhook is set up' },
    });
    const resolved = alertBody((body) => setAt(body, 'action', 'resolved'));
    expect((await invoke(delivered(resolved))).json).toMatchObject({ accepted: false });
    expect(sent()).toHaveLength(0);
  });

  const unreadable = () => alertBody((body) => setAt(body, 'alert.number', 'seven'));
  const malformed = { code: 'malformed', message: 'alert.number must be a number', field: 'alert.number' };

  test('is kept for people when it cannot be read, and answered with the field', async () => {
    const answer = await invoke(delivered(unreadable()));
    expect(answer).toEqual({ statusCode: 400, json: { error: malformed } });
    expect(logged).toContain('alert.number');
    expect(sent()).toHaveLength(1);
    expect(JSON.parse(sent()[0]?.MessageBody ?? '')).toEqual({
      kind: 'not-understood',
      source: 'github',
      field: 'alert.number',
      reason: 'alert.number must be a number',
      body: expect.stringContaining('"number":"seven"'),
    });
  });

  test('is the same message when it is delivered again, and holds no secret', async () => {
    const secret = randomBytes(30).toString('base64');
    const body = alertBody((draft) => {
      setAt(draft, 'alert.number', 'seven');
      setAt(draft, 'alert.secret', secret);
    });
    for (const headers of [{}, { 'x-github-delivery': randomUUID() }])
      await invoke(delivered(body, { headers }));
    const [first, again] = sent().map(({ MessageBody }) => MessageBody);
    expect(first).toBe(again);
    expect(first).not.toContain(secret);
  });

  test('is no failed delivery of a kind that nobody comes back for: it waits for the queue', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('connect ECONNREFUSED'));
    expect((await invoke(delivered(unreadable()))).statusCode).toBe(503);
  });

  test('and is not UTF-8 is authentic and malformed, not forged', async () => {
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    expect((await invoke(delivered(body, { base64: true }))).statusCode).toBe(400);
    expect(sent()).toHaveLength(1);
  });
});

describe('a webhook that GitHub did not sign', () => {
  test('gets the same answer whether its signature is missing, malformed or wrong', async () => {
    const { body, headers } = signedDelivery({ secret: 'forged', payload: alertBody() });
    const { 'x-hub-signature-256': _, ...unsigned } = headers;
    expect(await invoke(urlEvent({ headers: unsigned, body }))).toEqual(unauthorized);
    const sha1 = { ...unsigned, 'x-hub-signature': 'sha1=0' };
    expect(await invoke(urlEvent({ headers: sha1, body }))).toEqual(unauthorized);
    const malformed = { ...headers, 'x-hub-signature-256': 'sha256=1' };
    expect(await invoke(urlEvent({ headers: malformed, body }))).toEqual(unauthorized);
    expect(secretsManager.commandCalls(GetSecretValueCommand)).toHaveLength(0);
    expect(await invoke(urlEvent({ headers, body }))).toEqual(unauthorized);
    expect(await invoke(urlEvent({ headers }))).toEqual(unauthorized);
    expect(sent()).toHaveLength(0);
  });

  test('leaves neither the secret nor the right signature in the log', async () => {
    const event = delivered(alertBody(), { secret: 'forged' });
    await invoke(event);
    const right = createHmac('sha256', current)
      .update(event.body ?? '')
      .digest('hex');
    expect(logged).toContain('belongs to none of the configured secrets');
    expect(logged).not.toContain(right);
    expect(logged).not.toContain(current);
  });

  test('is refused by its size before anything is computed', async () => {
    const body = Buffer.alloc(25 * 1024 * 1024, 'x');
    const { headers } = signedDelivery({ secret: current, payload: body });
    expect((await invoke(urlEvent({ headers, body }))).statusCode).toBe(413);
    expect(secretsManager.calls()).toHaveLength(0);
  });

  test.each(['GET', 'PUT', 'OPTIONS'])('is refused by %s', async (method) => {
    const { headers, body } = signedDelivery({ secret: current, payload: alertBody() });
    expect((await invoke(urlEvent({ headers, body, method }))).statusCode).toBe(405);
  });

  test('floods: Secrets Manager is asked once and then once a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const asked = () => secretsManager.commandCalls(GetSecretValueCommand).length;
    for (let n = 0; n < 50; n += 1) await invoke(delivered(alertBody(), { secret: 'forged' }));
    expect(asked()).toBe(1);
    vi.setSystemTime(Date.now() + 61_000);
    for (let n = 0; n < 50; n += 1) await invoke(delivered(alertBody(), { secret: 'forged' }));
    expect(asked()).toBe(2);
  });
});

describe('a rotation of the secret', () => {
  test('is noticed within a minute, and the previous secret holds while it stands', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    expect((await invoke(delivered(alertBody()))).statusCode).toBe(202);
    const next = randomBytes(20).toString('hex');
    keep({ current: next, previous: current });
    vi.setSystemTime(Date.now() + 61_000);
    expect((await invoke(delivered(alertBody(), { secret: next }))).statusCode).toBe(202);
    expect((await invoke(delivered(alertBody()))).statusCode).toBe(202);
    keep({ current: next });
    vi.setSystemTime(Date.now() + 5 * 60_000);
    expect(await invoke(delivered(alertBody()))).toEqual(unauthorized);
  });
});

describe('a fault of ours', () => {
  const unavailable = {
    statusCode: 503,
    json: { error: { code: 'unavailable', message: 'the webhook could not be stored: deliver it again' } },
  };

  test('of the queue shows as a failed delivery at GitHub', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('connect ECONNREFUSED'));
    expect(await invoke(delivered(alertBody()))).toEqual(unavailable);
    expect(logged).toContain('ECONNREFUSED');
  });

  test('of Secrets Manager shows as one too, and then passes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    secretsManager.on(GetSecretValueCommand).rejects(new Error('no'));
    expect(await invoke(delivered(alertBody()))).toEqual(unavailable);
    keep({ current });
    vi.setSystemTime(Date.now() + 6_000);
    expect((await invoke(delivered(alertBody()))).statusCode).toBe(202);
  });

  test.each([['text'], [{}], [{ current: '' }], [{ current: 7 }], [null]])(
    'in the stored secret (%j) accepts nothing and does not show it',
    async (stored) => {
      keep(stored);
      expect(await invoke(delivered(alertBody(), { secret: '""' }))).toEqual(unavailable);
      expect(logged).toContain('TOURNIQUET_WEBHOOK_SECRET_ID');
    },
  );

  test('in the settings shows as one too', async () => {
    vi.stubEnv('TOURNIQUET_SIGNALS_QUEUE_URL', '');
    expect(await invoke(delivered(alertBody()))).toEqual(unavailable);
  });
});

test('the function may read its secret and send to its queue, and nothing else', () => {
  const deployment = { webhookSecretArn: 'arn:secret', signalsQueueArn: 'arn:queue' };
  const granted = grants(deployment as Parameters<typeof grants>[0]);
  expect(granted.map(({ actions, resources }) => [actions, resources])).toEqual([
    [['secretsmanager:GetSecretValue'], ['arn:secret']],
    [['sqs:SendMessage'], ['arn:queue']],
  ]);
});
