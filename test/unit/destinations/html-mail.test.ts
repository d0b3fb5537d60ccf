import { MessageRejected, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { configuredHtmlMail } from '#lib/aws/send-html-mail.ts';
import { htmlMail } from '#lib/destinations/html-mail.ts';
import { ConfigError } from '#lib/platform/config-error.ts';
import { key, signal } from '#test/unit/containment/fake-account.ts';
import { incident, step } from '#test/unit/containment/incidents.ts';

const ses = mockClient(SESv2Client);
const link = 'https://github.com/acme/shop/security/secret-scanning/7';

const teller = () => {
  const send = configuredHtmlMail();
  if (!send) throw new Error('HTML mail is not switched on');
  return htmlMail({
    send,
    ways: { restoreFunction: 'tourniquet-restore', region: 'eu-west-1', account: '111122223333' },
    evidence: async () => 's3://acme-evidence/AKIA-1/look-0/',
  });
};

const sent = () => {
  const [mail] = ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input);
  const { Subject, Body } = mail?.Content?.Simple ?? {};
  return {
    from: mail?.FromEmailAddress,
    to: mail?.Destination?.ToAddresses,
    subject: Subject?.Data ?? '',
    text: Body?.Text?.Data ?? '',
    html: Body?.Html?.Data ?? '',
  };
};

const leaked = () =>
  incident({ signals: [signal({ source: 'github', where: 'acme/shop: aws.env line 3', url: link })] });

beforeEach(() => {
  vi.stubEnv('TOURNIQUET_SES_FROM', 'tourniquet@example.com');
  vi.stubEnv('TOURNIQUET_SES_TO', 'oncall@example.com, security@example.com');
  ses.reset();
  ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
});

describe('an incident as an HTML mail', () => {
  it('goes to every receiver in two parts that tell the same', async () => {
    expect(await teller().tell(leaked(), undefined)).toEqual({ outcome: 'done', reference: 'm-1' });
    const mail = sent();
    expect(mail).toMatchObject({
      from: 'tourniquet@example.com',
      to: ['oncall@example.com', 'security@example.com'],
      subject: `Contained: AWS key ${key} of deploy-bot`,
    });
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('CONTAINED. The leaked key no longer works.');
      expect(part).toContain(key);
      expect(part).toContain('user/ci/deploy-bot');
      expect(part).toContain('acme/shop: aws.env line 3');
      expect(part).toContain('key switched off, was Active');
      expect(part).toContain('Delete the leaked key');
      expect(part).toContain('tourniquet-restore');
    }
    expect(mail.html).toContain(`<a class="link" href="${link}"`);
    expect(mail.html).toContain('s3://acme-evidence/AKIA-1/look-0/');
  });

  it('is made of what mail programs show: no script, no SVG, nothing to fetch, under 60 KB', async () => {
    await teller().tell(leaked(), undefined);
    const { html } = sent();
    expect(html).not.toMatch(/<(?:script|svg|img|link|iframe|form)\b|url\(|@import| on\w+=/i);
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html.length).toBeLessThan(60_000);
  });

  it('says in its first words and its colour that it is not contained', async () => {
    const steps = [step('deactivate-key', 'failed', { reason: 'AccessDenied' })];
    await teller().tell(incident({ status: 'not-contained', steps }), undefined);
    const { subject, text, html } = sent();
    expect(subject).toMatch(/^NOT CONTAINED/);
    expect(text).toMatch(/^NOT CONTAINED/);
    expect(html).toMatch(/bgcolor="#b3261e"[^>]*>.*NOT CONTAINED/);
    expect(html).not.toContain('no longer works');
    expect(html).toContain('aws iam update-access-key');
  });

  it('fails as SES fails', async () => {
    ses.on(SendEmailCommand).rejects(new MessageRejected({ $metadata: {}, message: 'not verified' }));
    await expect(teller().tell(leaked(), undefined)).rejects.toThrow('not verified');
  });

  it.each([
    ['TOURNIQUET_SES_FROM', 'nobody'],
    ['TOURNIQUET_SES_FROM', 'a@example.com\r\nBcc: b@example.com'],
    ['TOURNIQUET_SES_TO', ' , '],
    ['TOURNIQUET_SES_TO', 'a@example.com,b@example.com\nBcc: c@example.com'],
    ['TOURNIQUET_SES_TO', Array.from({ length: 51 }, (_, n) => `a${n}@example.com`).join()],
  ])('is not sent with a wrong %s', async (setting, value) => {
    vi.stubEnv(setting, value);
    const wrong = teller().tell(leaked(), undefined);
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toMatchObject({ setting });
    expect(ses.calls()).toEqual([]);
  });

  it.each(['TOURNIQUET_SES_FROM', 'TOURNIQUET_SES_TO'])('is not switched on without %s', (setting) => {
    vi.stubEnv(setting, '');
    expect(configuredHtmlMail()).toBeUndefined();
  });
});
