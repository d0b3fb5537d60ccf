import { createHash, randomUUID } from 'node:crypto';

/** A message attribute in the SDK's own shape. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: Uint8Array;
}

/** A message as a queue keeps it. Times are epoch milliseconds. */
export interface StoredMessage {
  messageId: string;
  body: string;
  messageAttributes: Record<string, MessageAttribute>;
  senderId: string;
  sentAt: number;
  /** From when on it may be received: after its delay, or after the visibility timeout of its last receive. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The handle of the latest receive. An older handle no longer deletes the message. */
  receiptHandle?: string;
  /** In a dead-letter queue: the queue that gave the message up. */
  deadLetterSourceArn?: string;
}

/** A received message, in the words of a Lambda SQS record (without the event source's own fields). */
export interface Message {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  /** ApproximateReceiveCount, SentTimestamp, SenderId, ApproximateFirstReceiveTimestamp, as text. */
  attributes: Record<string, string>;
  messageAttributes: Record<string, MessageAttribute>;
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export const newReceiptHandle = (messageId: string): string =>
  Buffer.from(`${messageId} ${randomUUID()}`).toString('base64url');

/** @returns the message id inside a receipt handle, or undefined for a text that no queue ever gave out */
export function messageIdOf(receiptHandle: string): string | undefined {
  const [messageId, nonce] = Buffer.from(receiptHandle, 'base64url').toString().split(' ');
  return messageId && nonce ? messageId : undefined;
}

export const asReceived = (stored: StoredMessage, receiptHandle: string): Message => ({
  messageId: stored.messageId,
  receiptHandle,
  body: stored.body,
  md5OfBody: md5(stored.body),
  attributes: {
    ApproximateReceiveCount: String(stored.receiveCount),
    SentTimestamp: String(stored.sentAt),
    SenderId: stored.senderId,
    ApproximateFirstReceiveTimestamp: String(stored.firstReceivedAt),
    ...(stored.deadLetterSourceArn && { DeadLetterQueueSourceArn: stored.deadLetterSourceArn }),
  },
  messageAttributes: stored.messageAttributes,
});
