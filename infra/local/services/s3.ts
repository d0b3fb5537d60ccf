import { AwsError, type Call, type Clock, type Operation, type Service, type Shape } from '../contract.ts';
import { listPage } from './s3-listing.ts';
import { bytesOf, etagOf, type S3Object } from './s3-object.ts';

export interface Bucket {
  name: string;
  ownerId: string;
  region: string;
  createdAt: Date;
  objects: Map<string, S3Object>;
}

/** S3 in memory, without versions or bucket policies: a bucket answers its own account only. */
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

const bucketArn = (input: Shape): string[] => [`arn:aws:s3:::${input.Bucket}`];
const objectArn = (input: Shape): string[] => [`arn:aws:s3:::${input.Bucket}/${input.Key}`];

function bucketOperations(buckets: Map<string, Bucket>, clock: Clock): Record<string, Operation> {
  return {
    ListBuckets: {
      action: 's3:ListAllMyBuckets',
      readOnly: true,
      run: (_, { caller }) => ({
        Buckets: [...buckets.values()]
          .filter(({ ownerId }) => ownerId === caller.accountId)
          .map(({ name, createdAt, region }) => ({
            Name: name,
            CreationDate: createdAt,
            BucketRegion: region,
          })),
        Owner: { ID: caller.accountId },
      }),
    },
    CreateBucket: {
      readOnly: false,
      resources: bucketArn,
      run: (input, call) => {
        create(buckets, input.Bucket, call, clock.now());
        return { Location: `/${input.Bucket}` };
      },
    },
    ListObjectsV2: {
      action: 's3:ListBucket',
      readOnly: true,
      recorded: 'data',
      resources: bucketArn,
      conditions: (input) => ({ 's3:prefix': input.Prefix ?? '' }),
      run: (input, call) => listPage(owned(buckets, input, call), input),
    },
  };
}

function objectOperations(buckets: Map<string, Bucket>, clock: Clock): Record<string, Operation> {
  const on = (action: string, readOnly: boolean, run: Operation['run']): Operation => ({
    action: `s3:${action}`,
    readOnly,
    recorded: 'data',
    resources: objectArn,
    run,
  });
  return {
    PutObject: on('PutObject', false, async (input, call) => {
      const { objects } = owned(buckets, input, call);
      const body = await bytesOf(input.Body);
      const object: S3Object = {
        body,
        etag: etagOf(body),
        lastModified: clock.now(),
        contentType: input.ContentType ?? 'application/octet-stream',
        metadata: input.Metadata ?? {},
      };
      objects.set(input.Key, object);
      return { ETag: object.etag };
    }),
    GetObject: on('GetObject', true, (input, call) => {
      const object = owned(buckets, input, call).objects.get(input.Key);
      if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
      return { ...head(object), Body: object.body };
    }),
    // A HEAD answer has no body, so S3 can say no more than 404.
    HeadObject: on('GetObject', true, (input, call) => {
      const object = owned(buckets, input, call).objects.get(input.Key);
      if (!object) throw new AwsError('NotFound', 'Not Found', 404);
      return head(object);
    }),
    DeleteObject: on('DeleteObject', false, (input, call) => {
      owned(buckets, input, call).objects.delete(input.Key);
      return {};
    }),
  };
}

const head = ({ body, etag, lastModified, contentType, metadata }: S3Object): Shape => ({
  ContentLength: body.length,
  ETag: etag,
  LastModified: lastModified,
  ContentType: contentType,
  Metadata: metadata,
  AcceptRanges: 'bytes',
});

function create(buckets: Map<string, Bucket>, name: string, call: Call, createdAt: Date): void {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name ?? ''))
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.');
  const ownerId = call.caller.accountId;
  const taken = buckets.get(name)?.ownerId;
  if (taken === ownerId)
    throw new AwsError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
    );
  if (taken) throw new AwsError('BucketAlreadyExists', 'The requested bucket name is not available.', 409);
  buckets.set(name, { name, ownerId, region: call.region, createdAt, objects: new Map() });
}

function owned(buckets: Map<string, Bucket>, { Bucket: name }: Shape, { caller }: Call): Bucket {
  const bucket = buckets.get(name);
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (bucket.ownerId !== caller.accountId) throw new AwsError('AccessDenied', 'Access Denied', 403);
  return bucket;
}
