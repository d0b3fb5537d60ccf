import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readChange } from '#lib/destinations/change.ts';
import { publish } from '#lib/destinations/publish.ts';
import { logger } from '#lib/platform/logger.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { deps } from './deps.ts';

const succeeds = async ({ body }: SQSRecord): Promise<boolean> => {
  try {
    await publish(readChange(body), deps());
    return true;
  } catch (error) {
    logger.error('an incident is not told everywhere yet', { error });
    return false;
  }
};

/**
 * Tells incidents to their other homes, fed by the queue of incident changes. A message that is named in the answer
 * comes back after the visibility timeout, and after its last receive it lies in the dead-letter queue.
 */
const publishBatch = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  // One after the other: two changes of one incident would write over what the other noted.
  const failed: SQSRecord[] = [];
  for (const record of Records) if (!(await succeeds(record))) failed.push(record);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};

export const handler = middy(publishBatch).use(plainErrors());
