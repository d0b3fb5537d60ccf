import type { Event } from '@aws-sdk/client-cloudtrail';
import { isJson, type Json, part, text } from './detail.ts';
import { type Holder, holderOf } from './holder.ts';
import { type IssuedByCall, issuedBy } from './issued.ts';
import { actionOf, type MadeByCall, madeBy } from './making.ts';
import { type RemovedByCall, removedBy } from './removing.ts';
import { agentOf } from './user-agent.ts';

/** Who made a call, as CloudTrail's userIdentity says. */
export interface CallerIdentity {
  type: string | null;
  arn: string | null;
  /** `AIDA…`; of sessions with the name behind a colon. */
  id: string | null;
  /** The user's name; for a role session the role's. */
  name: string | null;
  /** The ARN of the role or user behind a session. */
  issuerArn: string | null;
  issuerId: string | null;
}

/** Whose the credential is that signed a call. */
export interface Signer extends Holder {
  accessKeyId: string;
}

/**
 * What the investigation keeps of one call. Of the request and the response only names of what was made and
 * taken away or issued, so no session token that these may hold.
 */
export interface TrailRecord {
  eventId: string;
  /** ISO 8601 UTC, or null where CloudTrail gave none. */
  eventTime: string | null;
  eventSource: string;
  /** Without the dated suffix: `CreateFunction`. */
  eventName: string;
  region: string;
  readOnly: boolean | null;
  errorCode: string | null;
  sourceIp: string | null;
  userAgent: string | null;
  accessKeyId: string | null;
  identity: CallerIdentity | null;
  /** Null unless the record itself names the key, and tells without contradiction whose it is. */
  signer: Signer | null;
  /** Why the details could not be read, when they could not. The call is still counted by what stands outside. */
  damage: string | null;
  /** What the call made or issued, when it succeeded and is one that is known to make something. */
  made: MadeByCall | null;
  removed: RemovedByCall | null;
  issued: IssuedByCall | null;
}

/** CloudTrail names some calls by API version: CreateFunction20150331, AddPermission20150331v2, CreateDistribution2020_05_31. */
export const apiName = (eventName: string): string =>
  eventName.replace(/(\d{8}|\d{4}_\d{2}_\d{2})(v\d+)?$/, '');

const time = (value: unknown): string | null => {
  const at = value instanceof Date ? value : new Date(text(value) ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};

const flag = (value: unknown): boolean | null => {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
};

const identityOf = (value: unknown): CallerIdentity | null => {
  if (!isJson(value)) return null;
  const issuer = part(part(value['sessionContext'])['sessionIssuer']);
  return {
    type: text(value['type']),
    arn: text(value['arn']),
    id: text(value['principalId']),
    name: text(value['userName']) ?? text(issuer['userName']),
    issuerArn: text(issuer['arn']),
    issuerId: text(issuer['principalId']),
  };
};

const signerOf = (identity: Json): Signer | null => {
  const accessKeyId = text(identity['accessKeyId']);
  const holder = holderOf(identity);
  return accessKeyId && holder ? { accessKeyId, ...holder } : null;
};

// The record is a JSON string inside the answer. It holds what callers sent, so nothing about it is certain.
const parse = (source: string | undefined): { detail: Json; damage: string | null } => {
  if (source === undefined) return { detail: {}, damage: 'it has no CloudTrailEvent' };
  try {
    const detail: unknown = JSON.parse(source);
    return isJson(detail) ? { detail, damage: null } : { detail: {}, damage: 'it is no JSON object' };
  } catch {
    // The parser's message quotes the record, which may hold a session token: it is not passed on.
    return { detail: {}, damage: 'it is not valid JSON' };
  }
};

/** What stands outside of a record, in the answer or file that it came in. */
interface Outside {
  event?: Event;
  /** Where it was looked up. */
  region?: string;
  damage?: string | null;
}

/** Reads one CloudTrail record. Never throws: it holds what callers sent, so nothing about it is certain. */
export const readRecord = (
  detail: Json,
  { event = {}, region = 'unknown', damage = null }: Outside = {},
): TrailRecord => {
  const identity = part(detail['userIdentity']);
  const failure = failureOf(detail);
  const eventSource = text(detail['eventSource']) ?? event.EventSource ?? 'unknown';
  const eventName = apiName(text(detail['eventName']) ?? event.EventName ?? 'unknown');
  const succeeded = failure === null && damage === null;
  const action = actionOf(eventSource, eventName);
  const eventTime = time(event.EventTime) ?? time(detail['eventTime']);
  return {
    eventId: event.EventId ?? text(detail['eventID']) ?? 'unnamed',
    eventTime,
    eventSource,
    eventName,
    region: text(detail['awsRegion']) ?? region,
    readOnly: flag(detail['readOnly']) ?? flag(event.ReadOnly),
    errorCode: failure,
    sourceIp: text(detail['sourceIPAddress']),
    userAgent: agentOf(detail['userAgent']),
    accessKeyId: text(identity['accessKeyId']) ?? text(event.AccessKeyId),
    identity: identityOf(detail['userIdentity']),
    signer: signerOf(identity),
    damage,
    made: succeeded ? madeBy(action, detail) : null,
    removed: succeeded ? removedBy(action, detail) : null,
    issued: succeeded ? issuedBy(action, detail, eventTime) : null,
  };
};

const failureOf = (detail: Json): string | null => {
  const code = text(detail['errorCode']) ?? (text(detail['errorMessage']) ? 'unnamed' : null);
  // A sign-in that failed has no error code (CloudTrail user guide, "AWS Management Console sign-in events").
  return code ?? (part(detail['responseElements'])['ConsoleLogin'] === 'Failure' ? 'Failure' : null);
};

/** A record as LookupEvents gives it, with the raw record: what is read of it is not to be kept. */
export interface LookedUp {
  record: TrailRecord;
  /** May hold session tokens. Of a record that cannot be read: what stands outside of it. */
  detail: Json;
}

/** Reads one event of a LookupEvents answer. `region` is where it was looked up. Never throws. */
export const readLookedUp = (event: Event, region: string): LookedUp => {
  const { detail, damage } = parse(event.CloudTrailEvent);
  const record = readRecord(detail, { event, region, damage });
  return { record, detail: damage === null ? detail : outsideOf(event, region) };
};

// It tells who called, but not whether the call succeeded: no link is made from it.
const outsideOf = (
  { EventId, EventName, EventSource, EventTime, AccessKeyId }: Event,
  region: string,
): Json => ({
  eventID: EventId,
  eventName: EventName,
  eventSource: EventSource,
  eventTime: time(EventTime),
  awsRegion: region,
  errorMessage: 'the record could not be read',
  userIdentity: { accessKeyId: AccessKeyId },
});

/** The record of a LookupEvents answer alone. */
export const readLookedUpEvent = (event: Event, region: string): TrailRecord =>
  readLookedUp(event, region).record;
