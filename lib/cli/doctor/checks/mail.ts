import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { snsClient } from '#lib/aws/clients.ts';
import { type Check, type Finding, nameIn, ok, wrong } from '../check.ts';

const subscribersOf = async (topicArn: string) => {
  const sns = await snsClient();
  const all = [];
  let NextToken: string | undefined;
  do {
    const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken }));
    all.push(...(page.Subscriptions ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return all;
};

const readers = async (topicArn: string): Promise<Finding[]> => {
  const topic = nameIn(topicArn);
  const all = await subscribersOf(topicArn);
  // Whoever unsubscribed is listed as `Deleted` for a while.
  const pending = all.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
  const confirmed = all.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
  return [
    ...pending.map(({ Endpoint = 'somebody' }) =>
      wrong(
        topic,
        `${Endpoint} has not confirmed and gets nothing`,
        `open the mail "AWS Notification - Subscription Confirmation" sent to ${Endpoint} and follow its link; where it is gone, subscribe again: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ${Endpoint}`,
      ),
    ),
    confirmed.length > 0
      ? ok(topic, `${confirmed.map(({ Endpoint }) => Endpoint).join(', ')}`)
      : wrong(
          topic,
          'nobody reads it',
          `subscribe somebody to ${topicArn}: name a mail address in the settings and deploy`,
        ),
  ];
};

/** Whether mails and pages reach somebody: SNS sends nothing to an address that nobody has confirmed. */
export const mail: Check = {
  id: 'mail',
  asks: 'do mails and pages reach somebody?',
  run: async ({ system: { deployment } }) =>
    (await Promise.all([deployment.mailTopicArn, deployment.pagesTopicArn].map(readers))).flat(),
};
