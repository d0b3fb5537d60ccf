import type { Clock, Service } from '../contract.ts';
import type { Bucket } from './s3-bucket.ts';
import { bucketOperations } from './s3-bucket-operations.ts';
import { objectOperations } from './s3-object-operations.ts';

/** S3 in memory, with versions and Object Lock, without bucket policies: a bucket answers its own account only. */
export interface S3 {
  service: Service;
  bucket(name: string): Bucket | undefined;
}

export function s3({ clock }: { clock: Clock }): S3 {
  const buckets = new Map<string, Bucket>();
  return {
    service: {
      name: 's3',
      client: '@aws-sdk/client-s3',
      eventSource: 's3.amazonaws.com',
      operations: { ...bucketOperations(buckets, clock), ...objectOperations(buckets, clock) },
    },
    bucket: (name) => buckets.get(name),
  };
}
