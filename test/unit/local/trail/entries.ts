import type { Call, Caller, Operation, Shape } from '#infra/local/contract.ts';
import type { CloudTrailRecord } from '#infra/local/trail/cloudtrail-record.ts';
import type { Entry } from '#infra/local/trail/record.ts';
import { trail } from '#infra/local/trail/trail.ts';
import { accountId, callOf, newClock, user } from '../services/rig.ts';

export const role: Caller = {
  kind: 'role-session',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/deploy/laptop`,
  userId: 'AROAEXAMPLEROLEID0001:laptop',
  accessKeyId: 'ASIAEXAMPLEKEYID0001',
  roleName: 'deploy',
  sessionName: 'laptop',
  issuedAt: new Date('2026-11-02T09:30:00.900Z'),
};

export const federated: Caller = {
  kind: 'federated-user',
  accountId,
  arn: `arn:aws:sts::${accountId}:federated-user/guest`,
  userId: `${accountId}:guest`,
  accessKeyId: 'ASIAEXAMPLEKEYID0002',
  userName: 'ci',
  sessionName: 'guest',
  issuedAt: new Date('2026-11-02T09:30:00Z'),
};

export const service: Caller = {
  kind: 'service',
  accountId,
  arn: 'lambda.amazonaws.com',
  userId: 'lambda.amazonaws.com',
  accessKeyId: '',
};

export interface EntryParts {
  service?: string;
  operation?: string;
  readOnly?: boolean;
  recorded?: Operation['recorded'];
  input?: Shape;
  output?: Shape;
  error?: Entry['error'];
  call?: Partial<Call>;
}

/** What the server tells the recorder of one call. */
export function entryOf(parts: EntryParts = {}): Entry {
  const { service: name = 'iam', operation = 'CreateUser', readOnly = false, recorded } = parts;
  return {
    call: callOf(name, operation, parts.call),
    eventSource: `${name}.amazonaws.com`,
    operation: { readOnly, ...(recorded && { recorded }), run: () => ({}) },
    input: parts.input ?? {},
    ...(parts.output !== undefined && { output: parts.output }),
    ...(parts.error && { error: parts.error }),
  };
}

export const newTrail = (delay?: number) => {
  const clock = newClock();
  return { clock, records: trail({ clock, ...(delay !== undefined && { delay }) }) };
};

/** A record as it would come from elsewhere, at a time and by a key of the test's choosing. */
export const recordAt = (time: string, over: Partial<CloudTrailRecord> = {}): CloudTrailRecord => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', accountId, accessKeyId: user().accessKeyId, userName: 'ci' },
  eventTime: time,
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'test',
  requestParameters: null,
  responseElements: null,
  requestID: 'request',
  eventID: `${time} ${over.eventName ?? ''}`,
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: accountId,
  eventCategory: 'Management',
  ...over,
});
