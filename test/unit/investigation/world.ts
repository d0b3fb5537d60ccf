import { CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import type { Trail } from '#lib/investigation/lookup-page.ts';
import { createPacers } from '#lib/investigation/pacer.ts';
import { createTrailClients } from '#lib/investigation/trail-clients.ts';

export const key = 'AKIATOURNIQUETTEST01';

interface CallDetails {
  eventName?: string;
  eventSource?: string;
  awsRegion?: string;
  eventTime?: string;
  errorCode?: string;
  readOnly?: boolean;
  sourceIPAddress?: string;
  userAgent?: string;
  accessKeyId?: string;
  userIdentity?: Record<string, unknown>;
  requestParameters?: unknown;
  responseElements?: unknown;
}

let made = 0;

/** An event as LookupEvents answers it, around the CloudTrail record of one call. */
export const call = (details: CallDetails = {}): Event => {
  const { accessKeyId = key, userIdentity, ...rest } = details;
  const eventID = `event-${++made}`;
  const record = {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ci', userName: 'ci', accessKeyId },
    eventTime: '2026-03-01T10:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListUsers',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0',
    readOnly: true,
    eventID,
    ...rest,
    ...(userIdentity ? { userIdentity: { accessKeyId, ...userIdentity } } : {}),
  };
  return {
    EventId: eventID,
    EventName: record.eventName,
    EventSource: record.eventSource,
    EventTime: new Date(record.eventTime),
    AccessKeyId: accessKeyId,
    ReadOnly: String(record.readOnly),
    CloudTrailEvent: JSON.stringify(record),
  };
};

type Answer = { pages: Event[][] } | { error: Error };

export const cloudTrail = mockClient(CloudTrailClient);

/**
 * Lets CloudTrail answer these pages in each region, and nothing where no pages are named. `us-east-1 ResourceName`
 * names the answer to look-ups by that attribute only.
 */
export const answerWith = (answers: Record<string, Answer>): void => {
  cloudTrail.reset();
  cloudTrail.on(LookupEventsCommand).callsFake(async (input, getClient) => {
    const region = await getClient().config.region();
    const by = input.LookupAttributes?.[0]?.AttributeKey;
    const answer = answers[`${region} ${by}`] ?? answers[region] ?? { pages: [[]] };
    if ('error' in answer) throw answer.error;
    const index = Number(input.NextToken ?? 0);
    const more = index + 1 < answer.pages.length;
    return { Events: answer.pages[index], ...(more ? { NextToken: String(index + 1) } : {}) };
  });
};

export const awsError = (name: string, message = 'told so'): Error =>
  Object.assign(new Error(message), { name });

/** A trail whose waits are written down instead of waited for. */
export const testTrail = (
  pauses: number[] = [],
  overrides: Partial<Trail> = {},
): Trail & { clientFor: ReturnType<typeof createTrailClients> } => {
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  return {
    clientFor: createTrailClients(),
    pacerFor: createPacers(() => ({ turn: async () => {} })),
    pause,
    timeLeft: () => Number.POSITIVE_INFINITY,
    ...overrides,
  };
};
