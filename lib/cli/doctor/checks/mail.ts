import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from '#lib/aws/clients.ts';
import { isError } from '#lib/aws/errors.ts';
import { type Check, type Finding, nameIn, ok, wrong } from '../check.ts';

const subscribersOf = async (topicArn: string) => {
  const [, , , region = ''] = topicArn.split(':');
  const sns = new SNSClient({ ...clientSettings(), region });
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
  const topic = `${nameIn(topicArn)} in ${topicArn.split(':')[3]}`;
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

const orGone = (topicArn: string): Promise<Finding[]> =>
  readers(topicArn).catch((error: unknown) => {
    if (!isError(error, 'NotFoundException', 'NotFound')) throw error;
    return [wrong(nameIn(topicArn), `the topic ${topicArn} is not there`, 'deploy again: npm run deploy')];
  });

/**
 * Whether mails and pages reach somebody: SNS sends nothing to an address that nobody has confirmed. An alarm reaches
 * topics of its own Region alone, so those of other Regions have topics of their own.
 */
export const mail: Check = {
  id: 'mail',
  asks: 'do mails, pages and alarms reach somebody?',
  run: async ({ system: { deployment }, expected }) => {
    const topics = [deployment.mailTopicArn, deployment.pagesTopicArn, ...expected.alarmTopicArns];
    return (await Promise.all(topics.map(orGone))).flat();
  },
};
