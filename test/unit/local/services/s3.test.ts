import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { s3 } from '#infra/local/services/s3.ts';
import { asked, caller, expectRefusal, newClock, otherAccountId, user } from './rig.ts';

async function setUp() {
  const store = s3({ clock: newClock() });
  const call = caller(store.service);
  await call('CreateBucket', { Bucket: 'evidence' });
  const put = (Key: string, Body: unknown) => call('PutObject', { Bucket: 'evidence', Key, Body });
  const list = (input: object = {}) => call('ListObjectsV2', { Bucket: 'evidence', ...input });
  return { store, call, put, list };
}

describe('S3', () => {
  it('gives back the bytes that it was given, as text, bytes or a stream', async () => {
    const { call, put } = await setUp();
    const stream = Readable.from([Buffer.from('ab'), Buffer.from([0, 255])]);
    await put('text', 'héllo');
    await put('bytes', new Uint8Array([0, 255]));
    await put('stream', stream);
    const body = async (Key: string) => (await call('GetObject', { Bucket: 'evidence', Key })).Body;
    expect((await body('text')).toString()).toBe('héllo');
    expect([...(await body('bytes'))]).toEqual([0, 255]);
    expect([...(await body('stream'))]).toEqual([97, 98, 0, 255]);
    expect(await call('HeadObject', { Bucket: 'evidence', Key: 'bytes' })).toMatchObject({
      ContentLength: 2,
    });
  });

  it('lists in order, page by page, and rolls keys up to a delimiter', async () => {
    const { put, list } = await setUp();
    for (const key of ['b/2', 'a', 'b/1', 'c']) await put(key, 'x');
    const keys = ({ Contents }: { Contents: { Key: string }[] }) => Contents.map(({ Key }) => Key);
    const first = await list({ MaxKeys: 2 });
    expect([keys(first), first.IsTruncated]).toEqual([['a', 'b/1'], true]);
    const second = await list({ MaxKeys: 2, ContinuationToken: first.NextContinuationToken });
    expect([keys(second), second.IsTruncated]).toEqual([['b/2', 'c'], false]);
    const rolled = await list({ Delimiter: '/' });
    expect([keys(rolled), rolled.CommonPrefixes]).toEqual([['a', 'c'], [{ Prefix: 'b/' }]]);
    expect(keys(await list({ Prefix: 'b/' }))).toEqual(['b/1', 'b/2']);
  });

  it('refuses what is not there and what is another account’s', async () => {
    const { store, call } = await setUp();
    await expectRefusal(call('GetObject', { Bucket: 'evidence', Key: 'x' }), 'NoSuchKey');
    await expectRefusal(call('HeadObject', { Bucket: 'evidence', Key: 'x' }), 'NotFound');
    await expectRefusal(call('GetObject', { Bucket: 'none', Key: 'x' }), 'NoSuchBucket');
    await expectRefusal(call('CreateBucket', { Bucket: 'evidence' }), 'BucketAlreadyOwnedByYou');
    await expectRefusal(call('CreateBucket', { Bucket: 'Not_A_Bucket' }), 'InvalidBucketName');
    const other = caller(store.service, { caller: user(otherAccountId) });
    await expectRefusal(other('CreateBucket', { Bucket: 'evidence' }), 'BucketAlreadyExists');
    await expectRefusal(other('ListObjectsV2', { Bucket: 'evidence' }), 'AccessDenied');
    expect((await other('ListBuckets')).Buckets).toEqual([]);
    expect((await call('ListBuckets')).Buckets).toMatchObject([{ Name: 'evidence' }]);
  });

  it('asks under IAM’s names for it', async () => {
    const { store } = await setUp();
    const input = { Bucket: 'evidence', Key: 'a/b' };
    expect(asked(store.service, 'ListBuckets')).toEqual({ action: 's3:ListAllMyBuckets', resources: ['*'] });
    expect(asked(store.service, 'ListObjectsV2', input)).toEqual({
      action: 's3:ListBucket',
      resources: ['arn:aws:s3:::evidence'],
    });
    expect(asked(store.service, 'HeadObject', input)).toEqual({
      action: 's3:GetObject',
      resources: ['arn:aws:s3:::evidence/a/b'],
    });
  });
});
