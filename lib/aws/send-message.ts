import { sqsClient } from './clients.ts';

/**
 * Puts a message on an SQS queue. The client is loaded with the first one.
 * @param delaySeconds for how long nobody sees it, 900 at most; the queue's own delay by default
 */
export const sendMessage = async (queueUrl: string, body: string, delaySeconds?: number): Promise<void> => {
  const [client, { SendMessageCommand }] = await Promise.all([sqsClient(), import('@aws-sdk/client-sqs')]);
  const DelaySeconds = delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds };
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...DelaySeconds }));
};
