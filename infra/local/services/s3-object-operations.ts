import { AwsError, type Call, type Clock, type Operation, type Shape } from '../contract.ts';
import { type Bucket, type Buckets, objectArn, owned, type Version } from './s3-bucket.ts';
import { checkChecksums } from './s3-checksums.ts';
import { bytesOf, etagOf, type S3Object } from './s3-object.ts';
import { addVersion, findVersion, removeVersion } from './s3-versions.ts';

/** Each asks for the action of the current version, also where a request names another. */
export function objectOperations(buckets: Buckets, clock: Clock): Record<string, Operation> {
  const on = (
    action: string,
    readOnly: boolean,
    run: (bucket: Bucket, input: Shape, call: Call) => Shape | Promise<Shape>,
  ): Operation => ({
    action: `s3:${action}`,
    readOnly,
    recorded: 'data',
    resources: objectArn,
    run: (input, call) => run(owned(buckets, input, call), input, call),
  });
  return {
    PutObject: on('PutObject', false, async (bucket, input) => {
      const body = await bytesOf(input.Body);
      checkChecksums(bucket, input, body);
      const object: S3Object = {
        body,
        etag: etagOf(body),
        lastModified: clock.now(),
        contentType: input.ContentType ?? 'application/octet-stream',
        metadata: input.Metadata ?? {},
        ...(input.ChecksumSHA256 && { sha256: input.ChecksumSHA256 }),
      };
      const { id } = addVersion(bucket, input.Key, object, clock.now());
      return { ETag: object.etag, ...versionId(bucket, id), ...checksum(object) };
    }),
    GetObject: on('GetObject', true, (bucket, input) => {
      const found = findVersion(bucket, input);
      if (!found?.object) throw noSuch(found, input, 'NoSuchKey', 'The specified key does not exist.');
      const sha256 = input.ChecksumMode === 'ENABLED' ? checksum(found.object) : {};
      return { ...head(bucket, found, found.object), ...sha256, Body: found.object.body };
    }),
    // A HEAD answer has no body, so S3 can say no more than 404.
    HeadObject: on('GetObject', true, (bucket, input) => {
      const found = findVersion(bucket, input);
      if (!found?.object) throw new AwsError('NotFound', 'Not Found', 404);
      return head(bucket, found, found.object);
    }),
    DeleteObject: on('DeleteObject', false, (bucket, input) => {
      if (input.VersionId !== undefined) return removeVersion(bucket, input, clock.now());
      if (bucket.versioning === undefined) {
        bucket.versions.delete(input.Key);
        return {};
      }
      const { id } = addVersion(bucket, input.Key, undefined, clock.now());
      return { DeleteMarker: true, VersionId: id };
    }),
  };
}

const noSuch = (found: Version | undefined, { VersionId }: Shape, code: string, message: string): AwsError =>
  found && VersionId !== undefined
    ? new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405)
    : new AwsError(code, message, 404);

const versionId = ({ versioning }: Bucket, id: string): Shape =>
  versioning === undefined ? {} : { VersionId: id };

const checksum = ({ sha256 }: S3Object): Shape =>
  sha256 === undefined ? {} : { ChecksumSHA256: sha256, ChecksumType: 'FULL_OBJECT' };

const head = (
  bucket: Bucket,
  { id, retention }: Version,
  { body, etag, lastModified, contentType, metadata }: S3Object,
): Shape => ({
  ContentLength: body.length,
  ETag: etag,
  LastModified: lastModified,
  ContentType: contentType,
  Metadata: metadata,
  AcceptRanges: 'bytes',
  ...versionId(bucket, id),
  ...(retention && { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: retention.until }),
});
