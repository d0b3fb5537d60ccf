import type { Deployment } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import type { DeployOptions } from './tourniquet-options.ts';

type Home = Pick<Deployment, 'evidenceBucketArn' | 'evidenceKeyArn'>;

/** Short enough that a test may wait it out by moving the clock; a team would take its own retention period. */
const lockedDays = 30;

/** The bucket that evidence is kept in, with versions and, when asked for, locked; and the key that signs it. */
export const createEvidenceHome = async (
  aws: EmbeddedAws,
  { evidence = {} }: DeployOptions,
): Promise<Home> => {
  if (evidence === false) return {};
  const { objectLock = false, signed = true } = evidence;
  return {
    evidenceBucketArn: await createBucket(aws, objectLock),
    ...(signed && { evidenceKeyArn: await createKey(aws) }),
  };
};

const createBucket = async ({ administer, home }: EmbeddedAws, objectLock: boolean): Promise<string> => {
  const Bucket = `tourniquet-evidence-${home.accountId}`;
  await administer('s3', 'CreateBucket', { Bucket, ObjectLockEnabledForBucket: objectLock });
  await administer('s3', 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  if (objectLock)
    await administer('s3', 'PutObjectLockConfiguration', {
      Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: lockedDays } },
      },
    });
  return `arn:aws:s3:::${Bucket}`;
};

const createKey = async ({ administer }: EmbeddedAws): Promise<string> => {
  const { KeyMetadata } = await administer('kms', 'CreateKey', {
    KeyUsage: 'SIGN_VERIFY',
    KeySpec: 'ECC_NIST_P256',
    Description: 'signs the manifests of evidence',
  });
  return KeyMetadata.Arn;
};
