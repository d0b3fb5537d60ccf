import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { sendHtmlMail } from '#lib/aws/send-html-mail.ts';
import type { UndoWays } from '#lib/containment/mail.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { readAddress, readAddresses } from '#lib/platform/mail-addresses.ts';
import type { DestinationTeller } from './destination.ts';
import { incidentHtml, incidentText } from './incident-html.ts';
import { tellingOf } from './telling.ts';

export interface HtmlMailDeps {
  client: Pick<SESv2Client, 'send'>;
  /** TOURNIQUET_SES_FROM and TOURNIQUET_SES_TO as they were set: a wrong one keeps no other destination from being told. */
  from: string;
  to: string;
  ways: UndoWays;
  /** Where an incident's report lies, where it has one. */
  pageOf?(incident: Incident): string | undefined;
}

/**
 * Each state of an incident as a mail of two parts, plain text and HTML. SES knows no mail that was sent before: where
 * it took one and that could not be noted, it is sent again.
 */
export const htmlMail = ({ client, from, to, ways, pageOf }: HtmlMailDeps): DestinationTeller => ({
  destination: 'html-mail',
  async tell(incident) {
    const addresses = {
      from: readAddress('TOURNIQUET_SES_FROM', from),
      to: readAddresses('TOURNIQUET_SES_TO', to),
    };
    const telling = tellingOf(incident, ways);
    const page = pageOf?.(incident);
    const reference = await sendHtmlMail(client, addresses, {
      subject: telling.subject,
      text: incidentText(telling),
      html: incidentHtml(incident, telling, page),
    });
    return { outcome: 'done', ...(reference && { reference }) };
  },
});
