import { createHash } from 'node:crypto';
import { timestamp } from '#lib/platform/clock.ts';
import { isoTime } from '#lib/signal/iso-time.ts';
import type { Certainty, LeakSignal } from '#lib/signal/leak-signal.ts';
import { outsideText } from '#lib/signal/outside-text.ts';
import type { Delivered, Finding } from './event.ts';
import { awsService, consolePage, productName, regionOf } from './product.ts';

/** `securityhub:` and a digest: whoever imports a finding chooses its Id, of any length and with any characters. */
export const findingId = ({ Id }: Finding): string =>
  `securityhub:${createHash('sha256').update(Id).digest('hex').slice(0, 32)}`;

/** How a finding was put away, or undefined for one that is open. */
export const settledAs = ({ RecordState, Workflow }: Finding): string | undefined => {
  if (RecordState === 'ARCHIVED') return 'archived';
  const status = Workflow?.Status;
  return status === 'SUPPRESSED' || status === 'RESOLVED' ? status.toLowerCase() : undefined;
};

/**
 * Whoever may call BatchImportFindings or press a button in the console can name any key: their word is a claim.
 * Only what AWS's own services import by themselves is proven.
 */
export const certaintyOf = ({ finding, action }: Delivered): { certainty: Certainty; doubt?: string } => {
  if (action !== undefined) {
    return { certainty: 'claimed', doubt: 'A person chose it with a custom action of Security Hub.' };
  }
  return awsService(finding) === undefined
    ? {
        certainty: 'claimed',
        doubt: `It is the word of ${productName(finding)}, imported into Security Hub.`,
      }
    : { certainty: 'proven' };
};

const reasonOf = ({ finding, action }: Delivered): string => {
  const settled = settledAs(finding);
  return [
    outsideText(finding.Title),
    action !== undefined &&
      `Chosen by a person with the custom action ${outsideText(action, 100) || '(unnamed)'}.`,
    settled && `The finding is ${settled} in Security Hub.`,
  ]
    .filter(Boolean)
    .join(' ');
};

/** The parts of a signal that come from the finding and not from the key. */
export const describeFinding = (delivered: Delivered): Omit<LeakSignal, 'id' | 'certainty'> => {
  const { finding, time, action } = delivered;
  const region = regionOf(finding);
  const url = consolePage(finding);
  const reason = reasonOf(delivered);
  // A person who chooses the action again says that the key is misused now, whatever the finding saw and when.
  const lastSeenAt = isoTime(action === undefined ? finding.LastObservedAt : time);
  const { FirstObservedAt, CreatedAt, UpdatedAt } = finding;
  const reportedAt = [FirstObservedAt, CreatedAt, UpdatedAt, time].map(isoTime).find(Boolean);
  return {
    source: 'securityhub',
    accountId: finding.AwsAccountId,
    where: `Security Hub finding of ${productName(finding)}${region ? ` in ${region}` : ''}`,
    ...(url && { url }),
    reportedAt: reportedAt ?? timestamp(),
    ...(lastSeenAt && { lastSeenAt }),
    ...(reason && { reason }),
  };
};
