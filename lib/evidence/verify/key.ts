import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { SigningAlgorithm } from '../manifest.ts';

/** What is to be checked: the manifest's bytes, and the signature as KMS made it over their SHA-256. */
export interface Signed {
  manifest: Buffer;
  signature: Buffer;
  algorithm: SigningAlgorithm;
}

/** Whether this key made the signature. */
export interface VerifyingKey {
  /** The key, where it is known by its ARN. */
  keyArn?: string;
  verify(signed: Signed): Promise<boolean>;
}

/** KMS makes PSS with a salt as long as the digest (KMS developer guide, "Key spec reference"). */
const paddingOf: Record<SigningAlgorithm, object> = {
  ECDSA_SHA_256: { dsaEncoding: 'der' },
  RSASSA_PSS_SHA_256: {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  },
};

const typeOf: Record<SigningAlgorithm, string> = { ECDSA_SHA_256: 'ec', RSASSA_PSS_SHA_256: 'rsa' };

export const isSignedWith = (key: KeyObject, { manifest, signature, algorithm }: Signed): boolean =>
  key.asymmetricKeyType === typeOf[algorithm] &&
  verify('sha256', manifest, { key, ...paddingOf[algorithm] }, signature);

/** A public key in PEM, or as `aws kms get-public-key` gives it: DER, or that in base64. @throws Error where it is none */
export const publicKey = (bytes: Buffer): VerifyingKey => {
  const key = readKey(bytes);
  return { verify: async (signed) => isSignedWith(key, signed) };
};

const readKey = (bytes: Buffer): KeyObject => {
  const pem = bytes.includes('-----BEGIN');
  // A private key would do as well, and has no business on this machine.
  if (pem && bytes.includes('PRIVATE KEY'))
    throw new Error('it holds a private key: give the public one alone');
  const text = bytes.toString('latin1');
  const der = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, 'base64') : bytes;
  try {
    return pem ? createPublicKey(bytes) : createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch (error) {
    throw new Error('it holds no public key in PEM or DER', { cause: error });
  }
};
