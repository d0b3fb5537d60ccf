import { randomUUID } from 'node:crypto';
import type { CloudTrailRecord } from './cloudtrail-record.ts';

/**
 * A role that a service assumes has a sharedEventID too: the service's own account, which nobody sees, has the other
 * record. A role assumed from another account is recorded in both, joined by sharedEventID. The role's account learns
 * the account and the principal id of the caller, but neither name nor key (IAM user guide, "Logging IAM and AWS
 * STS API calls with CloudTrail").
 *
 * @returns the record alone where only one account is concerned; a refused call concerns only the caller's
 */
export function inEveryAccount(record: CloudTrailRecord): CloudTrailRecord[] {
  const roleArn = record.requestParameters?.['roleArn'];
  const roleAccount = typeof roleArn === 'string' ? roleArn.split(':')[4] : undefined;
  const assumed = record.eventSource === 'sts.amazonaws.com' && record.eventName === 'AssumeRole';
  if (!assumed || record.errorCode) return [record];
  const sharedEventID = randomUUID();
  if (record.userIdentity.type === 'AWSService') return [{ ...record, sharedEventID }];
  if (!roleAccount || roleAccount === record.recipientAccountId) return [record];

  const { principalId, accountId } = record.userIdentity;
  return [
    { ...record, sharedEventID },
    {
      ...record,
      eventID: randomUUID(),
      userIdentity: {
        type: 'AWSAccount',
        ...(principalId !== undefined && { principalId }),
        ...(accountId !== undefined && { accountId }),
      },
      recipientAccountId: roleAccount,
      sharedEventID,
    },
  ];
}
