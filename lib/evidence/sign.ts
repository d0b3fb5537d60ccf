import { createHash, createPublicKey } from 'node:crypto';
import { once } from '#lib/platform/once.ts';
import { kmsClient } from './kms.ts';
import { type SignedBy, signingAlgorithms } from './manifest.ts';
import type { Signer } from './signature.ts';
import { isSignedWith } from './verify/key.ts';

/**
 * Signs with an asymmetric key of KMS. KMS takes at most 4096 bytes of a message and any digest (KMS API reference,
 * Sign), so the digest of the manifest is signed, which is the same signature as over its bytes. The public key that is
 * asked for beforehand proves the signature before it counts.
 * @param keyId ARN, id or alias of the key
 */
export const kmsSigner = (keyId: string): Signer => {
  const client = once(() => kmsClient(keyId));
  const key = once(async () => {
    const { GetPublicKeyCommand } = await import('@aws-sdk/client-kms');
    const found = await (await client()).send(new GetPublicKeyCommand({ KeyId: keyId }));
    const algorithm = signingAlgorithms.find((each) => found.SigningAlgorithms?.includes(each));
    if (!algorithm || !found.KeyId || !found.PublicKey)
      throw new Error(`${keyId} cannot sign with ${signingAlgorithms.join(' or ')}`);
    const signedBy: SignedBy = { keyArn: found.KeyId, algorithm };
    const der = Buffer.from(found.PublicKey);
    return { signedBy, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
  });
  return {
    signedBy: async () => (await key()).signedBy,
    async sign(manifest) {
      const { signedBy, publicKey } = await key();
      const { SignCommand } = await import('@aws-sdk/client-kms');
      const { Signature } = await (await client()).send(
        new SignCommand({
          // An alias may lead to another key by now.
          KeyId: signedBy.keyArn,
          Message: createHash('sha256').update(manifest).digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: signedBy.algorithm,
        }),
      );
      const signature = Buffer.from(Signature ?? []);
      if (!isSignedWith(publicKey, { manifest, signature, algorithm: signedBy.algorithm }))
        throw new Error(`what ${signedBy.keyArn} gave is no signature of the manifest`);
      return signature;
    },
  };
};
