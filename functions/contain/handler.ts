import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { contain } from '#lib/containment/contain.ts';
import { type BacklogAnswer, containBacklog } from '#lib/containment/contain-backlog.ts';
import { containDryRun } from '#lib/containment/dry-run.ts';
import { pageWhenStuck, respondToMessage } from '#lib/containment/respond.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { logger } from '#lib/platform/logger.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { readManualRequest } from '#lib/signal/manual.ts';
import { deps } from './deps.ts';

// Somebody waits for the answer, and the function may run for 30 seconds.
const patience = 20_000;
// A containment that IAM throttles takes seconds. What is not begun in time is told, and the next call goes on with it.
const enoughForOne = 12_000;

const isQueue = (event: unknown): event is SQSEvent =>
  typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records);

// A message that is named here stays on the queue and comes back after the visibility timeout; after the last
// receive it goes to the dead-letter queue, whose alarm tells people.
const containBatch = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const failed = await Promise.all(Records.map(async (record) => ((await succeeds(record)) ? [] : [record])));
  return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
};

const succeeds = async ({ body, attributes }: SQSRecord): Promise<boolean> => {
  try {
    await respondToMessage(body, deps());
    return true;
  } catch (error) {
    logger.error('a signal is not contained yet', { error });
    await pageWhenStuck(error, Number(attributes.ApproximateReceiveCount), body, deps());
    return false;
  }
};

const containDirectly = async (event: unknown, context: Context): Promise<Incident | BacklogAnswer> => {
  const requestId = context.awsRequestId;
  const request = readManualRequest(event, requestId);
  if (request.kind === 'malformed') throw new BadRequest(request.field, request.reason);
  if (request.kind === 'backlog') {
    const timeLeft = () => context.getRemainingTimeInMillis() - enoughForOne;
    const answer = await containBacklog({ requestId, dryRun: request.dryRun, timeLeft }, deps());
    const { contained, open, left } = answer;
    logger.info('the backlog was gone through', { dryRun: request.dryRun, contained, open, left });
    return answer;
  }
  if (request.dryRun) return containDryRun(request.signal, deps());
  return waitForLease(async () => (await contain(request.signal, deps())).incident, patience);
};

export const handler = middy(async (event: unknown, context: Context) =>
  isQueue(event) ? containBatch(event) : containDirectly(event, context),
).use(plainErrors());
