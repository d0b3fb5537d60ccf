import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { leak, repository } from '#infra/local/drill/leak.ts';
import { type Delivery, signedDelivery } from '#infra/local/github/delivery.ts';
import {
  deadLetters,
  expectContained,
  expectNothingMutated,
  type Holder,
  incidentsOf,
  newHolder,
  settle,
  shareStage,
  stackTrace,
  visibilityTimeout,
  waiting,
  watch,
} from './recording.ts';
import * as webhooks from './webhooks.ts';

const shared = shareStage();

const post = (delivery: Delivery) => webhooks.post(shared.stage, delivery);
const deliveryFor = (holder: Holder, secret = shared.webhookSecret): Delivery =>
  webhooks.deliveryFor(shared.stage, holder, secret);

const withHeaders = ({ headers, body }: Delivery, more: Record<string, string>): Delivery => ({
  headers: { ...headers, ...more },
  body,
});

const without = ({ headers, body }: Delivery, name: string): Delivery => ({
  headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
  body,
});

afterEach(() => {
  shared.stage.aws.faults.clear();
  shared.stage.github.clearFaults();
});

describe('what GitHub did not sign', () => {
  const forgeries: [string, (genuine: Delivery, holder: Holder) => Delivery][] = [
    ['unsigned', (genuine) => without(genuine, 'x-hub-signature-256')],
    ['with an empty signature', (genuine) => withHeaders(genuine, { 'x-hub-signature-256': '' })],
    ['signed with another secret', (_, holder) => deliveryFor(holder, 'guessed')],
    ['signed with an empty secret', (_, holder) => deliveryFor(holder, '')],
    [
      'with another body',
      ({ headers, body }) => ({ headers, body: Buffer.concat([body, Buffer.from(' ')]) }),
    ],
    [
      'signed with SHA-1 only',
      (genuine) => withHeaders(without(genuine, 'x-hub-signature-256'), { 'x-hub-signature': 'sha1=00' }),
    ],
  ];

  test.for(forgeries)(
    'a webhook %s is refused with 401, nothing is stored and nothing changed',
    async ([, forge]) => {
      const { stage } = shared;
      const holder = await newHolder(stage);
      const seen = await watch(stage, () => post(forge(deliveryFor(holder), holder)));
      expect(seen.answer.status).toBe(401);
      // The same answer for each: what is wrong with a signature helps only who forges it.
      expect(JSON.parse(seen.answer.text)).toEqual({
        error: { code: 'unauthorized', message: 'the signature is missing or wrong' },
      });
      expectNothingMutated(seen);
      expect(seen).toMatchObject({ told: [], opened: [] });
      expect([...waiting(stage), ...deadLetters(stage)]).toEqual([]);
    },
  );
});

describe('a delivery that comes again', () => {
  test('joins the incident, changes nothing and mails nobody, whatever its headers say', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const genuine = deliveryFor(holder);
    expect((await post(genuine)).status).toBe(202);
    await settle(stage);
    await expectContained(stage, holder);
    const again = [
      genuine,
      withHeaders(genuine, { 'x-github-delivery': crypto.randomUUID() }),
      withHeaders(genuine, { 'x-github-event': 'ping' }),
      withHeaders(without(genuine, 'x-github-event'), { 'x-github-delivery': 'no uuid' }),
    ];
    const seen = await watch(stage, () => Promise.all(again.map(post)));
    expect(seen.answer.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expectNothingMutated(seen);
    expect(seen).toMatchObject({ told: [], opened: [] });
    expect(await incidentsOf(stage, holder.key)).toMatchObject([{ signals: [{ source: 'github' }] }]);
    expect(waiting(stage)).toEqual([]);
  });

  test.for(['created', 'reopened', 'publicly_leaked', 'validated'])(
    'and the action %s of the same alert are one signal of one incident',
    async (action) => {
      const { stage } = shared;
      const holder = await newHolder(stage);
      const number = leak(stage.github, holder.key);
      const payload = stage.github.webhookPayload(repository, number, action);
      const { status } = await post(signedDelivery({ secret: shared.webhookSecret, payload }));
      await stage.deliver(number);
      await settle(stage);
      expect(status).toBe(202);
      await expectContained(stage, holder);
      expect((await incidentsOf(stage, holder.key))[0]?.signals).toHaveLength(1);
    },
  );

  test('is accepted and contained after the first one could not be stored', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const genuine = deliveryFor(holder);
    const effect = { kind: 'error', status: 503, code: 'ServiceUnavailable' } as const;
    const fault = stage.aws.faults.inject({ service: 'sqs', operation: 'SendMessage', effect });
    const first = await watch(stage, () => post(genuine));
    expect(first.answer.status).toBe(503);
    expect(first.answer.text).not.toMatch(stackTrace);
    expectNothingMutated(first);
    expect(first).toMatchObject({ told: [], opened: [] });
    fault.remove();
    expect((await post(genuine)).status).toBe(202);
    await settle(stage);
    await expectContained(stage, holder);
  });

  test('makes no second incident when the first one was stored and only the answer of SQS was lost', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const genuine = deliveryFor(holder);
    const operation = { service: 'sqs', operation: 'SendMessage' };
    const fault = stage.aws.faults.inject({ ...operation, effect: { kind: 'reply-lost' } });
    expect((await post(genuine)).status).toBe(503);
    fault.remove();
    expect((await post(genuine)).status).toBe(202);
    // The copies were worked on at once: whoever came second waits for the lease of the first.
    await stage.aws.host.idle();
    await stage.aws.clock.advance(visibilityTimeout);
    await stage.aws.host.idle();
    await expectContained(stage, holder);
    expect(waiting(stage)).toEqual([]);
    const mails = stage.aws.sns.mailbox(stage.deployed.mailTopicArn);
    const about = mails.filter(
      ({ subject }) => subject === `Contained: AWS key ${holder.key.accessKeyId} of ${holder.userName}`,
    );
    expect(about).toHaveLength(1);
  });
});

