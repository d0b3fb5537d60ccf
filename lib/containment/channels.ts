import { lambdaClient, sqsClient } from '#lib/aws/clients.ts';
import { publish } from '#lib/aws/publish.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { config } from '#lib/platform/config.ts';
import type { Channels } from './afterwards.ts';
import { deadLetterBody } from './dead-letter-body.ts';
import { note } from './notes.ts';
import { pager } from './pages.ts';

const send = async (queueUrl: string, body: string, delaySeconds = 0): Promise<void> => {
  const [client, { SendMessageCommand }] = await Promise.all([sqsClient(), import('@aws-sdk/client-sqs')]);
  await client.send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds }),
  );
};

const start = async (functionName: string, payload: unknown): Promise<void> => {
  const [client, { InvokeCommand }] = await Promise.all([lambdaClient(), import('@aws-sdk/client-lambda')]);
  const Payload = new TextEncoder().encode(JSON.stringify(payload));
  await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
};

/** The deployed system's channels: SNS topics, the signals queue, the investigate function, the daily digest. */
export const deployedChannels = (
  records: RecordStore,
): Channels & { keepDeadLetter(body: string): Promise<void> } => ({
  mail: (mail) => publish(config.mailTopicArn(), mail),
  page: pager({ records, publish: (mail) => publish(config.pagesTopicArn(), mail) }).send,
  note: async (about) => {
    await note(records, about);
  },
  investigate: ({ incidentId, accessKeyId }) =>
    start(config.investigateFunction(), { incidentId, accessKeyId }),
  lookAgain: (incidentId, look, delaySeconds) =>
    send(config.signalsQueueUrl(), JSON.stringify({ kind: 'look-again', incidentId, look }), delaySeconds),
  keepDeadLetter: (body) => send(config.deadLettersQueueUrl(), deadLetterBody(body)),
  // Read when a mail is written: `restore` mails as well and does not have the setting.
  get undoWays() {
    const containFunction = config.containFunction();
    return {
      restoreFunction: config.restoreFunction(),
      ...(containFunction && { containFunction }),
      account: config.accountId(),
      region: config.region(),
    };
  },
});
