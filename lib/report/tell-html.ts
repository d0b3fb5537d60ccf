import { describeError } from '#lib/aws/errors.ts';
import { destinationsOf, noteDestination } from '#lib/incident/destinations.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { type Marks, tellOnce } from '#lib/investigation/tell-once.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import type { Mail } from './mail.ts';

export interface HtmlChannel {
  incidents: Marks;
  records: Pick<RecordStore, 'get' | 'set'>;
  /** Sends a mail of two parts; absent where HTML mail is not switched on. */
  sendHtml?: ((mail: { subject: string; text: string; html: string }) => Promise<unknown>) | undefined;
}

/**
 * Sends the report as HTML, too. The plain mail has told it already: where this one fails that is noted, so that the next
 * mail says so, and nothing else is held up.
 */
export const tellHtml = async (
  incidentId: string,
  { subject, body, html }: Mail,
  { incidents, records, sendHtml }: HtmlChannel,
): Promise<void> => {
  if (!sendHtml || html === undefined) return;
  try {
    await tellOnce(
      incidentId,
      'html:report',
      async () => void (await sendHtml({ subject, text: body, html })),
      incidents,
    );
  } catch (error) {
    const reason = describeError('sending the report as HTML mail', error);
    logger.error('an incident was not told elsewhere', { incidentId, destination: 'html-mail', reason });
    await noteFailure(incidentId, reason, records).catch((fault: unknown) =>
      logger.error('what became of the HTML mail could not be noted', { incidentId, error: fault }),
    );
  }
};

// What it was told of the incident's states stays noted beside it.
const noteFailure = async (
  incidentId: string,
  reason: string,
  records: HtmlChannel['records'],
): Promise<void> => {
  const known = await destinationsOf(records, incidentId);
  const before = known.find(({ destination }) => destination === 'html-mail');
  await noteDestination(records, incidentId, {
    status: 'report',
    ...before,
    destination: 'html-mail',
    outcome: 'failed',
    reason,
    at: timestamp(),
  });
};
