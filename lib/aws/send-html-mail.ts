import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { config } from '#lib/platform/config.ts';
import { readAddress, readAddresses } from '#lib/platform/mail-addresses.ts';
import { once } from '#lib/platform/once.ts';
import { clientSettings } from './clients.ts';

export interface HtmlMail {
  /** One line of ASCII. */
  subject: string;
  text: string;
  html: string;
}

/** @returns the id by which SES knows the mail */
export type SendHtmlMail = (mail: HtmlMail) => Promise<string | undefined>;

const client = once(() => new SESv2Client(clientSettings()));

const data = (Data: string) => ({ Data, Charset: 'UTF-8' });

/**
 * Sends a mail of two parts, plain text and HTML, through SES to everybody in TOURNIQUET_SES_TO.
 * @throws ConfigError where an address is none: then nothing is sent
 * @throws what SES answers: MessageRejected where the sender is not verified, or where the account is still in the
 * sandbox and a receiver is not (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html)
 */
const send: SendHtmlMail = async ({ subject, text, html }) => {
  const { MessageId } = await client().send(
    new SendEmailCommand({
      FromEmailAddress: readAddress('TOURNIQUET_SES_FROM', config.sesFrom() ?? ''),
      Destination: { ToAddresses: readAddresses('TOURNIQUET_SES_TO', config.sesTo() ?? '') },
      Content: { Simple: { Subject: data(subject), Body: { Text: data(text), Html: data(html) } } },
    }),
  );
  return MessageId;
};

/** Undefined where HTML mail is not switched on. */
export const configuredHtmlMail = (): SendHtmlMail | undefined =>
  config.sesFrom() !== undefined && config.sesTo() !== undefined ? send : undefined;
