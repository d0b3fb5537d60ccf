import * as z from 'zod/mini';
import { timestamp } from '#lib/platform/clock.ts';
import { isoTime } from '#lib/signal/iso-time.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { outsideText } from '#lib/signal/outside-text.ts';
import type { Risk, RiskDetail } from './event.ts';

const text = z.catch(z.optional(z.string()), undefined);
const descriptions = z.catch(
  z.array(
    z.catch(z.object({ language: text, latestDescription: text }), {
      language: undefined,
      latestDescription: undefined,
    }),
  ),
  [],
);

const descriptionOf = ({ eventDescription }: RiskDetail): string => {
  const written = descriptions.parse(eventDescription);
  const english = written.find(({ language }) => language?.startsWith('en'));
  return outsideText((english ?? written[0])?.latestDescription);
};

const eventArn = /^arn:aws:health:[a-z0-9-]*::event\/[\w/-]+$/;

const dashboard = ({ eventArn: arn }: RiskDetail): string | undefined =>
  typeof arn === 'string' && eventArn.test(arn)
    ? `https://health.aws.amazon.com/health/home#/account/dashboard/open-issues?eventID=${arn}&eventTab=details`
    : undefined;

/** The parts of a signal that come from the event and not from the entity. */
export const describeRisk = (
  { accountId, time, detail }: Risk,
  note?: string,
): Omit<LeakSignal, 'id' | 'certainty'> & { accountId: string } => {
  const exposedUrl = outsideText(detail.eventMetadata?.exposedUrl, 300);
  const url = dashboard(detail);
  const reason = [descriptionOf(detail), note].filter(Boolean).join(' ');
  return {
    source: 'health',
    accountId,
    where: `AWS Health ${detail.eventTypeCode}${exposedUrl && `: ${exposedUrl}`}`,
    ...(url && { url }),
    reportedAt: isoTime(detail.startTime) ?? isoTime(time) ?? timestamp(),
    ...(reason && { reason }),
  };
};
