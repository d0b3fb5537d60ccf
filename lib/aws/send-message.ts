import { sqsClient } from './clients.ts';

/** Puts a message on an SQS queue. The client is loaded with the first one. */
export const sendMessage = async (queueUrl: string, body: string): Promise<void> => {
  const [client, { SendMessageCommand }] = await Promise.all([sqsClient(), import('@aws-sdk/client-sqs')]);
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
};
