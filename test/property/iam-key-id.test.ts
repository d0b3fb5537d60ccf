import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountOfKeyId, newAccessKeyId } from '#infra/local/iam/access-key-id.ts';
import { newUniqueId } from '#infra/local/iam/unique-id.ts';

const accountId = fc.bigInt({ min: 0n, max: 999_999_999_999n }).map((id) => String(id).padStart(12, '0'));

test('every key id carries the account that it was made for', () => {
  fc.assert(
    fc.property(accountId, fc.constantFrom('AKIA' as const, 'ASIA' as const), (account, prefix) => {
      const id = newAccessKeyId(prefix, account);
      expect(id).toMatch(/^(AKIA|ASIA)[Q-Z2-7][A-Z2-7]{15}$/);
      expect(accountOfKeyId(id)).toBe(account);
    }),
  );
});

test('key ids from the write-ups on their layout are read right, and those of the old kind not at all', () => {
  const known: [string, string | undefined][] = [
    ['ASIAY34FZKBOKMUTVV7A', '609629065308'],
    ['ASIAY34FZKAOKMUTVV7A', '609629065244'],
    ['ASIAY34FZKBNKMUTVV7A', '609629065306'],
    ['ASIAQNZGKIQY56JQ7WML', '029608264753'],
    ['AKIAIOSFODNN7EXAMPLE', undefined],
    ['not a key', undefined],
  ];
  for (const [id, account] of known) expect(accountOfKeyId(id)).toBe(account);
});

test('no id comes twice', () => {
  const ids = Array.from({ length: 5000 }, () => newAccessKeyId('AKIA', '111122223333'));
  const unique = Array.from({ length: 5000 }, () => newUniqueId('user'));
  expect(new Set(ids).size).toBe(5000);
  expect(new Set(unique).size).toBe(5000);
});
