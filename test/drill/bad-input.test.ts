import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { leak, repository } from '#infra/local/drill/leak.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { newSecret } from '#infra/local/iam/access-key-id.ts';
import { badWebhooks, eventBridge, findingFor, neverUnderstood } from './bad-messages.ts';
import { setTheStage } from './helpers.ts';
import {
  containFunction,
  deadLetters,
  emptyDeadLetters,
  expectContained,
  expectNothingMutated,
  newHolder,
  settle,
  shareStage,
  stackTrace,
  waiting,
  watch,
} from './recording.ts';
import { post, type WebhookAnswer } from './webhooks.ts';

const shared = shareStage(setTheStage);
const megabyte = 1024 * 1024;

afterEach(() => emptyDeadLetters(shared.stage));

/** A body with the right signature: GitHub's own fault, or somebody who holds the secret. */
const postSigned = (payload: unknown, more: Record<string, string> = {}): Promise<WebhookAnswer> => {
  const { headers, body } = signedDelivery({ secret: shared.webhookSecret, payload });
  return post(shared.stage, { headers: { ...headers, ...more }, body });
};

describe('a signed webhook that is not what GitHub sends', () => {
  test.for(badWebhooks)(
    'because it %s is refused with 400 and kept for people',
    async ([, field, change]) => {
      const { stage } = shared;
      const { key } = await newHolder(stage);
      const payload = change(stage.github.webhookPayload(repository, leak(stage.github, key)));
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const seen = await watch(stage, () => postSigned(text));
      expect(seen.answer.status).toBe(400);
      const { error } = JSON.parse(seen.answer.text);
      expect(error).toMatchObject({ code: 'malformed', field });
      expect(error.message).toContain(field);
      expect(seen.answer.text).not.toMatch(stackTrace);
      expectNothingMutated(seen);
      expect(seen).toMatchObject({ opened: [] });
      expect(waiting(stage)).toEqual([]);
      const [letter = '', ...others] = deadLetters(stage);
      expect(others).toEqual([]);
      expect(letter).not.toContain(key.secretAccessKey);
      expect(seen.told).toMatchObject([{ topic: 'pages', subject: expect.stringMatching(/^DEAD LETTERS/) }]);
      expect(seen.told[0]?.message).toContain(field);
    },
  );

  test.for([
    // Lambda itself takes no more than 6 MB; GitHub caps its payloads at 25 MB.
    ['25 MB', 25 * megabyte],
    ['2 MB', 2 * megabyte],
  ] as const)('because it is a body of %s is refused with 413', async ([, size]) => {
    const { stage } = shared;
    const seen = await watch(stage, () => postSigned(`{"padding":"${'a'.repeat(size)}"}`));
    expect(seen.answer.status).toBe(413);
    expect(seen.answer.text).not.toMatch(stackTrace);
    expectNothingMutated(seen);
    expect(seen).toMatchObject({ told: [], opened: [] });
    expect(waiting(stage)).toEqual([]);
  });

  test('because it is a GET is refused with 405', async () => {
    const response = await fetch(shared.stage.deployed.webhookUrl);
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ error: { code: 'method-not-allowed' } });
  });

  test('because it is not UTF-8 is refused, as text or as the bytes that were signed', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    // Lambda turns JSON into text, which loses the bytes and with them the signature.
    expect((await postSigned(bytes)).status).toBe(401);
    const asBytes = await postSigned(bytes, { 'content-type': 'application/octet-stream' });
    expect(asBytes.status).toBe(400);
    expect(JSON.parse(asBytes.text)).toMatchObject({ error: { code: 'malformed', field: 'body' } });
  });

  test('is still understood when it says that it is a form: its bytes are what was signed', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const payload = stage.github.webhookPayload(repository, leak(stage.github, holder.key));
    const { status } = await postSigned(payload, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(status).toBe(202);
    await settle(stage);
    await expectContained(stage, holder);
  });
});

