import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '#lib/aws/clients.ts';
import { sleep } from '#lib/platform/clock.ts';
import { once } from '#lib/platform/once.ts';
import { backOff, isPassing, isThrottling } from '#lib/platform/retry.ts';
import type { DigestedFile } from './digest.ts';
import type { EvidenceSink } from './sink.ts';

const s3Client = once(async (): Promise<S3Client> => {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client(clientSettings());
});

export interface Bucket {
  bucket: string;
  /** Where in the bucket, such as `AKIA…-1/look-0-…`. */
  prefix: string;
  /** The account that the bucket must belong to, so that nobody's bucket of the same name is written to. */
  ownerAccountId?: string;
}

/**
 * Evidence as objects of a bucket. S3 compares each with its SHA-256 before it says that it has it, which a bucket with
 * a default retention demands in any case (S3 user guide, "Object Lock considerations": a checksum is required). Writing
 * an object again makes a further version of it where the bucket keeps versions.
 */
export const s3Sink = ({ bucket, prefix, ownerAccountId }: Bucket): EvidenceSink => {
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return {
    where: `s3://${bucket}/${folder}`,
    put: (file) =>
      patiently(async () => {
        const [client, { PutObjectCommand }] = await Promise.all([s3Client(), import('@aws-sdk/client-s3')]);
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: `${folder}${file.path}`,
            Body: await bodyOf(file),
            ContentLength: file.bytes,
            ContentType: file.contentType,
            ChecksumSHA256: Buffer.from(file.sha256, 'hex').toString('base64'),
            ...(ownerAccountId !== undefined && { ExpectedBucketOwner: ownerAccountId }),
          }),
        );
      }),
  };
};

/** A larger file is sent as it is read. PutObject takes up to 5 GB (S3 user guide, "Uploading objects"). */
const mostInMemory = 8 * 1024 * 1024;

const bodyOf = async ({ body, bytes }: DigestedFile) => {
  if (typeof body === 'string') return Buffer.from(body);
  return bytes <= mostInMemory ? readFile(body.file) : createReadStream(body.file);
};

const attempts = 3;

/** The SDK does not repeat what was sent from a stream: each attempt of ours opens it anew. */
const patiently = async (send: () => Promise<void>): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt === attempts || !(isPassing(error) || isThrottling(error))) throw error;
      await sleep(backOff(attempt));
    }
  }
};
