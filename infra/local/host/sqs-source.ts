import type { Clock } from '../contract.ts';
import type { Activity } from './activity.ts';
import { failedMessageIds } from './batch-failures.ts';
import type { HostQueues, QueueMessage } from './queues.ts';
import type { InvocationResult } from './result.ts';
import { soon } from './soon.ts';
import { sqsEvent } from './sqs-event.ts';

export interface SqsSourceOptions {
  queueArn: string;
  /** At most 10, as for any queue without a batching window. */
  batchSize?: number;
  /** How many batches may be with the function at once. */
  maximumConcurrency?: number;
  reportBatchItemFailures?: boolean;
}

interface Source {
  clock: Clock;
  queues: HostQueues;
  activity: Activity;
  invoke(event: string): Promise<InvocationResult>;
}

/**
 * Polls a queue for a function. What succeeded is deleted; what failed is left alone and comes back when its
 * visibility timeout ends, or moves to the dead letters when it was received too often.
 * @returns how to stop it
 */
export const pollQueue = (
  { queueArn, batchSize = 10, maximumConcurrency = 4, reportBatchItemFailures = true }: SqsSourceOptions,
  { clock, queues, activity, invoke }: Source,
): (() => void) => {
  let pollers = 0;
  let stopped = false;

  const deliver = async (messages: QueueMessage[]): Promise<void> => {
    const result = await invoke(JSON.stringify(sqsEvent(queueArn, messages)));
    const ids = messages.map(({ messageId }) => messageId);
    const failures = failedMessageIds(result, ids, reportBatchItemFailures);
    for (const { messageId, receiptHandle } of messages) {
      if (!failures.has(messageId)) queues.delete(queueArn, receiptHandle);
    }
  };

  // Between the empty answer and the poller being free again nothing else runs, so no wake-up falls in between.
  const poll = async (): Promise<void> => {
    for (;;) {
      const messages = stopped ? [] : queues.receive(queueArn, batchSize);
      if (messages.length === 0) break;
      await deliver(messages);
    }
    pollers -= 1;
  };

  const wake = (): void => {
    const free = stopped ? 0 : maximumConcurrency - pollers;
    if (free === 0) return;
    pollers = maximumConcurrency;
    soon(clock, activity, async () => {
      await Promise.all(Array.from({ length: free }, poll));
    });
  };

  const stopListening = queues.onVisible(queueArn, wake);
  wake();
  return () => {
    stopped = true;
    stopListening();
  };
};
