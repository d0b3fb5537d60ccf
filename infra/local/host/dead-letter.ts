import type { DeadLetter } from './queues.ts';
import type { InvocationResult } from './result.ts';

/**
 * An event that Lambda gave up on: the queue gets the event itself, and why it failed as message attributes
 * (Lambda guide, "Adding a dead-letter queue").
 */
export const deadLetter = (event: string, { requestId, payload }: InvocationResult): DeadLetter => {
  const { errorMessage = '' }: { errorMessage?: string } = JSON.parse(payload);
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  return {
    MessageBody: event,
    MessageAttributes: {
      RequestID: text(requestId),
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      // The first kilobyte, and never empty: SQS refuses an attribute without a value.
      ErrorMessage: text(errorMessage.slice(0, 1024) || 'Unhandled'),
    },
  };
};