describe('a message that can never be understood', () => {
  test.for(neverUnderstood)(
    'because it %s leaves the queue at once, for people, redacted',
    async ([, says, make]) => {
      const { stage } = shared;
      const { key } = await newHolder(stage);
      const made = make(key.accessKeyId, key.secretAccessKey);
      const body = typeof made === 'string' ? made : JSON.stringify(made);
      const { aws, deployed } = stage;
      const seen = await watch(stage, () => aws.sqs.send(deployed.signalsQueueArn, body));
      expectNothingMutated(seen);
      expect(seen.opened).toEqual([]);
      // Nobody waited for five failed receives: the message was taken out of the batch by its first.
      expect(waiting(stage)).toEqual([]);
      const [letter = '', ...others] = deadLetters(stage);
      expect(others).toEqual([]);
      expect(letter).not.toContain(key.secretAccessKey.slice(1));
      if (!body.includes(key.secretAccessKey.slice(1))) expect(letter).toBe(body);
      expect(seen.told).toMatchObject([{ topic: 'pages', subject: expect.stringMatching(/^DEAD LETTERS/) }]);
      const { message = '' } = seen.told[0] ?? {};
      expect(message).toMatch(says);
      expect(message).toContain('Nothing was changed');
      expect(message).not.toMatch(stackTrace);
      expect(message).not.toContain(key.secretAccessKey.slice(1));
    },
  );

  test('does not hold up a good one of the same batch', async () => {
    const { aws, deployed } = shared.stage;
    const holder = await newHolder(shared.stage);
    const batches: string[][] = [];
    const receive = aws.sqs.receive;
    const spy = vi.spyOn(aws.sqs, 'receive').mockImplementation((queueArn, max) => {
      const messages = receive(queueArn, max);
      batches.push(messages.map(({ body }) => body));
      return messages;
    });
    const good = JSON.stringify(
      eventBridge({ ...findingFor(holder.key.accessKeyId), id: randomBytes(16).toString('hex') }),
    );
    const bad = ['{', '[]', good.replace('AKIA', 'AKIa')];
    for (const body of [...bad.slice(0, 2), good, ...bad.slice(2)])
      aws.sqs.send(deployed.signalsQueueArn, body);
    await settle(shared.stage);
    spy.mockRestore();
    expect(batches).toContainEqual([...bad.slice(0, 2), good, ...bad.slice(2)]);
    await expectContained(shared.stage, holder);
    expect(deadLetters(shared.stage).toSorted()).toEqual(bad.toSorted());
    expect(waiting(shared.stage)).toEqual([]);
  });

  test('is kept in characters that SQS takes, also where a secret was hidden in others', async () => {
    const { stage } = shared;
    const { secretAccessKey } = (await newHolder(stage)).key;
    const body = `%00%01secretAccessKey%3D${encodeURIComponent(secretAccessKey)}%1b`;
    const { aws, deployed } = stage;
    const seen = await watch(stage, () => aws.sqs.send(deployed.signalsQueueArn, body));
    expect(seen.told).toMatchObject([{ topic: 'pages', subject: expect.stringMatching(/^DEAD LETTERS/) }]);
    const [letter = ''] = deadLetters(stage);
    expect(letter).toContain('[redacted]');
    // SQS API reference, SendMessage: any other control character is refused.
    expect(letter).not.toMatch(/[^\t\n\r -\uffff]/);
  });

  test.for([
    ['of text that is no JSON', 'a'.repeat(megabyte)],
    ['of short values that are longer once they are redacted', `[${'"token=a",'.repeat(104_856)}""]`],
  ] as const)('is kept and paged also when it is as large as SQS takes, %s', async ([, body]) => {
    const { stage } = shared;
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(megabyte);
    expect(Buffer.byteLength(body)).toBeGreaterThan(0.99 * megabyte);
    const { aws, deployed } = stage;
    const seen = await watch(stage, () => aws.sqs.send(deployed.signalsQueueArn, body));
    expect(waiting(stage)).toHaveLength(0);
    expect(deadLetters(stage)).toHaveLength(1);
    expect(Buffer.byteLength(deadLetters(stage)[0] ?? '')).toBeLessThanOrEqual(megabyte);
    expect(seen.told).toMatchObject([{ topic: 'pages', subject: expect.stringMatching(/^DEAD LETTERS/) }]);
  });
});

