import { timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { type GuardDutyEvent, notesOf } from './finding.ts';

const consoles: Record<string, string> = {
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
};

const consolePage = (region: string, partition: string | undefined, findingId: string): string => {
  const host = consoles[partition ?? ''] ?? `${region}.console.aws.amazon.com`;
  return `https://${host}/guardduty/home?region=${region}#/findings?macros=current&fId=${findingId}`;
};

/** GuardDuty writes ISO 8601; log stores that copy its findings write a space and leave the zone out: it is UTC. */
const asIso = (text: string | undefined): string | undefined => {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.exec(text ?? '');
  if (!parts) return undefined;
  const [, day, time, fraction = '', zone = 'Z'] = parts;
  const at = new Date(`${day}T${time}${fraction}${zone}`);
  return Number.isNaN(at.getTime()) ? undefined : timestamp(at);
};

/** Untrusted text in one line of at most 500 characters, so that it cannot pass for another line of a mail. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, 500);

/** The parts of a signal that come from the finding and not from the credential. */
export const describeFinding = (
  event: GuardDutyEvent,
  note?: string,
): Omit<LeakSignal, 'id' | 'accessKeyId'> => {
  const { accountId, id, type, region, partition, title, createdAt, updatedAt } = event.detail;
  const { archived, eventFirstSeen } = notesOf(event.detail);
  const reason = [
    title && oneLine(title),
    // GuardDuty sends findings again that a person archived, and whoever holds the account may have archived it.
    archived && 'The finding is archived in GuardDuty.',
    note,
  ].filter((part) => typeof part === 'string' && part !== '');
  return {
    source: 'guardduty',
    accountId,
    where: `GuardDuty finding ${type}${region ? ` in ${region}` : ''}`,
    ...(region && { url: consolePage(region, partition, id) }),
    reportedAt:
      asIso(eventFirstSeen) ?? asIso(createdAt) ?? asIso(updatedAt) ?? asIso(event.time) ?? timestamp(),
    ...(reason.length > 0 && { reason: reason.join(' ') }),
  };
};
