import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NotFound,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { AwsError, type Shape } from '#infra/local/contract.ts';
import { service, startRig } from './server-rig.ts';

const inputs: Shape[] = [];
const take = (input: Shape) => {
  inputs.push(input);
  return {};
};
const rig = await startRig([
  service('s3', 's3', {
    PutObject: take,
    PutBucketTagging: take,
    DeleteObjects: take,
    ListObjectsV2: take,
    GetBucketLocation: () => ({ LocationConstraint: 'eu-west-1' }),
    GetObject: () => ({ Body: 'text of the object', ETag: '"e"', Metadata: { owner: 'rig' } }),
    HeadObject: (input) => {
      if (input.Key === 'none') throw new AwsError('NotFound', 'Not Found', 404);
      return { ContentLength: 12, ETag: '"e"' };
    },
  }),
]);
const s3 = new S3Client(rig.config);
const Bucket = 'bucket-1';
afterEach(() => {
  inputs.length = 0;
});
afterAll(() => rig.close());

describe('an S3 upload', () => {
  it('arrives whole from bytes, with the checksum that the SDK adds', async () => {
    await s3.send(
      new PutObjectCommand({ Bucket, Key: 'a b/(1)+é.txt', Body: 'hello', Metadata: { x: 'y' } }),
    );
    expect(inputs).toMatchObject([
      {
        Bucket,
        Key: 'a b/(1)+é.txt',
        Body: Buffer.from('hello'),
        Metadata: { x: 'y' },
        ChecksumCRC32: 'NhCmhg==',
      },
    ]);
  });

  it('arrives whole from a stream, which the SDK sends in chunks with its checksum behind them', async () => {
    const Body = Readable.from([Buffer.from('hel'), Buffer.from('lo')]);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 5 }));
    expect(inputs).toMatchObject([{ Key: 'stream', Body: Buffer.from('hello'), ChecksumCRC32: 'NhCmhg==' }]);
  });

  it('is refused when its checksum does not fit', async () => {
    const put = new PutObjectCommand({
      Bucket,
      Key: 'k',
      Body: Readable.from([Buffer.from('hello')]),
      ContentLength: 5,
    });
    put.middlewareStack.add(
      (next) => async (args: Shape) => {
        const sent = args.request.body;
        args.request.body = Readable.from(corrupted(sent));
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await expect(s3.send(put)).rejects.toMatchObject({ name: 'BadDigest' });
    expect(inputs).toEqual([]);
  });
});

describe('S3 in XML', () => {
  it('reads lists out of a body', async () => {
    const TagSet = [
      { Key: 'a', Value: '<&>' },
      { Key: 'b', Value: ' ' },
    ];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'one' }], Quiet: true } }));
    expect(inputs).toMatchObject([
      { Bucket, Tagging: { TagSet } },
      { Bucket, Delete: { Objects: [{ Key: 'one' }], Quiet: true } },
    ]);
  });

  it('tells operations on one path apart by their query', async () => {
    await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/b c', MaxKeys: 7 }));
    expect(rig.calls.at(-1)?.operation).toBe('ListObjectsV2');
    expect(inputs).toEqual([{ Bucket, Prefix: 'a/b c', MaxKeys: 7 }]);
  });

  it('writes the one answer that is a bare element', async () => {
    const location = await s3.send(new GetBucketLocationCommand({ Bucket }));
    expect(location.LocationConstraint).toBe('eu-west-1');
  });
});

describe('an S3 object', () => {
  it('is answered as a stream with its metadata in headers', async () => {
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    expect(await object.Body?.transformToString()).toBe('text of the object');
    expect(object).toMatchObject({ ContentLength: 18, ETag: '"e"', Metadata: { owner: 'rig' } });
  });

  it('is described by headers alone to HEAD, and a missing one by its status', async () => {
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).resolves.toMatchObject({
      ContentLength: 12,
    });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toBeInstanceOf(NotFound);
  });
});

async function* corrupted(sent: AsyncIterable<Uint8Array>) {
  for await (const part of sent)
    yield Buffer.from(Buffer.from(part).toString('latin1').replace('hello', 'jello'), 'latin1');
}
