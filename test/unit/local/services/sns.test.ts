import { describe, expect, it } from 'vitest';
import { type Mail, sns } from '#infra/local/services/sns.ts';
import { accountId, asked, caller, expectRefusal, newClock, region } from './rig.ts';

const topicArn = `arn:aws:sns:${region}:${accountId}:mail`;

function setUp() {
  const topics = sns({ clock: newClock() });
  topics.create(topicArn);
  return { topics, call: caller(topics.service) };
}

describe('SNS', () => {
  it('keeps what is published in the mailbox and tells listeners until they stop', async () => {
    const { topics, call } = setUp();
    const told: Mail[] = [];
    const stop = topics.onMail((mail) => told.push(mail));
    const { MessageId } = await call('Publish', {
      TopicArn: topicArn,
      Subject: 'Contained',
      Message: 'the key',
    });
    stop();
    await call('Publish', { TopicArn: topicArn, Message: 'no subject' });
    expect(topics.mailbox()).toMatchObject([
      { topicArn, subject: 'Contained', message: 'the key', messageId: MessageId },
      { topicArn, message: 'no subject' },
    ]);
    expect(topics.mailbox('arn:aws:sns:eu-west-1:111122223333:other')).toEqual([]);
    expect(told).toHaveLength(1);
  });

  it.each([
    ['a line break in the subject', { Subject: 'one\ntwo', Message: 'x' }],
    ['a control character in the subject', { Subject: 'be\u0007ll', Message: 'x' }],
    ['a subject of 100 characters', { Subject: 'x'.repeat(100), Message: 'x' }],
    ['an empty subject', { Subject: '', Message: 'x' }],
    ['an empty message', { Message: '' }],
    ['a message over 256 KiB', { Message: 'é'.repeat(131_073) }],
  ])('refuses %s', async (_, input) => {
    const { topics, call } = setUp();
    await expectRefusal(call('Publish', { TopicArn: topicArn, ...input }), 'InvalidParameter');
    expect(topics.mailbox()).toEqual([]);
  });

  it('takes a subject of 99 characters that are not ASCII, and a message of 256 KiB', async () => {
    const { topics, call } = setUp();
    await call('Publish', { TopicArn: topicArn, Subject: 'é'.repeat(99), Message: 'x'.repeat(262_144) });
    expect(topics.mailbox()).toHaveLength(1);
  });

  it('answers NotFound for a topic that is not there', async () => {
    const { call } = setUp();
    await expectRefusal(call('Publish', { TopicArn: `${topicArn}s`, Message: 'x' }), 'NotFound');
  });

  it('makes topics once, lists them, and counts subscriptions as pending', async () => {
    const { call } = setUp();
    const { TopicArn } = await call('CreateTopic', { Name: 'pages' });
    expect(await call('CreateTopic', { Name: 'pages' })).toEqual({ TopicArn });
    await call('Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'oncall@example.com' });
    const { Attributes } = await call('GetTopicAttributes', { TopicArn });
    expect(Attributes).toMatchObject({ Owner: accountId, SubscriptionsPending: '1' });
    expect((await call('ListTopics')).Topics).toEqual([{ TopicArn: topicArn }, { TopicArn }]);
  });

  it('asks for sns:Publish on the topic', () => {
    const { topics } = setUp();
    expect(asked(topics.service, 'Publish', { TopicArn: topicArn })).toEqual({
      action: 'sns:Publish',
      resources: [topicArn],
    });
  });
});
