import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { dynamoClient, sqsClient } from '#lib/aws/clients.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { config } from '#lib/platform/config.ts';
import { logger } from '#lib/platform/logger.ts';
import { once } from '#lib/platform/once.ts';
import { githubAsk } from '#lib/signal/github/poll/host-client.ts';
import type { PollDeps } from '#lib/signal/github/poll/poll.ts';
import { configuredGithubApps } from '#lib/signal/github-alert.ts';
import type { GithubAlertRef } from '#lib/signal/github-alert-ref.ts';

export interface Deps extends Pick<PollDeps, 'seen' | 'enqueue'> {
  /** The configured hosts, each with fresh tokens for one run. */
  hosts(): Promise<PollDeps['hosts']>;
}

// SQS takes no more at once.
const batchSize = 10;

/** @returns the alerts of the batch that SQS has stored: it takes or refuses each by itself */
const sendBatch = async (client: SQSClient, queueUrl: string, refs: readonly GithubAlertRef[]) => {
  const Entries = refs.map((ref, index) => ({ Id: String(index), MessageBody: JSON.stringify(ref) }));
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  for (const { Id, Code } of Failed)
    logger.error('an alert was not queued', { alert: refs[Number(Id)], Code });
  const failed = new Set(Failed.map(({ Id }) => Id));
  return refs.filter((_, index) => !failed.has(String(index)));
};

/** Composed once a container: it keeps the open connections. */
export const deps = once((): Deps => {
  const records = new DynamoRecordStore(dynamoClient(), config.table());
  const queueUrl = config.signalsQueueUrl();
  return {
    hosts: async () => (await configuredGithubApps()).map((app) => ({ host: app.host, ask: githubAsk(app) })),
    seen: {
      get: (id) => records.get('seen', id),
      set: (id, fields) => records.set('seen', id, fields),
    },
    enqueue: async (refs) => {
      const client = await sqsClient();
      const stored: GithubAlertRef[] = [];
      for (let start = 0; start < refs.length; start += batchSize)
        stored.push(...(await sendBatch(client, queueUrl, refs.slice(start, start + batchSize))));
      return stored;
    },
  };
});
