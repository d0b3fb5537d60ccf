import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdSet } from '#lib/investigation/id-set.ts';

const runs = { numRuns: process.env['LONG'] ? 5_000 : 60 };

/** Ids of events, of keys, and anything else that a record may hold for one. */
const ids = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^A[KS]IA[A-Z2-7]{16}$/),
  fc.constantFrom('', ' ', 'a', 'A', '\u0000', 'é', 'e\u0301'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

test('it answers as a set of texts does', () => {
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 400, size: 'max' }), fc.array(ids), (added, others) => {
      const [hashed, texts] = [new IdSet(), new Set<string>()];
      for (const id of added) {
        const isNew = !texts.has(id);
        texts.add(id);
        expect(hashed.add(id)).toBe(isNew);
      }
      expect(hashed.size).toBe(texts.size);
      for (const id of [...added, ...others]) expect(hashed.has(id)).toBe(texts.has(id));
    }),
    runs,
  );
});
