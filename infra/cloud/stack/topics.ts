import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { type Binding, bind } from './binding.ts';
import { alarmArns } from './names.ts';

export interface Topics {
  pages: sns.Topic;
  binding: Binding;
}

/**
 * A topic that takes nothing over an unencrypted connection. Without a key of one's own it is encrypted by SNS alone:
 * the key that AWS manages for SNS would let no alarm publish (CloudWatch user guide, alarms and SNS encryption).
 */
export const createTopic = (
  scope: Construct,
  id: string,
  topicName: string,
  key: IKey | undefined,
): sns.Topic => new sns.Topic(scope, id, { topicName, enforceSSL: true, ...(key && { masterKey: key }) });

export const subscribe = (topic: sns.Topic, id: string, endpoints: readonly string[]): void => {
  for (const endpoint of endpoints) {
    const protocol = endpoint.startsWith('https://')
      ? sns.SubscriptionProtocol.HTTPS
      : sns.SubscriptionProtocol.EMAIL;
    new sns.Subscription(topic, `${id}-${endpoint}`, { topic, endpoint, protocol });
  }
};

export const lettingAlarmsIn = (topic: sns.Topic) =>
  new iam.PolicyStatement({
    sid: 'OurAlarms',
    principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: { 'aws:SourceArn': alarmArns(topic) },
    },
  });

/** Mails about every incident; and what a person must act on now, with the alarms beside it. */
export const createTopics = (scope: Construct, settings: Settings, key: IKey | undefined): Topics => {
  const mail = createTopic(scope, 'Mail', 'tourniquet-mail', key);
  const pages = createTopic(scope, 'Pages', 'tourniquet-pages', key);
  subscribe(mail, 'To', settings.mail);
  subscribe(pages, 'To', settings.pages);
  pages.addToResourcePolicy(lettingAlarmsIn(pages));
  return {
    pages,
    binding: bind(
      { mailTopicArn: mail.topicArn, pagesTopicArn: pages.topicArn },
      { TOURNIQUET_MAIL_TOPIC_ARN: mail.topicArn, TOURNIQUET_PAGES_TOPIC_ARN: pages.topicArn },
    ),
  };
};
