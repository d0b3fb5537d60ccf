import { AwsError, type Call, type Clock, type Operation, type Shape } from '../contract.ts';
import { type Bucket, type Buckets, bucketArn, owned } from './s3-bucket.ts';
import { listPage, listVersions } from './s3-listing.ts';

export function bucketOperations(buckets: Buckets, clock: Clock): Record<string, Operation> {
  const reading = (action: string, run: (bucket: Bucket, input: Shape) => Shape): Operation => ({
    action: `s3:${action}`,
    readOnly: true,
    resources: bucketArn,
    run: (input, call) => run(owned(buckets, input, call), input),
  });
  const listing = (action: string, run: (bucket: Bucket, input: Shape) => Shape): Operation => ({
    ...reading(action, run),
    recorded: 'data',
    conditions: (input) => ({ 's3:prefix': input.Prefix ?? '' }),
  });
  const changing = (action: string, run: (bucket: Bucket, input: Shape) => void): Operation => ({
    ...reading(action, (bucket, input) => {
      run(bucket, input);
      return {};
    }),
    readOnly: false,
  });
  return {
    ListBuckets: {
      action: 's3:ListAllMyBuckets',
      readOnly: true,
      run: (_, { caller }) => ({
        Buckets: [...buckets.values()]
          .filter(({ ownerId }) => ownerId === caller.accountId)
          .map(({ name, createdAt, region }) => ({
            Name: name,
            CreationDate: createdAt,
            BucketRegion: region,
          })),
        Owner: { ID: caller.accountId },
      }),
    },
    CreateBucket: {
      readOnly: false,
      resources: bucketArn,
      run: (input, call) => {
        create(buckets, input, call, clock.now());
        return { Location: `/${input.Bucket}` };
      },
    },
    ListObjectsV2: listing('ListBucket', listPage),
    ListObjectVersions: listing('ListBucketVersions', listVersions),
    PutBucketVersioning: changing('PutBucketVersioning', setVersioning),
    GetBucketVersioning: reading('GetBucketVersioning', ({ versioning }) => ({ Status: versioning })),
    PutObjectLockConfiguration: changing('PutBucketObjectLockConfiguration', setLock),
    GetObjectLockConfiguration: reading('GetBucketObjectLockConfiguration', lockOf),
  };
}

function create(buckets: Buckets, input: Shape, call: Call, createdAt: Date): void {
  const { Bucket: name, ObjectLockEnabledForBucket: objectLock = false } = input;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name ?? ''))
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.');
  const ownerId = call.caller.accountId;
  const taken = buckets.get(name)?.ownerId;
  if (taken === ownerId)
    throw new AwsError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
    );
  if (taken) throw new AwsError('BucketAlreadyExists', 'The requested bucket name is not available.', 409);
  const versioning = objectLock ? ({ versioning: 'Enabled' } as const) : {};
  const made = { name, ownerId, region: call.region, createdAt, objectLock, ...versioning };
  buckets.set(name, { ...made, versions: new Map() });
}

const setVersioning = (bucket: Bucket, { VersioningConfiguration }: Shape): void => {
  const { Status } = VersioningConfiguration ?? {};
  if (Status !== 'Enabled' && Status !== 'Suspended')
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed.');
  if (bucket.objectLock && Status === 'Suspended')
    throw new AwsError(
      'InvalidBucketState',
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      409,
    );
  bucket.versioning = Status;
};

/** A lock cannot be taken from a bucket again; it can be given to one that keeps versions. */
const setLock = (bucket: Bucket, { ObjectLockConfiguration = {} }: Shape): void => {
  const { ObjectLockEnabled, Rule } = ObjectLockConfiguration;
  if (bucket.versioning !== 'Enabled')
    throw new AwsError(
      'InvalidBucketState',
      'Versioning must be Enabled on the bucket to apply an Object Lock configuration.',
      409,
    );
  if (ObjectLockEnabled !== 'Enabled')
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed.');
  bucket.objectLock = true;
  const { Mode, Days, Years } = Rule?.DefaultRetention ?? {};
  if (Mode) bucket.defaultRetention = { mode: Mode, days: Days ?? Years * 365 };
  else delete bucket.defaultRetention;
};

const lockOf = ({ objectLock, defaultRetention }: Bucket): Shape => {
  if (!objectLock)
    throw new AwsError(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
      404,
    );
  const { mode: Mode, days: Days } = defaultRetention ?? {};
  const Rule = defaultRetention && { DefaultRetention: { Mode, Days } };
  return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule } };
};
