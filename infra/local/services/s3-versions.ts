import { randomBytes } from 'node:crypto';
import { AwsError, type Shape } from '../contract.ts';
import type { Bucket, Version } from './s3-bucket.ts';
import type { S3Object } from './s3-object.ts';

const day = 24 * 60 * 60_000;

/** A new version of a key, or its only one where the bucket keeps none. @param object undefined: a delete marker */
export function addVersion(bucket: Bucket, key: string, object: S3Object | undefined, at: Date): Version {
  const id = bucket.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
  const { defaultRetention } = bucket;
  const retention = object &&
    defaultRetention && {
      mode: defaultRetention.mode,
      until: new Date(at.getTime() + defaultRetention.days * day),
    };
  const version: Version = { id, at, ...(object && { object }), ...(retention && { retention }) };
  const before = bucket.versions.get(key) ?? [];
  // What was written without a version is overwritten by what is written without one.
  bucket.versions.set(key, [version, ...before.filter((each) => id !== 'null' || each.id !== 'null')]);
  return version;
}

/** The version that a request names, or the newest. @throws AwsError where the named one is not there */
export function findVersion({ versions }: Bucket, { Key, VersionId }: Shape): Version | undefined {
  const all = versions.get(Key) ?? [];
  if (VersionId === undefined) return all[0];
  const found = all.find(({ id }) => id === VersionId);
  if (!found) throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
  return found;
}

/** Removes one version for ever, unless it is locked. Nobody can shorten a lock in compliance mode. */
export function removeVersion(bucket: Bucket, input: Shape, now: Date): Shape {
  const { Key, VersionId, BypassGovernanceRetention = false } = input;
  const all = bucket.versions.get(Key) ?? [];
  const found = all.find(({ id }) => id === VersionId);
  if (!found) return { VersionId };
  const { mode, until } = found.retention ?? {};
  const held = until !== undefined && until > now;
  if (held && !(mode === 'GOVERNANCE' && BypassGovernanceRetention))
    throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
  const left = all.filter((each) => each !== found);
  if (left.length > 0) bucket.versions.set(Key, left);
  else bucket.versions.delete(Key);
  return { VersionId, ...(!found.object && { DeleteMarker: true }) };
}
