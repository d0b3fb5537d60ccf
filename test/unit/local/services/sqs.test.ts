import { describe, expect, it } from 'vitest';
import { sqs } from '#infra/local/services/sqs/sqs.ts';
import { accountId, asked, caller, expectRefusal, newClock, otherAccountId, region, user } from './rig.ts';

const arn = (name: string, account = accountId) => `arn:aws:sqs:${region}:${account}:${name}`;

function setUp() {
  const clock = newClock();
  const queues = sqs({ clock, baseUrl: () => 'http://127.0.0.1:4711' });
  const call = caller(queues.service);
  const url = (name: string) => `http://127.0.0.1:4711/${accountId}/${name}`;
  return { clock, queues, call, url };
}

const redrive = (name: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount: String(maxReceiveCount) }),
});

describe('a queue', () => {
  it('gives a message once, hides it, and gives it again when the visibility timeout ends', async () => {
    const { clock, call, url } = setUp();
    await call('CreateQueue', { QueueName: 'signals', Attributes: { VisibilityTimeout: '60' } });
    await call('SendMessage', { QueueUrl: url('signals'), MessageBody: 'hello' });
    const first = (await call('ReceiveMessage', { QueueUrl: url('signals') })).Messages[0];
    expect(first).toMatchObject({ Body: 'hello', Attributes: { ApproximateReceiveCount: '1' } });
    await clock.advance(59_000);
    expect(await call('ReceiveMessage', { QueueUrl: url('signals') })).toEqual({});
    await clock.advance(1_000);
    const second = (await call('ReceiveMessage', { QueueUrl: url('signals') })).Messages[0];
    expect(second).toMatchObject({
      MessageId: first.MessageId,
      Attributes: { ApproximateReceiveCount: '2' },
    });
  });

  it('keeps a message whose delete comes with the handle of an earlier receive', async () => {
    const { clock, queues, call, url } = setUp();
    queues.create(arn('signals'));
    queues.send(arn('signals'), 'hello');
    const [first] = queues.receive(arn('signals'), 1);
    await clock.advance(30_000);
    const [second] = queues.receive(arn('signals'), 1);
    await call('DeleteMessage', { QueueUrl: url('signals'), ReceiptHandle: first?.receiptHandle });
    expect(queues.messages(arn('signals'))).toHaveLength(1);
    await call('DeleteMessage', { QueueUrl: url('signals'), ReceiptHandle: second?.receiptHandle });
    expect(queues.messages(arn('signals'))).toHaveLength(0);
  });

  it('hides a delayed message, and counts it as delayed', async () => {
    const { clock, queues, call, url } = setUp();
    queues.create(arn('later'));
    await call('SendMessage', { QueueUrl: url('later'), MessageBody: 'x', DelaySeconds: 300 });
    queues.send(arn('later'), 'now');
    queues.receive(arn('later'), 10);
    const { Attributes } = await call('GetQueueAttributes', {
      QueueUrl: url('later'),
      AttributeNames: ['All'],
    });
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      QueueArn: arn('later'),
    });
    await clock.advance(300_000);
    expect(queues.receive(arn('later'), 10).map(({ body }) => body)).toEqual(['x', 'now']);
  });

  it('moves a message to the dead letters instead of giving it once too often', async () => {
    const { clock, queues } = setUp();
    queues.create(arn('dead'));
    queues.create(arn('signals'), redrive('dead', 2));
    const id = queues.send(arn('signals'), 'poison');
    for (const _ of [1, 2]) {
      expect(queues.receive(arn('signals'), 10)).toHaveLength(1);
      await clock.advance(30_000);
    }
    expect(queues.receive(arn('signals'), 10)).toEqual([]);
    expect(queues.messages(arn('dead'))).toMatchObject([
      { messageId: id, deadLetterSourceArn: arn('signals') },
    ]);
  });

  it('forgets messages older than its retention, counted from the first send in the dead letters too', async () => {
    const { clock, queues } = setUp();
    queues.create(arn('dead'), { MessageRetentionPeriod: '600' });
    queues.create(arn('signals'), redrive('dead', 1));
    queues.send(arn('signals'), 'old');
    await clock.advance(500_000);
    queues.receive(arn('signals'), 1);
    await clock.advance(50_000);
    queues.receive(arn('signals'), 1);
    expect(queues.messages(arn('dead'))).toHaveLength(1);
    await clock.advance(50_000);
    expect(queues.messages(arn('dead'))).toHaveLength(0);
  });

  it('wakes listeners for new, delayed and returning messages, and no more after they stop', async () => {
    const { clock, queues } = setUp();
    queues.create(arn('signals'));
    let wakings = 0;
    const stop = queues.onVisible(arn('signals'), () => {
      wakings += 1;
    });
    queues.send(arn('signals'), 'a');
    expect(wakings).toBe(0);
    await Promise.resolve();
    expect(wakings).toBe(1);
    queues.receive(arn('signals'), 1);
    await clock.advance(30_000);
    expect(wakings).toBe(2);
    stop();
    queues.send(arn('signals'), 'b', 5);
    await clock.advance(5_000);
    expect(wakings).toBe(2);
  });

  it('makes a message visible at once when its visibility is set to 0, and refuses that for one not in flight', async () => {
    const { queues } = setUp();
    queues.create(arn('signals'));
    queues.send(arn('signals'), 'a');
    const [{ receiptHandle } = { receiptHandle: '' }] = queues.receive(arn('signals'), 1);
    queues.changeVisibility(arn('signals'), receiptHandle, 0);
    expect(() => queues.changeVisibility(arn('signals'), receiptHandle, 10)).toThrow('in flight');
    expect(queues.receive(arn('signals'), 1)).toHaveLength(1);
  });
});

