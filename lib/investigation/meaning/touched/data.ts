import type { Json } from '../../detail.ts';
import { asked, valueAt } from '../request.ts';
import { sharesWithOutside } from '../sharing.ts';
import { accountId, type Touching, type Value } from './command.ts';

const bucket = [asked('bucketName')];

/** A setting of a bucket, which a command of s3api shows. */
const ofBucket = (kind: string, command: string): Touching => ({
  kind,
  id: bucket,
  review: `aws s3api ${command} --region {region} --bucket {id}`,
});

const publicAccess = ofBucket('block of public access', 'get-public-access-block');
const accountPublicAccess: Touching = {
  kind: 'block of public access',
  id: ['recipientAccountId'],
  with: { owner: { at: ['recipientAccountId'], shape: accountId } },
  review: 'aws s3control get-public-access-block --region {region} --account-id {owner}',
};

const shares = (action: string) => (detail: Json) => sharesWithOutside(action, detail) !== false;

/**
 * Takes off the accounts, or everybody, that a call added: two options, so that of both in one call only a person
 * tells what is to be taken off how. Of organizations, too.
 */
const takingOff =
  (list: string, command: string, everybody: string) =>
  (detail: Json): string | null => {
    const added = valueAt(detail, asked(`${list}.add.items`));
    const members = new Set(
      (Array.isArray(added) ? added : []).map((item) => Object.keys(Object(item)).join()),
    );
    if (members.size !== 1) return null;
    const from = `aws ec2 ${command} --attribute ${list} --operation-type remove`;
    if (members.has('userId')) return `${from} --user-ids {accounts}`;
    return members.has('group') ? `${from} ${everybody}` : null;
  };

const accounts = (list: string): Value => ({ at: [asked(`${list}.add.items.userId`)], shape: accountId });
const restoring: Value = { at: [asked('valuesToAdd')], shape: /^(?:\d{12}|all)$/ };

/** What was shared is shared no more with whom the call named; copies that they made stay theirs. */
export const data: Readonly<Record<string, Touching>> = {
  'ec2:ModifyImageAttribute': {
    kind: 'shared image',
    id: [asked('imageId')],
    with: { accounts: accounts('launchPermission') },
    when: shares('ec2:ModifyImageAttribute'),
    review: 'aws ec2 describe-image-attribute --region {region} --image-id {id} --attribute launchPermission',
    revert: takingOff(
      'launchPermission',
      'modify-image-attribute --region {region} --image-id {id}',
      '--user-groups all',
    ),
  },
  'ec2:ModifySnapshotAttribute': {
    kind: 'shared snapshot',
    id: [asked('snapshotId')],
    with: { accounts: accounts('createVolumePermission') },
    when: shares('ec2:ModifySnapshotAttribute'),
    review:
      'aws ec2 describe-snapshot-attribute --region {region} --snapshot-id {id} --attribute createVolumePermission',
    revert: takingOff(
      'createVolumePermission',
      'modify-snapshot-attribute --region {region} --snapshot-id {id}',
      '--group-names all',
    ),
  },
  'rds:ModifyDBSnapshotAttribute': {
    kind: 'shared snapshot',
    id: [asked('dBSnapshotIdentifier')],
    with: { accounts: restoring },
    when: shares('rds:ModifyDBSnapshotAttribute'),
    review: 'aws rds describe-db-snapshot-attributes --region {region} --db-snapshot-identifier {id}',
    revert:
      'aws rds modify-db-snapshot-attribute --region {region} --db-snapshot-identifier {id} --attribute-name restore --values-to-remove {accounts}',
  },
  'rds:ModifyDBClusterSnapshotAttribute': {
    kind: 'shared snapshot',
    id: [asked('dBClusterSnapshotIdentifier')],
    with: { accounts: restoring },
    when: shares('rds:ModifyDBClusterSnapshotAttribute'),
    review:
      'aws rds describe-db-cluster-snapshot-attributes --region {region} --db-cluster-snapshot-identifier {id}',
    revert:
      'aws rds modify-db-cluster-snapshot-attribute --region {region} --db-cluster-snapshot-identifier {id} --attribute-name restore --values-to-remove {accounts}',
  },
  'rds:ModifyDBInstance': {
    kind: 'database',
    id: [asked('dBInstanceIdentifier')],
    review: 'aws rds describe-db-instances --region {region} --db-instance-identifier {id}',
  },
  'rds:ModifyDBCluster': {
    kind: 'database cluster',
    id: [asked('dBClusterIdentifier')],
    review: 'aws rds describe-db-clusters --region {region} --db-cluster-identifier {id}',
  },
  's3:PutBucketPolicy': ofBucket('bucket policy', 'get-bucket-policy'),
  's3:DeleteBucketPolicy': ofBucket('bucket policy', 'get-bucket-policy'),
  's3:PutBucketAcl': ofBucket('bucket ACL', 'get-bucket-acl'),
  's3:PutBucketVersioning': ofBucket('versioning of a bucket', 'get-bucket-versioning'),
  's3:PutBucketLifecycle': ofBucket('lifecycle of a bucket', 'get-bucket-lifecycle-configuration'),
  's3:PutBucketReplication': ofBucket('replication of a bucket', 'get-bucket-replication'),
  's3:DeleteBucketReplication': ofBucket('replication of a bucket', 'get-bucket-replication'),
  's3:PutBucketLogging': ofBucket('logging of a bucket', 'get-bucket-logging'),
  's3:PutBucketEncryption': ofBucket('encryption of a bucket', 'get-bucket-encryption'),
  's3:DeleteBucketEncryption': ofBucket('encryption of a bucket', 'get-bucket-encryption'),
  's3:PutBucketNotification': ofBucket('notifications of a bucket', 'get-bucket-notification-configuration'),
  's3:PutBucketWebsite': ofBucket('website of a bucket', 'get-bucket-website'),
  // CloudTrail names the call otherwise than the API does.
  's3:PutBucketPublicAccessBlock': publicAccess,
  's3:PutPublicAccessBlock': publicAccess,
  's3:DeleteBucketPublicAccessBlock': publicAccess,
  's3:DeletePublicAccessBlock': publicAccess,
  's3:PutAccountPublicAccessBlock': accountPublicAccess,
  's3:DeleteAccountPublicAccessBlock': accountPublicAccess,
};
