import {
  constants,
  createHash,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  randomBytes,
} from 'node:crypto';

/**
 * RSASSA-PSS with SHA-256 over a digest that is already there, as KMS signs it (RFC 8017, 8.1 and 9.1; a salt of 32
 * bytes). Node's own `sign` would hash once more.
 */
const bytes = 256;
const hashBytes = 32;

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Masks or unmasks: MGF1, of which the leftmost bit is none of the message's. */
const masked = (block: Buffer, seed: Buffer): Buffer => {
  const mask = Buffer.concat(
    Array.from({ length: Math.ceil(block.length / hashBytes) }, (_, at) =>
      sha256(seed, Buffer.from([0, 0, 0, at])),
    ),
  );
  const out = Buffer.from(block.map((byte, at) => byte ^ (mask[at] ?? 0)));
  out.writeUInt8(out.readUInt8(0) & 0x7f, 0);
  return out;
};

const innerHash = (digest: Buffer, salt: Buffer): Buffer => sha256(Buffer.alloc(8), digest, salt);

const blockOf = (salt: Buffer): Buffer =>
  Buffer.concat([Buffer.alloc(bytes - 2 * hashBytes - 2), Buffer.from([1]), salt]);

export const signPss = (digest: Buffer, key: KeyObject): Buffer => {
  const salt = randomBytes(hashBytes);
  const hash = innerHash(digest, salt);
  const encoded = Buffer.concat([masked(blockOf(salt), hash), hash, Buffer.from([0xbc])]);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
};

export const verifyPss = (digest: Buffer, signature: Buffer, key: KeyObject): boolean => {
  if (signature.length !== bytes) return false;
  let encoded: Buffer;
  try {
    encoded = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  } catch {
    // A number above the modulus is no signature of anything.
    return false;
  }
  const hash = encoded.subarray(-hashBytes - 1, -1);
  const block = masked(encoded.subarray(0, bytes - hashBytes - 1), hash);
  const salt = block.subarray(-hashBytes);
  return encoded.at(-1) === 0xbc && block.equals(blockOf(salt)) && hash.equals(innerHash(digest, salt));
};
