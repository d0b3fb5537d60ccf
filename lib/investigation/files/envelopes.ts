import { isJson, type Json, text } from '../detail.ts';

/** What a piece of JSON turned out to be. */
export type Unwrapped = Wrapped | { other: 'digest' | 'insight' | 'unknown' };

interface Wrapped {
  record: Json;
  /** It was made of what stands around a record that cannot be read. */
  isPatched: boolean;
}

const unknown: Unwrapped = { other: 'unknown' };

const parsed = (source: string): unknown => {
  try {
    return JSON.parse(source);
  } catch {
    // The parser's message quotes the record, which may hold a session token: it is not passed on.
    return undefined;
  }
};

/** Notifications of S3, SQS and others come as `Records` with an eventSource, too: `aws:s3`. CloudTrail's is a host. */
const isRecord = (value: Json): boolean => {
  const source = text(value['eventSource']);
  return source === null ? text(value['eventName']) !== null : !source.startsWith('aws:');
};

/** Insights tell of unusual numbers of calls, and are no calls (CloudTrail user guide, "Insights event record"). */
const isInsight = (value: Json): boolean =>
  value['eventCategory'] === 'Insight' || value['eventType'] === 'AwsCloudTrailInsight';

const bare = (value: unknown): Unwrapped => {
  if (!isJson(value)) return unknown;
  if (isInsight(value)) return { other: 'insight' };
  return isRecord(value) ? { record: value, isPatched: false } : unknown;
};

// Version 1 of the AWS CLI writes times as seconds since 1970, version 2 with the offset of its computer's time zone.
const timeOf = (value: unknown): string | undefined => {
  const at = new Date(typeof value === 'number' ? value * 1_000 : (text(value) ?? Number.NaN));
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

const isLookedUp = (value: Json): boolean =>
  'CloudTrailEvent' in value || (text(value['EventId']) !== null && text(value['EventName']) !== null);

/** An event of a LookupEvents answer: the record is a string in it (CloudTrail API reference, Event). */
const lookedUp = (event: Json): Unwrapped => {
  const inner = event['CloudTrailEvent'];
  const found = bare(typeof inner === 'string' ? parsed(inner) : inner);
  if (!('other' in found) || found.other !== 'unknown') return found;
  const outer = {
    eventID: event['EventId'],
    eventTime: timeOf(event['EventTime']),
    eventName: event['EventName'],
    eventSource: event['EventSource'],
    readOnly: event['ReadOnly'],
    userIdentity: { userName: event['Username'], accessKeyId: event['AccessKeyId'] },
  };
  return isRecord(outer) ? { record: outer, isPatched: true } : unknown;
};

/**
 * Takes a CloudTrail record out of what it came in: an event of LookupEvents, of EventBridge (`AWS API Call via
 * CloudTrail` and its like) or of CloudWatch Logs, a string (`--query 'Events[].CloudTrailEvent'`), or nothing.
 */
export const unwrap = (value: unknown): Unwrapped => {
  if (typeof value === 'string') return bare(parsed(value));
  if (!isJson(value)) return unknown;
  const found = bare(value);
  if (found !== unknown) return found;
  if (isLookedUp(value)) return lookedUp(value);
  if ('detail-type' in value) return bare(value['detail']);
  if ('digestS3Object' in value) return { other: 'digest' };
  const message = text(value['message']);
  return message === null ? unknown : bare(parsed(message));
};
