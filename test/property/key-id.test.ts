import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseKeyId } from '#lib/credential/key-id.ts';

const base32 = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'];
const prefix = fc.constantFrom('AKIA', 'ASIA', 'ABIA', 'ACCA');

/** Writes an account into an id, the other way round: bit 0 set, forty bits of account, nine bits of the rest. */
const encode = (accountId: bigint, rest: bigint): string => {
  let bits = (1n << 49n) | (accountId << 9n) | rest;
  let text = '';
  for (let at = 0; at < 10; at += 1) {
    text = base32[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
};

it('every account that is written into an id is read from it', () => {
  const tail = fc.string({ unit: fc.constantFrom(...base32), minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(
      prefix,
      fc.bigInt(0n, 999_999_999_999n),
      fc.bigInt(0n, 511n),
      tail,
      (start, account, rest, end) => {
        const parsed = parseKeyId(`${start}${encode(account, rest)}${end}`);
        expect(parsed).toMatchObject({ accountId: account.toString().padStart(12, '0') });
      },
    ),
  );
});

it('no id of the old format gives an account', () => {
  const old = fc.string({ unit: fc.constantFrom(...base32), minLength: 15, maxLength: 15 });
  fc.assert(
    fc.property(prefix, fc.constantFrom(...'ABCDEFGHIJKLMNOP'), old, (start, fifth, rest) => {
      expect(parseKeyId(start + fifth + rest)).not.toHaveProperty('accountId');
    }),
  );
});

it('anything is either a key id of 20 characters or refused with a reason that does not repeat it', () => {
  const nearly = fc.tuple(prefix, fc.string({ maxLength: 24 })).map(([start, rest]) => start + rest);
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), nearly), (value) => {
      const parsed = parseKeyId(value);
      if (parsed.kind === 'not-a-key-id') {
        expect(parsed.reason).not.toBe('');
        if (typeof value === 'string' && value.length > 12) expect(parsed.reason).not.toContain(value);
      } else {
        expect(parsed.accessKeyId).toBe(value);
        expect(parsed.accessKeyId).toMatch(/^A(KI|SI|BI|CC)A[A-Z0-9]{16}$/);
      }
    }),
  );
});
