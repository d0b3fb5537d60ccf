import { AwsError, type Call, type Clock, type Operation, type Shape } from '../../contract.ts';
import { demand } from '../scope.ts';
import { batch } from './batch.ts';
import { type Message, md5 } from './message.ts';
import { poll } from './poll.ts';
import type { Queue } from './queue.ts';
import { policyOf } from './queue-operations.ts';
import type { Queues } from './queues.ts';
import type { QueueUrls } from './sqs.ts';

/** The operations on messages: data events, so LookupEvents never shows them. */
export function messageOperations(queues: Queues, urls: QueueUrls, clock: Clock): Record<string, Operation> {
  const arn = (input: Shape, call: Call): string => urls.toArn(input.QueueUrl, call.region);
  const on = (
    action: string,
    run: (queue: Queue, input: Shape, call: Call) => Shape | Promise<Shape>,
  ): Operation => ({
    action: `sqs:${action}`,
    readOnly: false,
    recorded: 'data',
    resources: (input, call) => [arn(input, call)],
    resourcePolicy: (input, call) => policyOf(queues.find(arn(input, call))),
    run: (input, call) => run(queues.get(arn(input, call)), input, call),
  });

  return {
    SendMessage: on('SendMessage', send),
    // IAM knows no actions of the batches: the single operation's permission covers them.
    SendMessageBatch: on('SendMessage', (queue, { Entries }, call) => {
      const bytes = (Entries ?? []).reduce((sum: number, entry: Shape) => sum + size(entry), 0);
      if (bytes > queue.seconds('MaximumMessageSize'))
        throw new AwsError('BatchRequestTooLong', 'Batch requests cannot be longer than 1048576 bytes.');
      return batch(Entries, (entry) => send(queue, entry, call));
    }),
    ReceiveMessage: on('ReceiveMessage', async (queue, input) => {
      const Messages = (await poll(queue, clock, polling(queue, input))).map(answered);
      return Messages.length > 0 ? { Messages } : {};
    }),
    DeleteMessage: on('DeleteMessage', forget),
    DeleteMessageBatch: on('DeleteMessage', (queue, { Entries }) =>
      batch(Entries, (entry) => forget(queue, entry)),
    ),
    ChangeMessageVisibility: on('ChangeMessageVisibility', (queue, input) => {
      queue.changeVisibility(
        handle(input),
        within(input.VisibilityTimeout ?? 0, 0, 43_200, 'VisibilityTimeout'),
      );
      return {};
    }),
  };
}

const size = (entry: Shape): number => Buffer.byteLength(entry.MessageBody ?? '');

function send(queue: Queue, input: Shape, call: Call): Shape {
  const body = demand(
    input.MessageBody,
    'MissingParameter',
    'The request must contain the parameter MessageBody.',
  );
  const most = queue.seconds('MaximumMessageSize');
  if (size(input) > most)
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  const delaySeconds =
    input.DelaySeconds === undefined ? undefined : within(input.DelaySeconds, 0, 900, 'DelaySeconds');
  const messageAttributes = input.MessageAttributes ?? {};
  const sent = queue.send({ body, delaySeconds, messageAttributes, senderId: call.caller.userId });
  return { MessageId: sent.messageId, MD5OfMessageBody: md5(body) };
}

function polling(queue: Queue, input: Shape) {
  const max = within(input.MaxNumberOfMessages ?? 1, 1, 10, 'MaxNumberOfMessages');
  const usual = queue.seconds('ReceiveMessageWaitTimeSeconds');
  const waitSeconds = within(input.WaitTimeSeconds ?? usual, 0, 20, 'WaitTimeSeconds');
  return input.VisibilityTimeout === undefined
    ? { max, waitSeconds }
    : {
        max,
        waitSeconds,
        visibilitySeconds: within(input.VisibilityTimeout, 0, 43_200, 'VisibilityTimeout'),
      };
}

// Every system attribute is given, asked for or not: callers only read those they know.
const answered = (message: Message): Shape => ({
  MessageId: message.messageId,
  ReceiptHandle: message.receiptHandle,
  Body: message.body,
  MD5OfBody: message.md5OfBody,
  Attributes: message.attributes,
  ...(Object.keys(message.messageAttributes).length > 0 && { MessageAttributes: message.messageAttributes }),
});

const handle = (input: Shape): string =>
  demand(input.ReceiptHandle, 'MissingParameter', 'The request must contain the parameter ReceiptHandle.');

function forget(queue: Queue, input: Shape): Shape {
  queue.delete(handle(input));
  return {};
}

function within(value: number, least: number, most: number, name: string): number {
  if (value >= least && value <= most) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}
