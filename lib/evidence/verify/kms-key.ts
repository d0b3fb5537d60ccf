import { createHash } from 'node:crypto';
import { describeError, isError } from '#lib/aws/errors.ts';
import { isKeyArn, kmsClient } from '../kms.ts';
import type { VerifyingKey } from './key.ts';

/**
 * Lets KMS check signatures, with the key that is given here and never the one that the evidence names.
 * @param keyId the ARN of a key or an alias
 * @throws Error in which the call that failed is named, where KMS did not say yes or no
 */
export const kmsKey = (keyId: string): VerifyingKey => ({
  ...(isKeyArn(keyId) && { keyArn: keyId }),
  async verify({ manifest, signature, algorithm }) {
    const { VerifyCommand } = await import('@aws-sdk/client-kms');
    const command = new VerifyCommand({
      KeyId: keyId,
      Message: createHash('sha256').update(manifest).digest(),
      MessageType: 'DIGEST',
      Signature: signature,
      SigningAlgorithm: algorithm,
    });
    try {
      const answer = await (await kmsClient(keyId)).send(command);
      return answer.SignatureValid === true;
    } catch (error) {
      // So it says no (KMS API reference, Verify).
      if (isError(error, 'KMSInvalidSignatureException')) return false;
      throw new Error(describeError('kms:Verify', error), { cause: error });
    }
  },
});
