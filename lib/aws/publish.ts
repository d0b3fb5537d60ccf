import { redact } from '#lib/platform/redact.ts';
import { snsClient } from './clients.ts';

/**
 * Publishes to an SNS topic: a mail, or without a subject a message for machines. The client is loaded with the first
 * one: no mail stands before a containment. Nothing secret leaves by this way, whoever wrote the words.
 */
export const publish = async (
  topicArn: string,
  { subject, body }: { subject?: string; body: string },
): Promise<void> => {
  const [client, { PublishCommand }] = await Promise.all([snsClient(), import('@aws-sdk/client-sns')]);
  const Subject = subject === undefined ? {} : { Subject: redact(subject) };
  await client.send(new PublishCommand({ TopicArn: topicArn, ...Subject, Message: redact(body) }));
};
