import { randomUUID } from 'node:crypto';
import { AwsError, type Clock } from '../../contract.ts';
import { defaultAttributes, parseRedrive } from './attributes.ts';
import {
  asReceived,
  type Message,
  type MessageAttribute,
  messageIdOf,
  newReceiptHandle,
  type StoredMessage,
} from './message.ts';

export interface Outgoing {
  body: string;
  delaySeconds?: number | undefined;
  messageAttributes?: Record<string, MessageAttribute> | undefined;
  senderId?: string | undefined;
}

/**
 * One standard queue. Nothing here waits: a message carries the time from which it may be received, and the
 * clock calls the listeners when that time has come.
 */
export class Queue {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Record<string, string> = defaultAttributes();
  readonly createdAt: number;
  modifiedAt: number;
  purgedAt: number | undefined;
  readonly #clock: Clock;
  readonly #deadLetterQueue: (arn: string) => Queue | undefined;
  readonly #messages = new Map<string, StoredMessage>();
  readonly #wakings = new Map<string, { cancel(): void }>();
  readonly #listeners = new Set<() => void>();

  constructor(arn: string, clock: Clock, deadLetterQueue: (arn: string) => Queue | undefined) {
    this.arn = arn;
    this.name = arn.slice(arn.lastIndexOf(':') + 1);
    this.#clock = clock;
    this.#deadLetterQueue = deadLetterQueue;
    this.createdAt = this.#now();
    this.modifiedAt = this.createdAt;
  }

  #now = (): number => this.#clock.now().getTime();

  seconds = (name: string): number => Number(this.attributes[name]);

  send({ body, delaySeconds, messageAttributes = {}, senderId = '' }: Outgoing): StoredMessage {
    const sentAt = this.#now();
    const visibleAt = sentAt + (delaySeconds ?? this.seconds('DelaySeconds')) * 1000;
    const messageId = randomUUID();
    const message = { messageId, body, messageAttributes, senderId, sentAt, visibleAt, receiveCount: 0 };
    this.#keep(message);
    return message;
  }

  /** Takes up to `max` visible messages and hides them; those received too often move to the dead letters. */
  receive(max: number, visibilitySeconds = this.seconds('VisibilityTimeout')): Message[] {
    const received: Message[] = [];
    for (const message of this.#visible()) {
      if (received.length === max) break;
      if (this.#bury(message)) continue;
      received.push(this.#take(message, visibilitySeconds));
    }
    return received;
  }

  /** Forgets the message, unless it was received again since: then only the newer handle may. */
  delete(receiptHandle: string): void {
    const message = this.#byHandle(receiptHandle);
    if (message?.receiptHandle === receiptHandle) this.#drop(message.messageId);
  }

  /** @throws AwsError MessageNotInflight, ReceiptHandleIsInvalid */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#byHandle(receiptHandle);
    if (message?.receiptHandle !== receiptHandle || message.visibleAt <= this.#now())
      throw new AwsError('MessageNotInflight', 'The specified message isn’t in flight.');
    message.visibleAt = this.#now() + seconds * 1000;
    this.#wakeWhenVisible(message);
  }

  purge(): void {
    for (const messageId of [...this.#messages.keys()]) this.#drop(messageId);
    this.purgedAt = this.#now();
  }

  /** Everything in the queue, hidden or not, oldest first. */
  messages(): StoredMessage[] {
    this.#forgetExpired();
    return [...this.#messages.values()];
  }

  /** The three approximate counts that GetQueueAttributes gives; here they are exact. */
  counts(): Record<string, string> {
    const hidden = this.messages().filter(({ visibleAt }) => visibleAt > this.#now());
    const inFlight = hidden.filter(({ receiveCount }) => receiveCount > 0).length;
    return {
      ApproximateNumberOfMessages: String(this.#messages.size - hidden.length),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(hidden.length - inFlight),
    };
  }

  /** Called whenever a message may have become visible, never from inside `send`. @returns how to stop it */
  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #visible(): StoredMessage[] {
    return this.messages().filter(({ visibleAt }) => visibleAt <= this.#now());
  }

  #take(message: StoredMessage, visibilitySeconds: number): Message {
    const receiptHandle = newReceiptHandle(message.messageId);
    message.receiptHandle = receiptHandle;
    message.receiveCount += 1;
    message.firstReceivedAt ??= this.#now();
    message.visibleAt = this.#now() + visibilitySeconds * 1000;
    this.#wakeWhenVisible(message);
    return asReceived(message, receiptHandle);
  }

  #bury(message: StoredMessage): boolean {
    const redrive = parseRedrive(this.attributes['RedrivePolicy']);
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = this.#deadLetterQueue(redrive.deadLetterTargetArn);
    // A dead-letter queue that is gone keeps the message here, as SQS does.
    if (!target) return false;
    this.#drop(message.messageId);
    // The enqueue time stays, so the retention of the dead-letter queue counts from the first send.
    const { receiptHandle: _, firstReceivedAt: __, ...rest } = message;
    target.#keep({ ...rest, visibleAt: this.#now(), receiveCount: 0, deadLetterSourceArn: this.arn });
    return true;
  }

  #byHandle(receiptHandle: string): StoredMessage | undefined {
    const messageId = messageIdOf(receiptHandle);
    if (!messageId) throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    return this.#messages.get(messageId);
  }

  #keep(message: StoredMessage): void {
    this.#messages.set(message.messageId, message);
    this.#wakeWhenVisible(message);
  }

  #drop(messageId: string): void {
    this.#messages.delete(messageId);
    this.#wakings.get(messageId)?.cancel();
    this.#wakings.delete(messageId);
  }

  #forgetExpired(): void {
    const oldest = this.#now() - this.seconds('MessageRetentionPeriod') * 1000;
    for (const { messageId, sentAt } of this.#messages.values()) if (sentAt <= oldest) this.#drop(messageId);
  }

  #wakeWhenVisible({ messageId, visibleAt }: StoredMessage): void {
    this.#wakings.get(messageId)?.cancel();
    this.#wakings.delete(messageId);
    if (visibleAt <= this.#now()) queueMicrotask(() => this.#wake());
    else
      this.#wakings.set(
        messageId,
        this.#clock.at(new Date(visibleAt), () => this.#wake()),
      );
  }

  #wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
