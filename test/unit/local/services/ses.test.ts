import { describe, expect, it } from 'vitest';
import { ses } from '#infra/local/services/ses.ts';
import { accountId, asked, caller, expectRefusal, newClock, refusal, region } from './rig.ts';

const mail = {
  FromEmailAddress: 'Tourniquet <tourniquet@example.com>',
  Destination: { ToAddresses: ['oncall@example.com'] },
  Content: {
    Simple: {
      Subject: { Data: 'Contained', Charset: 'UTF-8' },
      Body: { Text: { Data: 'plain' }, Html: { Data: '<p>rich</p>' } },
    },
  },
};

function setUp(...identities: string[]) {
  const post = ses({ clock: newClock() });
  for (const identity of identities) post.verify({ accountId, region }, identity);
  return { post, call: caller(post.service) };
}

describe('SES', () => {
  it.each(['example.com', 'Tourniquet@example.com'])(
    'sends from the verified identity %s',
    async (identity) => {
      const { post, call } = setUp(identity);
      const { MessageId } = await call('SendEmail', mail);
      expect(post.mailbox()).toMatchObject([
        {
          from: 'tourniquet@example.com',
          to: ['oncall@example.com'],
          subject: 'Contained',
          text: 'plain',
          html: '<p>rich</p>',
          messageId: MessageId,
        },
      ]);
    },
  );

  it('rejects a sender that is not verified, and names it', async () => {
    const { post, call } = setUp('other.example');
    expect(await refusal(call('SendEmail', mail))).toMatchObject({
      code: 'MessageRejected',
      message: expect.stringContaining('tourniquet@example.com'),
    });
    expect(post.mailbox()).toEqual([]);
  });

  it.each([
    ['a line break in the sender', { FromEmailAddress: 'a@example.com\r\nBcc: b@example.com' }],
    ['a receiver that is no address', { Destination: { ToAddresses: ['nobody'] } }],
    ['no receiver', { Destination: { ToAddresses: [] } }],
    ['51 receivers', { Destination: { ToAddresses: Array.from({ length: 51 }, () => 'a@example.com') } }],
    [
      'a line break in the subject',
      { Content: { Simple: { ...mail.Content.Simple, Subject: { Data: 'a\r\nBcc: b@c.de' } } } },
    ],
    ['no body', { Content: { Simple: { ...mail.Content.Simple, Body: {} } } }],
  ])('refuses %s', async (_, over) => {
    const { call } = setUp('example.com');
    await expectRefusal(call('SendEmail', { ...mail, ...over }), 'BadRequestException');
  });

  it('asks for ses:SendEmail on the identity that is verified', () => {
    const identity = (name: string) => [`arn:aws:ses:${region}:${accountId}:identity/${name}`];
    const byDomain = asked(setUp('example.com').post.service, 'SendEmail', mail);
    expect(byDomain).toEqual({ action: 'ses:SendEmail', resources: identity('example.com') });
    const both = setUp('example.com', 'tourniquet@example.com').post.service;
    expect(asked(both, 'SendEmail', mail).resources).toEqual(identity('tourniquet@example.com'));
  });
});
