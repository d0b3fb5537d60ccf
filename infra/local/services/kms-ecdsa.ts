import { createECDH, type KeyObject, randomBytes } from 'node:crypto';
import { readSignature, writeSignature } from './kms-der.ts';
import { bothTimes, coordinates, curve, inverse, modulo } from './kms-p256.ts';

/**
 * ECDSA on P-256 over a digest that is already there, as KMS signs it (FIPS 186-5, 6.4). Node's own `sign` would hash
 * once more. For the embedded AWS only: it takes no care that its time tells nothing.
 */
export const signEcdsa = (digest: Buffer, key: KeyObject): Buffer => {
  const { n } = curve;
  const secret = numberOf(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  for (;;) {
    const once = numberOf(randomBytes(32));
    if (once === 0n || once >= n) continue;
    const r = modulo(coordinates(pointOf(once)).x, n);
    const s = modulo(inverse(once, n) * (numberOf(digest) + r * secret), n);
    if (r !== 0n && s !== 0n) return writeSignature(r, s);
  }
};

export const verifyEcdsa = (digest: Buffer, signature: Buffer, key: KeyObject): boolean => {
  const { n } = curve;
  const read = readSignature(signature);
  if (!read || read.r === 0n || read.s === 0n || read.r >= n || read.s >= n) return false;
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const own = { x: numberOf(Buffer.from(x, 'base64url')), y: numberOf(Buffer.from(y, 'base64url')) };
  const w = inverse(read.s, n);
  const sum = bothTimes(modulo(numberOf(digest) * w, n), modulo(read.r * w, n), own);
  return sum !== undefined && modulo(sum.x, n) === read.r;
};

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex') || '0'}`);

/** A multiple of the base point: what ECDH calls the public key of that number. */
const pointOf = (factor: bigint): Buffer => {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(factor.toString(16).padStart(64, '0'), 'hex');
  return ecdh.getPublicKey();
};