describe('a long poll', () => {
  it('is answered when a message arrives', async () => {
    const { queues, call, url } = setUp();
    queues.create(arn('signals'));
    const polling = call('ReceiveMessage', { QueueUrl: url('signals'), WaitTimeSeconds: 20 });
    queues.send(arn('signals'), 'hello');
    expect((await polling).Messages).toMatchObject([{ Body: 'hello' }]);
  });

  it('is answered with nothing once the clock has moved by the waiting time', async () => {
    const { clock, queues, call, url } = setUp();
    queues.create(arn('signals'));
    const polling = call('ReceiveMessage', { QueueUrl: url('signals'), WaitTimeSeconds: 20 });
    await clock.advance(20_000);
    expect(await polling).toEqual({});
  });

  it('gives one message to one of two pollers; the other waits on', async () => {
    const { queues, call, url } = setUp();
    queues.create(arn('signals'));
    const polls = [1, 2].map(() => call('ReceiveMessage', { QueueUrl: url('signals'), WaitTimeSeconds: 20 }));
    queues.send(arn('signals'), 'first');
    expect((await Promise.race(polls)).Messages).toMatchObject([{ Body: 'first' }]);
    queues.send(arn('signals'), 'second');
    const bodies = (await Promise.all(polls)).map(({ Messages }) => Messages[0].Body);
    expect(bodies.sort()).toEqual(['first', 'second']);
  });
});

describe('SQS refuses', () => {
  const deep = JSON.stringify({ deadLetterTargetArn: arn('nowhere'), maxReceiveCount: 3 });
  it.each([
    ['GetQueueUrl', { QueueName: 'none' }, 'QueueDoesNotExist'],
    ['SendMessage', { QueueUrl: 'http://x/1/none', MessageBody: 'x' }, 'QueueDoesNotExist'],
    ['CreateQueue', { QueueName: 'q', Attributes: { VisibilityTimeout: '9' } }, 'QueueNameExists'],
    ['CreateQueue', { QueueName: 'r', Attributes: { Colour: 'red' } }, 'InvalidAttributeName'],
    ['CreateQueue', { QueueName: 'r', Attributes: { DelaySeconds: '901' } }, 'InvalidAttributeValue'],
    ['CreateQueue', { QueueName: 'r', Attributes: { RedrivePolicy: deep } }, 'InvalidParameterValue'],
    ['CreateQueue', { QueueName: 'r', Attributes: { RedrivePolicy: '{' } }, 'InvalidParameterValue'],
    ['CreateQueue', { QueueName: 'r', Attributes: { Policy: '{' } }, 'InvalidAttributeValue'],
    ['CreateQueue', { QueueName: 'r.fifo' }, 'InvalidParameterValue'],
    ['DeleteMessage', { QueueUrl: 'Q', ReceiptHandle: 'junk' }, 'ReceiptHandleIsInvalid'],
    ['ReceiveMessage', { QueueUrl: 'Q', MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
    ['SendMessage', { QueueUrl: 'Q', MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
    ['SendMessageBatch', { QueueUrl: 'Q', Entries: [] }, 'EmptyBatchRequest'],
    [
      'SendMessageBatch',
      { QueueUrl: 'Q', Entries: ['a', 'a'].map((Id) => ({ Id, MessageBody: 'x' })) },
      'BatchEntryIdsNotDistinct',
    ],
  ])('%s %j with %s', async (operation, input, code) => {
    const { queues, call, url } = setUp();
    queues.create(arn('q'));
    const QueueUrl = 'QueueUrl' in input && input.QueueUrl === 'Q' ? { QueueUrl: url('q') } : {};
    await expectRefusal(call(operation, { ...input, ...QueueUrl }), code);
  });

  it('a second purge within a minute', async () => {
    const { clock, queues, call, url } = setUp();
    queues.create(arn('q'));
    queues.send(arn('q'), 'x');
    await call('PurgeQueue', { QueueUrl: url('q') });
    expect(queues.messages(arn('q'))).toEqual([]);
    await expectRefusal(call('PurgeQueue', { QueueUrl: url('q') }), 'PurgeQueueInProgress');
    await clock.advance(60_000);
    expect(await call('PurgeQueue', { QueueUrl: url('q') })).toEqual({});
  });
});

it('a batch answers each entry by itself', async () => {
  const { queues, call, url } = setUp();
  queues.create(arn('q'));
  const Entries = [
    { Id: 'good', MessageBody: 'x' },
    { Id: 'bad', MessageBody: 'x', DelaySeconds: 901 },
  ];
  const { Successful, Failed } = await call('SendMessageBatch', { QueueUrl: url('q'), Entries });
  expect(Successful).toMatchObject([{ Id: 'good' }]);
  expect(Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }]);
  const received = queues.receive(arn('q'), 10);
  const deletes = received.map(({ receiptHandle }) => ({ Id: 'd', ReceiptHandle: receiptHandle }));
  await call('DeleteMessageBatch', { QueueUrl: url('q'), Entries: deletes });
  expect(queues.messages(arn('q'))).toEqual([]);
});

it('the queue URL names the account, and another account sees its own queues only', async () => {
  const { queues } = setUp();
  queues.create(arn('mine'));
  const other = caller(queues.service, { caller: user(otherAccountId) });
  expect(await other('ListQueues')).toEqual({ QueueUrls: [] });
  await expectRefusal(other('GetQueueUrl', { QueueName: 'mine' }), 'QueueDoesNotExist');
  expect(asked(queues.service, 'SendMessageBatch', { QueueUrl: queues.queueUrl(arn('mine')) })).toEqual({
    action: 'sqs:SendMessage',
    resources: [arn('mine')],
  });
  expect(asked(queues.service, 'CreateQueue', { QueueName: 'new' }).resources).toEqual([arn('new')]);
});
