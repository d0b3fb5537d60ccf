import type { Clock, Service } from '../../contract.ts';
import type { Message, StoredMessage } from './message.ts';
import { messageOperations } from './message-operations.ts';
import { queueOperations } from './queue-operations.ts';
import { type Queues, queueRegistry } from './queues.ts';

/**
 * SQS, and the same queues for those who live in the process: event sources, rule targets, tests and the drill.
 * Each of the in-process calls throws AwsError QueueDoesNotExist for an unknown ARN.
 */
export interface Sqs {
  service: Service;
  /** Makes the queue, or returns quietly when it is there with the same attributes. */
  create(queueArn: string, attributes?: Record<string, string>): void;
  exists(queueArn: string): boolean;
  attributes(queueArn: string): Record<string, string>;
  /** @returns the message id */
  send(queueArn: string, body: string, delaySeconds?: number): string;
  /** Takes what is visible now and hides it for the queue's visibility timeout. Never waits. */
  receive(queueArn: string, max: number): Message[];
  delete(queueArn: string, receiptHandle: string): void;
  changeVisibility(queueArn: string, receiptHandle: string, seconds: number): void;
  /** Every message in the queue, hidden or not, oldest first: to look, not to take. */
  messages(queueArn: string): readonly StoredMessage[];
  /** Calls back when a message may be received; then try `receive`. @returns how to stop it */
  onVisible(queueArn: string, callback: () => void): () => void;
  queueUrl(queueArn: string): string;
}

/** @param baseUrl asked on every call, since the server learns its port only after the services are made */
export function sqs({ clock, baseUrl }: { clock: Clock; baseUrl: () => string }): Sqs {
  const queues = queueRegistry(clock);
  const urls = queueUrls(baseUrl);
  return {
    service: {
      name: 'sqs',
      client: '@aws-sdk/client-sqs',
      eventSource: 'sqs.amazonaws.com',
      operations: { ...queueOperations(queues, urls, clock), ...messageOperations(queues, urls, clock) },
    },
    ...inProcess(queues),
    queueUrl: (arn) => urls.of(queues.get(arn).arn),
  };
}

const inProcess = (queues: Queues): Omit<Sqs, 'service' | 'queueUrl'> => ({
  create: (arn, attributes) => void queues.create(arn, attributes),
  exists: (arn) => queues.find(arn) !== undefined,
  attributes: (arn) => ({ ...queues.get(arn).attributes }),
  send: (arn, body, delaySeconds) => queues.get(arn).send({ body, delaySeconds }).messageId,
  receive: (arn, max) => queues.get(arn).receive(max),
  delete: (arn, receiptHandle) => queues.get(arn).delete(receiptHandle),
  changeVisibility: (arn, receiptHandle, seconds) => queues.get(arn).changeVisibility(receiptHandle, seconds),
  messages: (arn) => queues.get(arn).messages(),
  onVisible: (arn, callback) => queues.get(arn).onVisible(callback),
});

/** A queue URL names the account and the queue; its region is the one that the request is signed for. */
export interface QueueUrls {
  of(queueArn: string): string;
  toArn(queueUrl: string | undefined, region: string): string;
}

const queueUrls = (baseUrl: () => string): QueueUrls => ({
  of(queueArn) {
    const [, , , , accountId, name] = queueArn.split(':');
    return `${baseUrl()}/${accountId}/${name}`;
  },
  toArn(queueUrl = '', region) {
    const [name = '', accountId = ''] = queueUrl.split('/').reverse();
    return `arn:aws:sqs:${region}:${accountId}:${name}`;
  },
});
