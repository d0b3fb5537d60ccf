import { type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { Json } from '#lib/investigation/detail.ts';
import { part, text } from '#lib/investigation/detail.ts';
import { cloudTrail } from './world.ts';

/** One question to LookupEvents in short: `us-east-1 AccessKeyId AKIA…`. */
export type Asked = string;

const eventOf = (detail: Json): Event => ({
  EventId: String(detail['eventID']),
  EventName: String(detail['eventName']),
  EventSource: String(detail['eventSource']),
  EventTime: new Date(String(detail['eventTime'])),
  CloudTrailEvent: JSON.stringify(detail),
});

/** Under which name LookupEvents lists a call: that of the user, or of the session. */
const usernameOf = (detail: Json): string | undefined => {
  const identity = part(detail['userIdentity']);
  const named = text(identity['userName']);
  return named ?? text(identity['arn'])?.split('/').at(-1);
};

const answers = (detail: Json, key: string, value: string): boolean => {
  if (key === 'AccessKeyId') return part(detail['userIdentity'])['accessKeyId'] === value;
  if (key === 'Username') return usernameOf(detail) === value;
  const { requestParameters, responseElements } = detail;
  return JSON.stringify([requestParameters, responseElements]).includes(`"${value}"`);
};

/**
 * Lets CloudTrail answer as it does from these records: each in its own Region, by one attribute, the newest first.
 * @param refuse an error for a question that fails
 * @returns what was asked, in this order
 */
export const recordsStand = (
  records: readonly Json[],
  refuse?: (asked: Asked) => Error | undefined,
): Asked[] => {
  const log: Asked[] = [];
  cloudTrail.reset();
  cloudTrail.on(LookupEventsCommand).callsFake(async (input, getClient) => {
    const region = await getClient().config.region();
    const { AttributeKey: key = '', AttributeValue: value = '' } = input.LookupAttributes?.[0] ?? {};
    const asked = `${region} ${key} ${value}`;
    log.push(asked);
    const error = refuse?.(asked);
    if (error) throw error;
    const found = records
      .filter((detail) => detail['awsRegion'] === region && answers(detail, key, value))
      .toSorted((one, other) => String(other['eventTime']).localeCompare(String(one['eventTime'])));
    return { Events: found.map(eventOf) };
  });
  return log;
};
