import type { Shape } from '../contract.ts';
import { type Bucket, currentObjects } from './s3-bucket.ts';
import type { S3Object } from './s3-object.ts';

/** One page of ListObjectsV2. The continuation token is the last name of the page before, in base64. */
export function listPage(bucket: Bucket, input: Shape): Shape {
  const objects = currentObjects(bucket);
  const { Prefix = '', Delimiter, MaxKeys = 1000, ContinuationToken, StartAfter = '' } = input;
  const after = ContinuationToken ? Buffer.from(ContinuationToken, 'base64').toString() : StartAfter;
  const names = grouped([...objects.keys()], Prefix, Delimiter).filter((entry) => entry > after);
  const page = names.slice(0, MaxKeys);
  const truncated = names.length > page.length;
  return {
    Name: bucket.name,
    Prefix,
    MaxKeys,
    KeyCount: page.length,
    IsTruncated: truncated,
    ...(Delimiter && { Delimiter, CommonPrefixes: prefixes(page, objects) }),
    ...(truncated && { NextContinuationToken: Buffer.from(page.at(-1) ?? '').toString('base64') }),
    Contents: page.flatMap((Key) => {
      const object = objects.get(Key);
      if (!object) return [];
      return [{ Key, Size: object.body.length, ETag: object.etag, LastModified: object.lastModified }];
    }),
  };
}

/** Every version of every key, all on one page: nothing here keeps more. */
export function listVersions({ name, versions }: Bucket, { Prefix = '' }: Shape): Shape {
  const all = [...versions]
    .filter(([key]) => key.startsWith(Prefix))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([Key, each]) => each.map((version, at) => ({ Key, version, IsLatest: at === 0 })));
  const entry = ({ Key, version, IsLatest }: (typeof all)[number]): Shape => ({
    Key,
    VersionId: version.id,
    IsLatest,
    LastModified: version.at,
    ...(version.object && { Size: version.object.body.length, ETag: version.object.etag }),
  });
  return {
    Name: name,
    Prefix,
    IsTruncated: false,
    Versions: all.filter(({ version }) => version.object).map(entry),
    DeleteMarkers: all.filter(({ version }) => !version.object).map(entry),
  };
}

/** Keys in order, those that share a part up to the delimiter rolled into that part. */
function grouped(keys: string[], prefix: string, delimiter: string | undefined): string[] {
  const entries = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      return end < 0 ? key : key.slice(0, end + (delimiter?.length ?? 0));
    });
  return [...new Set(entries)].sort();
}

const prefixes = (page: string[], objects: Map<string, S3Object>): Shape[] =>
  page.filter((entry) => !objects.has(entry)).map((Prefix) => ({ Prefix }));
