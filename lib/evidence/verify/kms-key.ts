import { createHash } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { describeError, isError } from '#lib/aws/errors.ts';
import { once } from '#lib/platform/once.ts';
import { isKeyArn, kmsClient } from '../kms.ts';
import type { Signed, VerifyingKey } from './key.ts';

/**
 * Lets KMS check signatures, with the key that is given here and never the one that the evidence names.
 * @param keyId the ARN of a key or an alias
 * @throws Error in which the call that failed is named, where KMS did not say yes or no
 */
export const kmsKey = (keyId: string): VerifyingKey => {
  const client = once(() => kmsClient(keyId));
  return { ...(isKeyArn(keyId) && { keyArn: keyId }), verify: (signed) => askKms(keyId, signed, client) };
};

const askKms = async (
  keyId: string,
  { manifest, signature, algorithm }: Signed,
  client: () => Promise<KMSClient>,
): Promise<boolean> => {
  const { VerifyCommand } = await import('@aws-sdk/client-kms');
  const command = new VerifyCommand({
    KeyId: keyId,
    Message: createHash('sha256').update(manifest).digest(),
    MessageType: 'DIGEST',
    Signature: signature,
    SigningAlgorithm: algorithm,
  });
  try {
    return (await (await client()).send(command)).SignatureValid === true;
  } catch (error) {
    // So it says no (KMS API reference, Verify).
    if (isError(error, 'KMSInvalidSignatureException')) return false;
    throw new Error(describeError('kms:Verify', error), { cause: error });
  }
};
