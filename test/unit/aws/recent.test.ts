import { expect, it } from 'vitest';
import { Recent } from '#lib/aws/recent.ts';

it('forgets what was not asked for the longest', () => {
  const recent = new Recent<number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  expect(recent.get('a')).toBe(1);
  recent.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => recent.get(key))).toEqual([1, undefined, 3]);
});

it('forgets a value on request, but not the one that took its place', () => {
  const recent = new Recent<number>(2);
  recent.set('a', 1);
  recent.set('a', 2);
  recent.forget('a', 1);
  expect(recent.get('a')).toBe(2);
  recent.forget('a', 2);
  expect(recent.get('a')).toBeUndefined();
});
