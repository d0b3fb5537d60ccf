import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyIdFor } from '#lib/cli/doctor/key-id-for.ts';
import { parseKeyId } from '#lib/credential/key-id.ts';

it('makes a key id that belongs to just that account, and another one each time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (number) => {
      const accountId = String(number).padStart(12, '0');
      const [one, other] = [keyIdFor(accountId), keyIdFor(accountId)];
      expect(parseKeyId(one)).toEqual({ kind: 'long-term', accessKeyId: one, accountId });
      expect(other).not.toBe(one);
    }),
  );
});
