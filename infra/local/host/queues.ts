/** A received message, in the words of an SQS record of Lambda. */
export interface QueueMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: Uint8Array }>;
}

/** What a dead letter says, in the fields of SendMessage. */
export interface DeadLetter {
  MessageBody: string;
  MessageAttributes: Record<string, { DataType: string; StringValue: string }>;
}

/** What the host needs of SQS. An unknown queue is refused with AwsError QueueDoesNotExist. */
export interface HostQueues {
  receive(queueArn: string, max: number): QueueMessage[];
  delete(queueArn: string, receiptHandle: string): void;
  /** Calls back whenever a message may have become visible. @returns how to stop it */
  onVisible(queueArn: string, callback: () => void): () => void;
  queueUrl(queueArn: string): string;
}