describe('a direct call of contain', () => {
  const wrong: [what: string, field: string, event: (accessKeyId: string) => unknown][] = [
    ['without a key id', 'accessKeyId', () => ({})],
    ['with a key id that is a number', 'accessKeyId', () => ({ accessKeyId: 20 })],
    ['with a key id in lower case', 'accessKeyId', (id) => ({ accessKeyId: id.toLowerCase() })],
    ['with a key id that has a blank at its end', 'accessKeyId', (id) => ({ accessKeyId: `${id} ` })],
    ["with a user's id", 'accessKeyId', (id) => ({ accessKeyId: id.replace('AKIA', 'AIDA') })],
    ['with a dryRun that is text', 'dryRun', (accessKeyId) => ({ accessKeyId, dryRun: 'true' })],
    ['with a misspelt dryRun', 'dryrun', (accessKeyId) => ({ accessKeyId, dryrun: true })],
    ['with a reason that is a list', 'reason', (accessKeyId) => ({ accessKeyId, reason: ['leaked'] })],
    [
      'with a reason of 1001 characters',
      'reason',
      (accessKeyId) => ({ accessKeyId, reason: 'a'.repeat(1001) }),
    ],
    ['that is a list', 'event', (accessKeyId) => [accessKeyId]],
    ['that is text', 'event', (accessKeyId) => accessKeyId],
    ['with Records that are none', 'Records', (accessKeyId) => ({ Records: 'x', accessKeyId })],
  ];

  test.for(wrong)('%s is answered with an error that names %s', async ([, field, eventFor]) => {
    const { stage } = shared;
    const { key } = await newHolder(stage);
    const event = eventFor(key.accessKeyId);
    const seen = await watch(stage, () => stage.aws.host.invoke(containFunction, event));
    expect(seen.answer.functionError).toBe('Unhandled');
    const { errorType, errorMessage } = JSON.parse(seen.answer.payload);
    expect(errorType).toBe('BadRequest');
    expect(errorMessage).toContain(field);
    expect(seen.answer.payload).not.toMatch(stackTrace);
    expectNothingMutated(seen);
    expect(seen).toMatchObject({ told: [], opened: [] });
    expect(deadLetters(stage)).toEqual([]);
  });

  test('with a dry run changes and stores nothing, and one without contains', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const { accessKeyId } = holder.key;
    const dry = await watch(stage, () =>
      stage.aws.host.invoke(containFunction, { accessKeyId, dryRun: true }),
    );
    expect(JSON.parse(dry.answer.payload)).toMatchObject({ status: 'observed', accessKeyId });
    expectNothingMutated(dry);
    expect(dry).toMatchObject({ told: [], opened: [] });
    const { payload } = await stage.aws.host.invoke(containFunction, { accessKeyId });
    expect(JSON.parse(payload)).toMatchObject({ status: 'contained', accessKeyId });
    await settle(stage);
    await expectContained(stage, holder);
  });

  test.for([
    ['tourniquet-restore', { incidentId: 7 }, 'incidentId'],
    ['tourniquet-restore', { accessKeyId: 'AKIA', incidentId: 'x' }, 'accessKeyId'],
    ['tourniquet-restore', {}, 'incidentId'],
    ['tourniquet-restore', { incidentId: `${newSecret()}` }, 'incident'],
  ] as const)('and of its neighbours: %s with %o names %s', async ([name, event, field]) => {
    const { stage } = shared;
    const seen = await watch(stage, () => stage.aws.host.invoke(name, event));
    expect(seen.answer.functionError).toBe('Unhandled');
    expect(JSON.parse(seen.answer.payload).errorMessage).toContain(field);
    expect(seen.answer.payload).not.toMatch(stackTrace);
    expectNothingMutated(seen);
    expect(seen).toMatchObject({ told: [], opened: [] });
  });

  // A durable function that may run for days is never waited for.
  test.for([
    [{ incidentId: 'x' }, 'accessKeyId'],
    [{}, 'incidentId'],
  ] as const)(
    'and an investigation of %o fails at once, names %s, and its event is kept',
    async ([event, field]) => {
      const { host } = shared.stage.aws;
      const seen = await watch(shared.stage, () => host.submit('tourniquet-investigate:live', event));
      const execution = host.durableExecutions('tourniquet-investigate').at(-1);
      expect(execution).toMatchObject({
        status: 'FAILED',
        error: { ErrorType: 'BadRequest', ErrorMessage: expect.stringContaining(field) },
      });
      expect(JSON.stringify(execution?.error)).not.toMatch(stackTrace);
      expect(execution?.operations()).toMatchObject([{ Type: 'EXECUTION' }]);
      expectNothingMutated(seen);
      expect(seen).toMatchObject({ told: [], opened: [] });
      expect(deadLetters(shared.stage)).toEqual([JSON.stringify(event)]);
    },
  );
});
