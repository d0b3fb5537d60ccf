import { randomBytes } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Sixteen base32 letters are 80 bits: a 1, the account id in 40 bits, and 39 bits of chance. */
const accountShift = 39n;
const [oneFirst, accountMask, chanceMask] = [1n << 79n, (1n << 40n) - 1n, (1n << accountShift) - 1n];

const toBase32 = (bits: bigint): string =>
  Array.from({ length: 16 }, (_, at) => alphabet.charAt(Number((bits >> BigInt(75 - at * 5)) & 31n))).join(
    '',
  );

const fromBase32 = (text: string): bigint =>
  [...text].reduce((bits, letter) => (bits << 5n) | BigInt(alphabet.indexOf(letter)), 0n);

/**
 * A new access key id of the kind that AWS has issued since about 2019, which carries the account id. Its fifth
 * letter is one of Q-Z and 2-7. Layout: https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
 */
export const newAccessKeyId = (prefix: 'AKIA' | 'ASIA' | 'ACCA', accountId: string): string => {
  const chance = BigInt(`0x${randomBytes(8).toString('hex')}`) & chanceMask;
  return prefix + toBase32(oneFirst | (BigInt(accountId) << accountShift) | chance);
};

/** The account that an access key id carries, as 12 digits; ids of the older kind carry none. */
export const accountOfKeyId = (accessKeyId: string): string | undefined =>
  /^[A-Z]{4}[Q-Z2-7][A-Z2-7]{15}$/.test(accessKeyId)
    ? String((fromBase32(accessKeyId.slice(4)) >> accountShift) & accountMask).padStart(12, '0')
    : undefined;

/** Forty characters, as a secret access key has. */
export const newSecret = (): string => randomBytes(30).toString('base64');
