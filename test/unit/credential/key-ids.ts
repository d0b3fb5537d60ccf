const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An id as AWS makes them today: after a first bit of 1 it carries its account in 40 bits. */
export const keyOf = (accountId: string, prefix: 'AKIA' | 'ASIA' = 'AKIA'): string => {
  const bits = (1n << 49n) | (BigInt(accountId) << 9n);
  const body = Array.from({ length: 10 }, (_, at) => base32[Number((bits >> BigInt(45 - 5 * at)) & 31n)]);
  return `${prefix}${body.join('')}KMUTVV`;
};

/** An id of the years before 2019: its fifth character is A to P, and it carries no account. */
export const idWithoutAccount = 'AKIAIT3SKF7WXYQ2ZNM4';
