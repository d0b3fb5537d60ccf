import { type CloudTrailRecord, wholeSeconds } from '#infra/local/trail/cloudtrail-record.ts';
import { accountId, type Caller, type Role } from './callers.ts';
import type { Random } from './random.ts';

/** What was called, as its record says it. */
export type Call = Pick<
  CloudTrailRecord,
  'eventSource' | 'eventName' | 'readOnly' | 'requestParameters' | 'responseElements'
> &
  Partial<Pick<CloudTrailRecord, 'errorCode' | 'errorMessage' | 'resources'>>;

export interface Moment {
  at: Date;
  region: string;
}

export const recordOf = (call: Call, caller: Caller, moment: Moment, random: Random): CloudTrailRecord => ({
  eventVersion: '1.11',
  ...caller,
  eventTime: wholeSeconds(moment.at),
  awsRegion: moment.region,
  ...call,
  requestID: random.uuid(),
  eventID: random.uuid(),
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: accountId,
  eventCategory: 'Management',
});

const reading = (
  eventSource: string,
  eventName: string,
  requestParameters: Record<string, unknown>,
): Call => ({
  eventSource: `${eventSource}.amazonaws.com`,
  eventName,
  readOnly: true,
  requestParameters,
  responseElements: null,
});

const letters = '0123456789abcdef';

/** What goes on in every account, all day. */
const everyday: readonly ((random: Random) => Call)[] = [
  (random) =>
    reading('ec2', 'DescribeInstances', {
      maxResults: 100,
      instancesSet: {
        items: [
          { instanceId: `i-0${random.text(16, letters)}` },
          { instanceId: `i-0${random.text(16, letters)}` },
        ],
      },
      filterSet: {
        items: [{ name: 'tag:service', valueSet: { items: [{ value: `service-${random.below(40)}` }] } }],
      },
    }),
  (random) => ({
    ...reading('kms', 'Decrypt', {
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      encryptionContext: {
        'aws:s3:arn': `arn:aws:s3:::bucket-${random.below(40)}/part-${random.below(9_999)}.parquet`,
      },
    }),
    resources: [
      { accountId, type: 'AWS::KMS::Key', ARN: `arn:aws:kms:us-east-1:${accountId}:key/${random.uuid()}` },
    ],
  }),
  (random) =>
    reading('lambda', 'GetFunction20150331v2', {
      functionName: `arn:aws:lambda:us-east-1:${accountId}:function:job-${random.below(99)}`,
    }),
  (random) => ({
    eventSource: 'logs.amazonaws.com',
    eventName: 'CreateLogStream',
    readOnly: false,
    requestParameters: {
      logGroupName: `/aws/lambda/job-${random.below(99)}`,
      logStreamName: `2026/01/05/[$LATEST]${random.text(32, letters)}`,
    },
    responseElements: null,
  }),
  (random) => ({
    ...reading('s3', 'GetBucketPolicy', {
      bucketName: `bucket-${random.below(40)}`,
      Host: 's3.us-east-1.amazonaws.com',
      policy: '',
    }),
    errorCode: 'NoSuchBucketPolicy',
    errorMessage: 'The bucket policy does not exist',
    resources: [{ accountId, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::bucket-${random.below(40)}` }],
  }),
  (random) => ({
    ...reading('secretsmanager', 'GetSecretValue', {
      secretId: `arn:aws:secretsmanager:us-east-1:${accountId}:secret:db-${random.below(30)}`,
    }),
  }),
  (random) => reading('dynamodb', 'DescribeTable', { tableName: `table-${random.below(50)}` }),
];

export const everydayCall = (random: Random): Call => random.of(everyday)(random);

/** A session of a role is issued, as CloudTrail says it of AssumeRole that succeeded. */
export const assumeRole = (
  role: Role,
  sessionName: string,
  issued: { id: string; until: Date },
  random: Random,
): Call => ({
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  readOnly: true,
  requestParameters: { roleArn: role.arn, roleSessionName: sessionName, durationSeconds: 3600 },
  responseElements: {
    credentials: {
      accessKeyId: issued.id,
      sessionToken: random.text(320, 'ABCDEFGHIJKLMNOPabcdefghijklmnop0123456789/+'),
      expiration: stsTime(issued.until),
    },
    assumedRoleUser: {
      assumedRoleId: `${role.id}:${sessionName}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
    },
  },
  resources: [{ accountId, type: 'AWS::IAM::Role', ARN: role.arn }],
});

const stsClock = new Intl.DateTimeFormat('en-US', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
});

/** STS's own way to write times into CloudTrail: `Jan 5, 2026, 1:02:03 PM`. */
const stsTime = (at: Date): string => stsClock.format(at).replaceAll('\u202f', ' ');
