import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { now } from '#lib/platform/clock.ts';
import { fromJson } from './same.ts';
import { sqsIn } from './sqs-in.ts';

const answer = z.object({ detail: z.object({ test: z.string() }) });

/** The longest that SQS waits for a message, in seconds. */
const longestPoll = 20;

/**
 * Reads the doctor's queue until every test has come back or time is up. What is none of ours stays there for another
 * doctor, or ends by itself.
 * @returns the tests that came back
 */
export const listenForMarked = async (
  waitedFor: ReadonlySet<string>,
  region: string,
  QueueName: string,
  seconds: number,
): Promise<ReadonlySet<string>> => {
  const heard = new Set<string>();
  const sqs = await sqsIn(region);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const end = now().getTime() + seconds * 1000;
  while (heard.size < waitedFor.size) {
    const left = Math.ceil((end - now().getTime()) / 1000);
    if (left <= 0) break;
    const WaitTimeSeconds = Math.min(left, longestPoll);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10, VisibilityTimeout: 5 }),
    );
    for (const { Body, ReceiptHandle } of Messages) {
      const read = answer.safeParse(fromJson(Body));
      const test = read.success ? read.data.detail.test : undefined;
      if (test === undefined || !waitedFor.has(test)) continue;
      heard.add(test);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  return heard;
};
