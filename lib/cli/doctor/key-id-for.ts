import { randomBytes } from 'node:crypto';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The id of a key that an account could have and that nobody has: 39 of its 80 bits are chance. An id begins with a bit
 * that is set, and then the account (lib/credential/key-id.ts).
 */
export const keyIdFor = (accountId: string): string => {
  const chance = BigInt(`0x${randomBytes(5).toString('hex')}`) & 0x7fffffffffn;
  let bits = (1n << 79n) | (BigInt(accountId) << 39n) | chance;
  let text = '';
  for (let left = 16; left > 0; left -= 1) {
    text = `${base32[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return `AKIA${text}`;
};
