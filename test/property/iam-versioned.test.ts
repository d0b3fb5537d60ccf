import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Versioned } from '#infra/local/iam/versioned.ts';

const change = fc.record({
  after: fc.integer({ min: 0, max: 3000 }),
  delay: fc.constantFrom(0, 500, 4000),
  value: fc.option(fc.integer(), { nil: undefined }),
});

test('control plane shows the last change, data plane the newest that has propagated', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      let [now, delay] = [0, 0];
      const map = new Versioned<number>(
        () => now,
        () => delay,
      );
      const history: { visibleAt: number; value: number | undefined }[] = [];
      for (const { after, delay: next, value } of changes) {
        now += after;
        delay = next;
        if (value === undefined) map.delete('key');
        else map.set('key', value);
        // Deleting what is gone already changes nothing.
        const changed = value !== undefined || history.at(-1)?.value !== undefined;
        if (changed) history.push({ visibleAt: now + delay, value });
        expect(map.get('key')).toBe(value);
        expect(map.seen('key')).toBe(history.findLast(({ visibleAt }) => visibleAt <= now)?.value);
      }
      now += 4000;
      expect(map.seen('key')).toBe(history.at(-1)?.value);
    }),
  );
});
