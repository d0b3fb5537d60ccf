import { createHash } from 'node:crypto';
import { AwsError, type Shape } from '../contract.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';
import { type AttributeKey, type EventIndex, isAttributeKey } from './event-index.ts';
import { eventResources } from './event-resources.ts';
import type { Position, TrailEvent } from './sorted-events.ts';
import { userNameOf } from './user-identity.ts';

const historyMilliseconds = 90 * 86_400_000;
const mostResults = 50;

interface Query {
  attribute: { key: AttributeKey; value: string } | undefined;
  from: number;
  to: number;
  max: number;
  /** What a token is bound to: the caller must repeat the same question for the next page. */
  hash: string;
}

/** @throws AwsError InvalidLookupAttributesException, InvalidTimeRangeException, InvalidMaxResultsException */
export function parseQuery(input: Shape, now: Date): Query {
  const max = input.MaxResults ?? mostResults;
  if (!(max >= 1 && max <= mostResults))
    throw new AwsError('InvalidMaxResultsException', 'A max results value of 1 to 50 must be specified.');
  const oldest = now.getTime() - historyMilliseconds;
  const [from, to] = [input.StartTime?.getTime() ?? oldest, input.EndTime?.getTime() ?? now.getTime()];
  if (from > to)
    throw new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.');
  const attribute = attributeOf(input.LookupAttributes ?? []);
  const asked = [input.LookupAttributes, input.StartTime, input.EndTime, input.EventCategory];
  const hash = createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
  return { attribute, from: Math.max(from, oldest), to, max, hash };
}

function attributeOf(attributes: Shape[]): Query['attribute'] {
  const [only] = attributes;
  if (!only) return undefined;
  if (attributes.length > 1)
    throw new AwsError('InvalidLookupAttributesException', 'You may specify only one lookup attribute.');
  if (!isAttributeKey(only.AttributeKey) || !only.AttributeValue)
    throw new AwsError('InvalidLookupAttributesException', 'The lookup attribute is not valid.');
  return { key: only.AttributeKey, value: String(only.AttributeValue) };
}

/** One page, newest first. @throws AwsError InvalidNextTokenException */
export function lookup(index: EventIndex, query: Query, nextToken: string | undefined, now: Date): Shape {
  // EndTime takes in events of that very time, whatever their order among themselves.
  const newest = { time: query.to, sequence: Number.POSITIVE_INFINITY };
  const start = nextToken ? positionOf(nextToken, query.hash) : newest;
  const page: TrailEvent[] = [];
  for (const event of index.with(query.attribute).before(start)) {
    if (event.time < query.from) break;
    if (event.visibleAt > now.getTime()) continue;
    page.push(event);
    if (page.length > query.max) break;
  }
  const Events = page.slice(0, query.max);
  const last = Events.at(-1);
  const more = page.length > query.max && last ? { NextToken: tokenOf(last, query.hash) } : {};
  return { Events: Events.map(({ record }) => asEvent(record)), ...more };
}

const tokenOf = ({ time, sequence }: Position, hash: string): string =>
  Buffer.from(JSON.stringify({ time, sequence, hash })).toString('base64');

function positionOf(token: string, hash: string): Position {
  const refused = new AwsError('InvalidNextTokenException', 'Invalid token.');
  try {
    const { time, sequence, hash: bound } = JSON.parse(Buffer.from(token, 'base64').toString());
    if (typeof time === 'number' && typeof sequence === 'number' && bound === hash) return { time, sequence };
  } catch (cause) {
    // A token that is not ours is answered like one of another query.
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw refused;
}

/** An event as LookupEvents lists it; AccessKeyId and Username are missing where the record has none. */
export const asEvent = (record: CloudTrailRecord): Shape => ({
  EventId: record.eventID,
  EventName: record.eventName,
  ReadOnly: String(record.readOnly),
  AccessKeyId: record.userIdentity.accessKeyId,
  EventTime: new Date(record.eventTime),
  EventSource: record.eventSource,
  Username: userNameOf(record.userIdentity),
  Resources: eventResources(record),
  CloudTrailEvent: JSON.stringify(record),
});
