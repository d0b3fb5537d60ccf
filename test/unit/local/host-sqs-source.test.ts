import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { fixture, queueArn, region, startHost } from './host-setup.ts';

let started: ReturnType<typeof startHost>;
const deadLetters = `${queueArn}-dead-letters`;

const start = (source = {}) => {
  started = startHost();
  const { host, queues, register } = started;
  queues.create(deadLetters);
  register({ name: 'batch', entry: fixture('batch') });
  const stop = host.addSqsSource('batch', { queueArn, ...source });
  const send = (order: object, delay?: number) => queues.send(queueArn, JSON.stringify(order), delay);
  const seen = () => host.logs('batch').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  return { ...started, send, seen, stop };
};

afterEach(() => started.host.close());

test('a message reaches the function in the shape of SQS and is deleted when it succeeded', async () => {
  const { host, queues, send, seen } = start();
  const messageId = send({ name: 'one' });
  await host.idle();
  expect(seen()).toHaveLength(1);
  const { record } = seen()[0];
  const md5OfBody = createHash('md5').update('{"name":"one"}').digest('hex');
  expect(record).toMatchObject({
    messageId,
    body: '{"name":"one"}',
    md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
    messageAttributes: {},
    attributes: { ApproximateReceiveCount: '1' },
  });
  expect(record.attributes.SentTimestamp).toMatch(/^\d{13}$/);
  expect(queues.messages(queueArn)).toEqual([]);
});

test('messages that were waiting come in batches of ten at most', async () => {
  const { host, queues, seen } = start({ maximumConcurrency: 1 });
  for (let name = 0; name < 25; name += 1) queues.send(queueArn, JSON.stringify({ name }));
  await host.idle();
  expect(seen()).toHaveLength(25);
  expect(new Set(seen().map(({ name }) => name)).size).toBe(25);
  expect(Math.max(...seen().map(({ batch }) => batch))).toBeLessThanOrEqual(10);
});

test('only the refused message stays, and comes back when its visibility ends', async () => {
  const { clock, host, queues, send, seen } = start();
  send({ name: 'good' });
  send({ name: 'bad', refuse: 1 });
  await host.idle();
  expect(queues.messages(queueArn)).toHaveLength(1);
  await clock.advance(59_000);
  await host.idle();
  expect(seen()).toHaveLength(2);
  await clock.advance(2_000);
  await host.idle();
  expect(seen().map(({ name, received }) => `${name} ${received}`)).toEqual(['good 1', 'bad 1', 'bad 2']);
  expect(queues.messages(queueArn)).toEqual([]);
});

test('a batch whose handler throws stays whole', async () => {
  const { host, queues, send } = start();
  send({ name: 'good' });
  send({ name: 'fatal', crash: true });
  await host.idle();
  expect(queues.messages(queueArn)).toHaveLength(2);
});

test('a message that never succeeds ends among the dead letters', async () => {
  started = startHost();
  const { clock, host, queues, register } = started;
  queues.create(deadLetters);
  const failing = `${queueArn}-failing`;
  queues.create(failing, {
    VisibilityTimeout: '60',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters, maxReceiveCount: 2 }),
  });
  register({ name: 'batch', entry: fixture('batch') });
  host.addSqsSource('batch', { queueArn: failing });
  queues.send(failing, JSON.stringify({ name: 'never', refuse: 99 }));
  await host.idle();
  await clock.advance(600_000);
  await host.idle();
  expect(queues.messages(failing)).toEqual([]);
  expect(queues.messages(deadLetters).map(({ body }) => JSON.parse(body).name)).toEqual(['never']);
});

test('a delayed message runs at its own time, even when the clock is moved far past it', async () => {
  const { clock, host, send, seen } = start();
  const due = clock.now().getTime() + 5_000;
  send({ name: 'later' }, 5);
  await host.idle();
  expect(seen()).toEqual([]);
  await clock.advance(3_600_000);
  expect(seen()).toHaveLength(1);
  expect(Math.abs(seen()[0].at - due)).toBeLessThan(60_000);
});

test('idle waits for what an invocation sends on its way', async () => {
  const { host, queues, register, send, seen } = start({ maximumConcurrency: 2 });
  const second = `${queueArn}-second`;
  queues.create(second);
  register({ name: 'second', entry: fixture('batch') });
  host.addSqsSource('second', { queueArn: second });
  queues.onVisible(queueArn, () => queues.send(second, JSON.stringify({ name: 'relayed' })));
  send({ name: 'first' });
  await host.idle();
  expect(seen()).toHaveLength(1);
  expect(host.logs('second').join()).toContain('relayed');
  expect(queues.messages(second)).toEqual([]);
});

test('a stopped source takes nothing more', async () => {
  const { host, queues, send, stop } = start();
  stop();
  send({ name: 'ignored' });
  await host.idle();
  expect(queues.messages(queueArn)).toHaveLength(1);
});
