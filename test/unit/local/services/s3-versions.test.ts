import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { s3 } from '#infra/local/services/s3.ts';
import { caller, expectRefusal, newClock } from './rig.ts';

const Bucket = 'evidence';
const day = 24 * 60 * 60_000;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const md5 = (text: string): string => createHash('md5').update(text).digest('base64');

async function setUp(objectLock = false) {
  const clock = newClock();
  const call = caller(s3({ clock }).service);
  await call('CreateBucket', { Bucket, ObjectLockEnabledForBucket: objectLock });
  const versioning = (Status: string) =>
    call('PutBucketVersioning', { Bucket, VersioningConfiguration: { Status } });
  const lock = (retention: object) =>
    call('PutObjectLockConfiguration', {
      Bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
    });
  const put = (Body: string, over: object = {}) => call('PutObject', { Bucket, Key: 'a', Body, ...over });
  const get = async (VersionId?: string) =>
    (await call('GetObject', { Bucket, Key: 'a', VersionId })).Body.toString();
  const remove = (over: object = {}) => call('DeleteObject', { Bucket, Key: 'a', ...over });
  const versions = async () => (await call('ListObjectVersions', { Bucket })).Versions;
  return { clock, call, versioning, lock, put, get, remove, versions };
}

describe('a bucket with versions', () => {
  it('keeps what was written over and what was deleted', async () => {
    const { call, versioning, put, get, remove, versions } = await setUp();
    expect(await call('GetBucketVersioning', { Bucket })).toEqual({ Status: undefined });
    expect((await put('unversioned')).VersionId).toBeUndefined();
    await versioning('Enabled');
    const { VersionId: second } = await put('second');
    const { VersionId: third } = await put('third');
    expect(await get()).toBe('third');
    expect(await get(second)).toBe('second');
    expect(await get('null')).toBe('unversioned');
    const marker = await remove();
    expect(marker).toMatchObject({ DeleteMarker: true });
    await expectRefusal(get(), 'NoSuchKey');
    await expectRefusal(get('none'), 'NoSuchVersion');
    await expectRefusal(get(marker.VersionId), 'MethodNotAllowed');
    expect((await call('ListObjectsV2', { Bucket })).Contents).toEqual([]);
    expect(await versions()).toMatchObject([
      { VersionId: third },
      { VersionId: second },
      { VersionId: 'null' },
    ]);
    await remove({ VersionId: marker.VersionId });
    expect(await get()).toBe('third');
    expect(await versions()).toMatchObject([{ IsLatest: true }, { IsLatest: false }, { IsLatest: false }]);
  });

  it('overwrites the version without an id once versioning is suspended', async () => {
    const { versioning, put, get, versions } = await setUp();
    await versioning('Enabled');
    await put('kept');
    await versioning('Suspended');
    await put('one');
    await put('two');
    expect(await get('null')).toBe('two');
    expect(await versions()).toHaveLength(2);
    await expectRefusal(versioning('Off'), 'MalformedXML');
  });

  it('without them forgets what is deleted', async () => {
    const { put, get, remove } = await setUp();
    await put('x');
    expect(await remove()).toEqual({});
    await expectRefusal(get(), 'NoSuchKey');
  });
});

describe('an upload', () => {
  it('is compared with the checksums that it names', async () => {
    const { call, put } = await setUp();
    await expectRefusal(put('x', { ChecksumSHA256: sha256('y') }), 'BadDigest');
    await expectRefusal(put('x', { ContentMD5: md5('y') }), 'BadDigest');
    await put('x', { ChecksumSHA256: sha256('x'), ContentMD5: md5('x') });
    const read = { Bucket, Key: 'a' };
    expect((await call('GetObject', read)).ChecksumSHA256).toBeUndefined();
    expect(await call('GetObject', { ...read, ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumSHA256: sha256('x'),
    });
  });

  it('to the bucket of another owner than expected is refused', async () => {
    const { put } = await setUp();
    await expectRefusal(put('x', { ExpectedBucketOwner: '999988887777' }), 'AccessDenied');
    await put('x', { ExpectedBucketOwner: '111122223333' });
  });
});

describe('Object Lock', () => {
  it('is for buckets that keep versions, which they cannot stop any more', async () => {
    const { call, versioning, lock } = await setUp();
    await expectRefusal(lock({ Mode: 'COMPLIANCE', Days: 1 }), 'InvalidBucketState');
    await expectRefusal(
      call('GetObjectLockConfiguration', { Bucket }),
      'ObjectLockConfigurationNotFoundError',
    );
    await versioning('Enabled');
    await lock({ Mode: 'COMPLIANCE', Years: 1 });
    await expectRefusal(versioning('Suspended'), 'InvalidBucketState');
    expect(await call('GetObjectLockConfiguration', { Bucket })).toEqual({
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } },
      },
    });
  });

  it('by default demands a checksum, and lets nobody remove a version before its time', async () => {
    const { clock, lock, put, get, remove } = await setUp(true);
    await lock({ Mode: 'COMPLIANCE', Days: 2 });
    await expectRefusal(put('x'), 'InvalidRequest');
    const { VersionId } = await put('x', { ChecksumSHA256: sha256('x') });
    await put('y', { ChecksumCRC32: 'from the SDK' });
    await expectRefusal(remove({ VersionId, BypassGovernanceRetention: true }), 'AccessDenied');
    expect(await get(VersionId)).toBe('x');
    await clock.advance(2 * day + 1);
    await remove({ VersionId });
    await expectRefusal(get(VersionId), 'NoSuchVersion');
  });

  it('in governance mode yields to who may bypass it', async () => {
    const { lock, put, remove, versions } = await setUp(true);
    await lock({ Mode: 'GOVERNANCE', Days: 2 });
    const { VersionId } = await put('x', { ChecksumSHA256: sha256('x') });
    await expectRefusal(remove({ VersionId }), 'AccessDenied');
    await remove({ VersionId, BypassGovernanceRetention: true });
    expect(await versions()).toEqual([]);
  });
});
