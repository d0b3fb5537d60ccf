import type { SendHtmlMail } from '#lib/aws/send-html-mail.ts';
import type { UndoWays } from '#lib/containment/mail.ts';
import type { DestinationTeller } from './destination.ts';
import type { EvidencePlace } from './evidence-place.ts';
import { incidentHtml, incidentText } from './incident-html.ts';
import { tellingOf } from './telling.ts';
import { isWorthTelling } from './worth-telling.ts';

export interface HtmlMailDeps {
  send: SendHtmlMail;
  ways: UndoWays;
  evidence: EvidencePlace;
}

/**
 * Each state of an incident as a mail of two parts, plain text and HTML. SES knows no mail that was sent before: where
 * it took one and that could not be noted, it is sent again.
 */
export const htmlMail = ({ send, ways, evidence }: HtmlMailDeps): DestinationTeller => ({
  destination: 'html-mail',
  async tell(incident, before) {
    if (!isWorthTelling(incident, before)) return undefined;
    const telling = tellingOf(incident, ways);
    const reference = await send({
      subject: telling.subject,
      text: incidentText(telling),
      html: incidentHtml(incident, telling, await evidence(incident.incidentId)),
    });
    return { outcome: 'done', ...(reference && { reference }) };
  },
});
