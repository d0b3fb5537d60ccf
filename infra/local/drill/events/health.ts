import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#infra/local/services/events/envelope.ts';

export interface HealthLeak {
  accessKeyId: string;
  /** Further keys that one event names. */
  otherKeyIds?: string[];
  accountId: string;
  at: Date;
  userName?: string;
  /** Where AWS found it. */
  exposedUrl?: string;
  eventTypeCode?: string;
  /** The same for the copy that AWS sends to a backup region. */
  communicationId?: string;
}

/** AWS Health tells of an exposed key, in the shape of `AWS_RISK_CREDENTIALS_EXPOSED`: for `events.emit`. */
export const healthDetail = ({
  accessKeyId,
  otherKeyIds = [],
  accountId,
  at,
  userName,
  exposedUrl = 'https://git.example.com/acme/shop/blob/main/config/aws.env',
  eventTypeCode = 'AWS_RISK_CREDENTIALS_EXPOSED',
  communicationId = `${randomUUID().replaceAll('-', '')}-1`,
}: HealthLeak): NewEvent => {
  const keyIds = [accessKeyId, ...otherKeyIds];
  const time = at.toUTCString();
  const suffix = communicationId.replaceAll(/\W/g, '').slice(0, 10);
  return {
    source: 'aws.health',
    detailType: 'AWS Health Event',
    resources: keyIds,
    detail: {
      eventArn: `arn:aws:health:us-east-1::event/RISK/${eventTypeCode}/${eventTypeCode}_${suffix}`,
      service: 'RISK',
      eventTypeCode,
      eventTypeCategory: 'issue',
      eventScopeCode: 'ACCOUNT_SPECIFIC',
      communicationId,
      startTime: time,
      lastUpdatedTime: time,
      statusCode: 'open',
      eventRegion: 'us-east-1',
      eventDescription: [
        { language: 'en_US', latestDescription: 'An access key of your account was found in public.' },
      ],
      eventMetadata: {
        accountId,
        publicKey: accessKeyId,
        ...(userName !== undefined && { userName }),
        exposedUrl,
        truncated: 'false',
      },
      affectedEntities: keyIds.map((entityValue) => ({ entityValue, lastUpdatedTime: time })),
      affectedAccount: accountId,
      page: '1',
      totalPages: '1',
    },
  };
};