describe('while the webhook secret is rotated', () => {
  const newSecret = () => randomBytes(32).toString('hex');
  const rotate = (secrets: { current: string; previous?: string | null }) =>
    void shared.stage.aws.secrets.put(shared.stage.aws.home, 'tourniquet/webhook', JSON.stringify(secrets));
  // The function keeps the secret for five minutes, and asks anew for a wrong signature once a minute.
  const untilForgotten = () => shared.stage.aws.clock.advance(5 * 60_000 + 1_000);
  const untilAskedAgain = () => shared.stage.aws.clock.advance(61_000);
  const statusSigned = async (secret: string) =>
    (await post(deliveryFor(await newHolder(shared.stage), secret))).status;

  afterEach(async () => {
    rotate({ current: shared.webhookSecret });
    await untilForgotten();
    await settle(shared.stage);
  });

  test('deliveries signed with the current and with the previous one are accepted, older ones not', async () => {
    const [older, previous, current] = [newSecret(), newSecret(), newSecret()];
    rotate({ current, previous });
    await untilForgotten();
    expect(await statusSigned(previous)).toBe(202);
    expect(await statusSigned(current)).toBe(202);
    expect(await statusSigned(older)).toBe(401);
  });

  test('the previous one is refused once it is taken out', async () => {
    const [previous, current] = [newSecret(), newSecret()];
    rotate({ current, previous });
    await untilForgotten();
    expect(await statusSigned(previous)).toBe(202);
    rotate({ current, previous: null });
    await untilForgotten();
    expect(await statusSigned(previous)).toBe(401);
    expect(await statusSigned(current)).toBe(202);
  });

  test('a function that is warm takes the new one at once and contains', async () => {
    const { stage } = shared;
    const current = newSecret();
    expect(await statusSigned(shared.webhookSecret)).toBe(202);
    await untilAskedAgain();
    rotate({ current, previous: shared.webhookSecret });
    const holder = await newHolder(stage);
    expect((await post(deliveryFor(holder, current))).status).toBe(202);
    await settle(stage);
    await expectContained(stage, holder);
    expect(await statusSigned(shared.webhookSecret)).toBe(202);
  });

  test('forged deliveries do not make the function ask Secrets Manager more than once a minute', async () => {
    const { stage } = shared;
    expect(await statusSigned(shared.webhookSecret)).toBe(202);
    await stage.aws.host.idle();
    await untilAskedAgain();
    const asked = () => stage.aws.calls.filter(({ operation }) => operation === 'GetSecretValue').length;
    const before = asked();
    const forged = deliveryFor(await newHolder(stage), 'guessed');
    for (let sent = 0; sent < 5; sent++) expect((await post(forged)).status).toBe(401);
    expect(asked() - before).toBe(1);
  });
});
