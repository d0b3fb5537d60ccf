import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#infra/local/services/events/envelope.ts';

export interface Quarantine {
  userName: string;
  /** The unique id of the user (`AIDA…`): AWS records its quarantine with the victim as the caller. */
  userId: string;
  accountId: string;
  at: Date;
  /** `AWSCompromisedKeyQuarantineV3` by default. */
  policyName?: string;
  eventName?: 'AttachUserPolicy' | 'DetachUserPolicy';
}

/** AWS attaches its quarantine policy to a user: the CloudTrail record of the call, for `events.emit`. */
export const quarantineDetail = ({
  userName,
  userId,
  accountId,
  at,
  policyName = 'AWSCompromisedKeyQuarantineV3',
  eventName = 'AttachUserPolicy',
}: Quarantine): NewEvent => ({
  source: 'aws.iam',
  detailType: 'AWS API Call via CloudTrail',
  detail: {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: userId,
      arn: `arn:aws:iam::${accountId}:user/${userName}`,
      accountId,
      userName,
    },
    eventTime: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    eventSource: 'iam.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: 'AWS Internal',
    userAgent: 'AWS Internal',
    requestParameters: { userName, policyArn: `arn:aws:iam::aws:policy/${policyName}` },
    responseElements: null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  },
});
