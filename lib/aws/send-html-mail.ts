import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';

/** Who sends a mail and who gets it. */
export interface MailAddresses {
  from: string;
  to: readonly string[];
}

export interface TwoPartMail {
  /** One line of ASCII. */
  subject: string;
  text: string;
  html: string;
}

const data = (Data: string) => ({ Data, Charset: 'UTF-8' });

/**
 * Sends a mail in plain text and HTML through SES. @returns the id by which SES knows it
 * @throws what SES answers: MessageRejected where the sender is not verified, or where the account is still in the
 * sandbox and a receiver is not (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html)
 */
export const sendHtmlMail = async (
  client: Pick<SESv2Client, 'send'>,
  { from, to }: MailAddresses,
  { subject, text, html }: TwoPartMail,
): Promise<string | undefined> => {
  const { MessageId } = await client.send(
    new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [...to] },
      Content: { Simple: { Subject: data(subject), Body: { Text: data(text), Html: data(html) } } },
    }),
  );
  return MessageId;
};
