import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { type Binding, bind, together } from './binding.ts';

type Evidence = Exclude<Settings['evidence'], false>;

const lockOf = ({ objectLock, retentionDays }: Evidence): Partial<s3.BucketProps> => {
  if (objectLock === undefined || retentionDays === undefined) return {};
  const days = Duration.days(retentionDays);
  const retention =
    objectLock === 'compliance'
      ? s3.ObjectLockRetention.compliance(days)
      : s3.ObjectLockRetention.governance(days);
  return { objectLockEnabled: true, objectLockDefaultRetention: retention };
};

const lifecycleOf = ({ dropOldVersionsAfterDays: days }: Evidence): s3.LifecycleRule[] => [
  { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
  ...(days === undefined ? [] : [{ id: 'old-versions', noncurrentVersionExpiration: Duration.days(days) }]),
];

const createBucket = (scope: Construct, evidence: Evidence, key: kms.IKey | undefined): Binding => {
  const bucket = new s3.Bucket(scope, 'Evidence', {
    // With the Region: names of buckets are taken for the whole partition.
    bucketName: `tourniquet-evidence-${Aws.ACCOUNT_ID}-${Aws.REGION}`,
    versioned: true,
    ...lockOf(evidence),
    lifecycleRules: lifecycleOf(evidence),
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    ...(key
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED }),
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  return bind({ evidenceBucketArn: bucket.bucketArn }, { TOURNIQUET_EVIDENCE_BUCKET: bucket.bucketName });
};

const createSigningKey = (scope: Construct): Binding => {
  const key = new kms.Key(scope, 'EvidenceKey', {
    alias: 'tourniquet-evidence',
    description: 'signs the manifests of evidence',
    keySpec: kms.KeySpec.ECC_NIST_P256,
    keyUsage: kms.KeyUsage.SIGN_VERIFY,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  return bind({ evidenceKeyArn: key.keyArn }, { TOURNIQUET_EVIDENCE_KMS_KEY: key.keyArn });
};

/** Where evidence is kept, and what signs it. Both outlive the stack: evidence is read long after. */
export const createEvidenceHome = (
  scope: Construct,
  { evidence }: Settings,
  key: kms.IKey | undefined,
): Binding =>
  evidence === false
    ? bind({})
    : together(createBucket(scope, evidence, key), ...(evidence.signed ? [createSigningKey(scope)] : []));
