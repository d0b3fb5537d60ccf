import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { contain, containDryRun } from '#lib/containment/contain.ts';
import { respondToMessage } from '#lib/containment/respond.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { logger } from '#lib/platform/logger.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { readManualRequest } from '#lib/signal/manual.ts';
import { deps } from './deps.ts';

const isQueue = (event: unknown): event is SQSEvent =>
  typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records);

// A message that is named here stays on the queue and comes back after the visibility timeout; after the last
// receive it goes to the dead-letter queue, whose alarm tells people.
const containBatch = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const results = await Promise.allSettled(Records.map(({ body }) => respondToMessage(body, deps())));
  const batchItemFailures = results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [];
    logger.error('a signal is not contained yet', { error: result.reason });
    return [{ itemIdentifier: Records[index]?.messageId ?? '' }];
  });
  return { batchItemFailures };
};

const containDirectly = async (event: unknown, { awsRequestId }: Context): Promise<Incident> => {
  const request = readManualRequest(event, awsRequestId);
  if (request.kind === 'malformed') throw new BadRequest(request.field, request.reason);
  if (request.dryRun) return containDryRun(request.signal, deps());
  return (await contain(request.signal, deps())).incident;
};

export const handler = middy(async (event: unknown, context: Context) =>
  isQueue(event) ? containBatch(event) : containDirectly(event, context),
).use(plainErrors());
