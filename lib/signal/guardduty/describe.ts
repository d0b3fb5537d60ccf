import { timestamp } from '#lib/platform/clock.ts';
import { isoTime } from '#lib/signal/iso-time.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { outsideText } from '#lib/signal/outside-text.ts';
import { type Finding, type GuardDutyEvent, notesOf } from './finding.ts';

const consoles: Record<string, string> = {
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
};

const consolePage = (region: string, partition: string | undefined, findingId: string): string => {
  const host = consoles[partition ?? ''] ?? `${region}.console.aws.amazon.com`;
  return `https://${host}/guardduty/home?region=${region}#/findings?macros=current&fId=${findingId}`;
};

/** Names the finding in all its repeats, which share the id that GuardDuty gave it. */
export const findingId = ({ id }: Finding): string => `guardduty:${id}`;

/** `GuardDuty reports <type> in account …, <region> (severity 5): <title>.` */
export const reportOf = ({ type, accountId, region, severity, title }: Finding): string => {
  const place = `account ${accountId}${region ? `, ${region}` : ''}`;
  const what = `GuardDuty reports ${type} in ${place}${severity === undefined ? '' : ` (severity ${severity})`}`;
  const told = outsideText(title).replace(/[.\s]+$/, '');
  return told ? `${what}: ${told}.` : `${what}.`;
};

/** The parts of a signal that come from the finding and not from the credential. */
export const describeFinding = (
  event: GuardDutyEvent,
  ...notes: (string | undefined)[]
): Omit<LeakSignal, 'id' | 'accessKeyId'> => {
  const { id, type, region, partition, title, createdAt, updatedAt } = event.detail;
  const { archived, eventFirstSeen, eventLastSeen } = notesOf(event.detail);
  const reason = [
    outsideText(title),
    // GuardDuty sends findings again that a person archived, and whoever holds the account may have archived it.
    archived && 'The finding is archived in GuardDuty.',
    ...notes,
  ].filter((part) => typeof part === 'string' && part !== '');
  const lastSeenAt = isoTime(eventLastSeen) ?? isoTime(updatedAt);
  return {
    source: 'guardduty',
    certainty: 'proven',
    where: `GuardDuty finding ${type}${region ? ` in ${region}` : ''}`,
    ...(region && { url: consolePage(region, partition, id) }),
    reportedAt:
      isoTime(eventFirstSeen) ??
      isoTime(createdAt) ??
      isoTime(updatedAt) ??
      isoTime(event.time) ??
      timestamp(),
    ...(lastSeenAt && { lastSeenAt }),
    ...(reason.length > 0 && { reason: reason.join(' ') }),
  };
};
