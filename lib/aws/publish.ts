import { snsClient } from './clients.ts';

/** Publishes a mail to an SNS topic. The client is loaded with the first one: no mail stands before a containment. */
export const publish = async (
  topicArn: string,
  { subject, body }: { subject: string; body: string },
): Promise<void> => {
  const [client, { PublishCommand }] = await Promise.all([snsClient(), import('@aws-sdk/client-sns')]);
  await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: body }));
};
