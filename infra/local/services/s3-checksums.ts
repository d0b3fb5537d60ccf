import { createHash } from 'node:crypto';
import { AwsError, type Shape } from '../contract.ts';
import type { Bucket } from './s3-bucket.ts';

/** Those that the SDK may have computed by itself. */
const others = ['ChecksumCRC32', 'ChecksumCRC32C', 'ChecksumCRC64NVME', 'ChecksumSHA1'];

/**
 * Compares an upload with the checksums that came with it. A bucket with a default retention takes nothing without one
 * (S3 user guide, "Object Lock considerations").
 */
export function checkChecksums({ defaultRetention }: Bucket, input: Shape, body: Buffer): void {
  const { ContentMD5, ChecksumSHA256 } = input;
  if (ContentMD5 !== undefined && ContentMD5 !== digest('md5', body))
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  if (ChecksumSHA256 !== undefined && ChecksumSHA256 !== digest('sha256', body))
    throw new AwsError('BadDigest', 'The SHA256 you specified did not match the calculated checksum.');
  const named = [ContentMD5, ChecksumSHA256, ...others.map((name) => input[name])];
  if (defaultRetention && named.every((checksum) => checksum === undefined))
    throw new AwsError(
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
}

const digest = (algorithm: string, body: Buffer): string =>
  createHash(algorithm).update(body).digest('base64');
