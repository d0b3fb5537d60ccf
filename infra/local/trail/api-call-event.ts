import type { NewEvent } from '../services/events/envelope.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';

/** The source of a record's event: `aws.iam`. */
export const eventSourceOf = ({ eventSource }: CloudTrailRecord): string =>
  `aws.${eventSource.split('.')[0]}`;

const detailTypes: Record<string, string> = {
  AwsConsoleSignIn: 'AWS Console Sign In via CloudTrail',
};

/**
 * The EventBridge event of a record, on the recipient's default bus in the record's Region. Rules see no
 * read-only calls unless they ask for them, which is not emulated.
 *
 * @returns undefined for what EventBridge does not pass on
 */
export function apiCallEvent(record: CloudTrailRecord): NewEvent | undefined {
  if (record.readOnly || !record.managementEvent) return undefined;
  return {
    source: eventSourceOf(record),
    detailType: detailTypes[record.eventType] ?? 'AWS API Call via CloudTrail',
    detail: { ...record },
    time: new Date(record.eventTime),
  };
}
