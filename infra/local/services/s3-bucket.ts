import { AwsError, type Call, type Shape } from '../contract.ts';
import type { S3Object } from './s3-object.ts';

/** One version of a key; a delete marker has no object. */
export interface Version {
  /** `null` where the bucket kept no versions when it was written. */
  id: string;
  at: Date;
  object?: S3Object;
  retention?: Retention;
}

export interface Retention {
  mode: 'GOVERNANCE' | 'COMPLIANCE';
  until: Date;
}

export interface Bucket {
  name: string;
  ownerId: string;
  region: string;
  createdAt: Date;
  versioning?: 'Enabled' | 'Suspended';
  /** Whether it was made with Object Lock, and for how long a new object is locked by default. */
  objectLock: boolean;
  defaultRetention?: { mode: Retention['mode']; days: number };
  /** The versions of each key, the newest first. */
  versions: Map<string, Version[]>;
}

export type Buckets = Map<string, Bucket>;

/** What stands there now, by key. */
export const currentObjects = ({ versions }: Bucket): Map<string, S3Object> =>
  new Map(
    [...versions].flatMap(([key, [newest]]) => (newest?.object ? [[key, newest.object] as const] : [])),
  );

/** @throws AwsError where there is none, where it is another account's, and where the caller expects another owner */
export function owned(
  buckets: Buckets,
  { Bucket: name, ExpectedBucketOwner: expected }: Shape,
  { caller }: Call,
): Bucket {
  const bucket = buckets.get(name);
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const isOther = expected !== undefined && expected !== bucket.ownerId;
  if (bucket.ownerId !== caller.accountId || isOther)
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  return bucket;
}

export const bucketArn = (input: Shape): string[] => [`arn:aws:s3:::${input.Bucket}`];
export const objectArn = (input: Shape): string[] => [`arn:aws:s3:::${input.Bucket}/${input.Key}`];
