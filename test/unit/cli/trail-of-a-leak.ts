import { gzipSync } from 'node:zlib';
import type { Json } from '#lib/investigation/detail.ts';

/** Made-up records of a thief, as CloudTrail writes them. All ids are invented. */
export const leaked = 'AKIAT3SKF7WXYQ2ZNM4B';
export const madeKey = 'AKIAT3SKF7WXYH6PRB2A';
export const roleSession = 'ASIAT3SKF7WXYLWULI7D';
const accountId = '264875319082';

let number = 0;

export const record = (eventName: string, more: Json = {}): Json => {
  number += 1;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAT3SKF7WXYEXAMPLE1',
      arn: `arn:aws:iam::${accountId}:user/ci/deploy-bot`,
      accountId,
      accessKeyId: leaked,
      userName: 'deploy-bot',
    },
    eventTime: `2026-03-02T10:00:${String(number % 60).padStart(2, '0')}Z`,
    eventSource: 'iam.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.66',
    userAgent: 'aws-cli/2.17.0',
    requestParameters: null,
    responseElements: null,
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    recipientAccountId: accountId,
    ...more,
  };
};

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY';

/** The thief makes a user with a key, assumes a role and looks around with its session. */
export const theft: Json[] = [
  record('CreateUser', {
    requestParameters: { userName: 'backdoor' },
    responseElements: {
      user: {
        userName: 'backdoor',
        userId: 'AIDAT3SKF7WXYEXAMPLE2',
        arn: `arn:aws:iam::${accountId}:user/backdoor`,
      },
    },
  }),
  record('CreateAccessKey', {
    requestParameters: { userName: 'backdoor' },
    responseElements: { accessKey: { userName: 'backdoor', accessKeyId: madeKey, status: 'Active' } },
  }),
  record('AssumeRole', {
    eventSource: 'sts.amazonaws.com',
    requestParameters: { roleArn: `arn:aws:iam::${accountId}:role/deploy`, roleSessionName: 'evil' },
    responseElements: {
      credentials: {
        accessKeyId: roleSession,
        secretAccessKey: secret,
        sessionToken: `IQoJb3JpZ2luX2VjE${secret}`,
        expiration: 'Mar 2, 2026, 11:00:00 AM',
      },
      assumedRoleUser: {
        assumedRoleId: 'AROAT3SKF7WXYEXAMPLE3:evil',
        arn: `arn:aws:sts::${accountId}:assumed-role/deploy/evil`,
      },
    },
  }),
  record('ListBuckets', {
    eventSource: 's3.amazonaws.com',
    awsRegion: 'eu-central-1',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAT3SKF7WXYEXAMPLE3:evil',
      arn: `arn:aws:sts::${accountId}:assumed-role/deploy/evil`,
      accountId,
      accessKeyId: roleSession,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAT3SKF7WXYEXAMPLE3',
          arn: `arn:aws:iam::${accountId}:role/deploy`,
          accountId,
          userName: 'deploy',
        },
      },
    },
  }),
];

/** No part of it may stand in what anybody reads. */
export const secretInTheft = secret;

export const logFile = (records: readonly Json[]): string => JSON.stringify({ Records: records });
export const packed = (records: readonly Json[]): Buffer => gzipSync(logFile(records));
