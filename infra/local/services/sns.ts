import { randomUUID } from 'node:crypto';
import { AwsError, type Call, type Clock, type Operation, type Service, type Shape } from '../contract.ts';
import { arnOf, demand, parseArn, scopeOf } from './scope.ts';

/** What was published to a topic, as its subscribers would read it. */
export interface Mail {
  topicArn: string;
  subject?: string;
  message: string;
  at: Date;
  messageId: string;
}

/** SNS with one mailbox for all topics: every published message is in it, whoever is subscribed. */
export interface Sns {
  service: Service;
  create(topicArn: string): void;
  /** Follows the link in the mail that asks every subscriber of a topic to confirm. */
  confirm(topicArn: string): void;
  /** All mail so far, oldest first, or that of one topic. */
  mailbox(topicArn?: string): readonly Mail[];
  /** Calls back for each mail from now on. @returns how to stop it */
  onMail(callback: (mail: Mail) => void): () => void;
}

interface Topic {
  arn: string;
  attributes: Record<string, string>;
  subscriptions: { arn: string; protocol: string; endpoint: string; confirmed: boolean }[];
}

const mostBytes = 262_144;

export function sns({ clock }: { clock: Clock }): Sns {
  const topics = new Map<string, Topic>();
  const mailbox: Mail[] = [];
  const listeners = new Set<(mail: Mail) => void>();

  function create(arn: string, attributes: Record<string, string> = {}): string {
    if (!topics.has(arn)) topics.set(arn, { arn, attributes, subscriptions: [] });
    return arn;
  }

  function deliver(mail: Mail): void {
    mailbox.push(mail);
    for (const listener of [...listeners]) listener(mail);
  }

  return {
    service: {
      name: 'sns',
      client: '@aws-sdk/client-sns',
      eventSource: 'sns.amazonaws.com',
      operations: { ...topicOperations(topics, create), Publish: publishing(topics, clock, deliver) },
    },
    create: (arn) => void create(arn),
    confirm(arn) {
      for (const subscription of existing(topics, arn).subscriptions) subscription.confirmed = true;
    },
    mailbox: (arn) => mailbox.filter(({ topicArn }) => !arn || topicArn === arn),
    onMail(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
  };
}

function topicOperations(
  topics: Map<string, Topic>,
  create: (arn: string, attributes: Record<string, string>) => string,
): Record<string, Operation> {
  const named = (input: Shape, call: Call): string => arnOf('sns', scopeOf(call), input.Name ?? '');
  const resources = (input: Shape): string[] => [input.TopicArn ?? '*'];
  return {
    CreateTopic: {
      readOnly: false,
      resources: (input, call) => [named(input, call)],
      run: (input, call) => {
        if (!/^[\w-]{1,256}$/.test(input.Name ?? '')) throw invalid('Topic Name');
        return { TopicArn: create(named(input, call), input.Attributes ?? {}) };
      },
    },
    Subscribe: {
      readOnly: false,
      resources,
      run: (input) => subscribe(existing(topics, input.TopicArn), input),
    },
    ListSubscriptionsByTopic: {
      readOnly: true,
      resources,
      run: (input) => ({ Subscriptions: subscriptionsOf(existing(topics, input.TopicArn)) }),
    },
    ListTopics: { readOnly: true, run: (_, call) => ({ Topics: list(topics, call) }) },
    GetTopicAttributes: {
      readOnly: true,
      resources,
      run: (input) => ({ Attributes: attributesOf(existing(topics, input.TopicArn)) }),
    },
  };
}

const list = (topics: Map<string, Topic>, call: Call): Shape[] => {
  const prefix = arnOf('sns', scopeOf(call), '');
  return [...topics.keys()].filter((arn) => arn.startsWith(prefix)).map((TopicArn) => ({ TopicArn }));
};

/** One that nobody has confirmed has these words in the place of its ARN (SNS API reference, Subscribe). */
const subscriptionsOf = ({ arn: TopicArn, subscriptions }: Topic): Shape[] =>
  subscriptions.map(({ arn, protocol, endpoint, confirmed }) => ({
    SubscriptionArn: confirmed ? arn : 'PendingConfirmation',
    Owner: parseArn(TopicArn)?.accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn,
  }));

/** Mail addresses only. They stay pending, as they do until a person confirms. */
function subscribe(topic: Topic, { Protocol, Endpoint, ReturnSubscriptionArn }: Shape): Shape {
  if (!['email', 'email-json'].includes(Protocol)) throw invalid('Only email is emulated, not this protocol');
  demand(Endpoint, 'InvalidParameter', 'Invalid parameter: Email address');
  const arn = `${topic.arn}:${randomUUID()}`;
  topic.subscriptions.push({ arn, protocol: Protocol, endpoint: Endpoint, confirmed: false });
  return { SubscriptionArn: ReturnSubscriptionArn ? arn : 'pending confirmation' };
}

const confirmed = ({ subscriptions }: Topic): number =>
  subscriptions.filter((subscription) => subscription.confirmed).length;

const attributesOf = (topic: Topic): Record<string, string> => attributesWith(topic, confirmed(topic));

const attributesWith = (
  { arn, attributes, subscriptions }: Topic,
  count: number,
): Record<string, string> => ({
  ...attributes,
  TopicArn: arn,
  Owner: parseArn(arn)?.accountId ?? '',
  SubscriptionsPending: String(subscriptions.length - count),
  SubscriptionsConfirmed: String(count),
  SubscriptionsDeleted: '0',
});

function publishing(topics: Map<string, Topic>, clock: Clock, deliver: (mail: Mail) => void): Operation {
  return {
    readOnly: false,
    recorded: 'data',
    resources: (input) => [input.TopicArn ?? input.TargetArn ?? '*'],
    run(input) {
      const { arn: topicArn } = existing(topics, input.TopicArn ?? input.TargetArn);
      const message = checkedMessage(input.Message);
      const mail = { topicArn, message, at: clock.now(), messageId: randomUUID() };
      deliver(input.Subject === undefined ? mail : { ...mail, subject: checkedSubject(input.Subject) });
      return { MessageId: mail.messageId };
    },
  };
}

function existing(topics: Map<string, Topic>, arn: string | undefined): Topic {
  const topic = topics.get(demand(arn, 'InvalidParameter', 'Invalid parameter: TopicArn'));
  if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return topic;
}

function checkedMessage(message: string | undefined): string {
  if (!message) throw invalid('Empty message');
  if (Buffer.byteLength(message) > mostBytes) throw invalid('Message too long');
  return message;
}

/** Less than 100 characters, no line breaks or control characters (SNS API reference, Publish). */
function checkedSubject(subject: string): string {
  if (subject === '' || subject.length >= 100 || /\p{Cc}/u.test(subject)) throw invalid('Subject');
  return subject;
}

const invalid = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
