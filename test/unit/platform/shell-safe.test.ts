import { expect, test } from 'vitest';
import { plainReference, shellSafe } from '#lib/platform/shell-safe.ts';

test.each(['ci', 'team/deploy@prod', 'a+b=c,d.e-f', '_x', 'A'.repeat(512)])('%s may be typed', (name) => {
  expect(shellSafe(name)).toBe(true);
  expect(shellSafe(name, plainReference)).toBe(true);
});

test.each([
  undefined,
  '',
  '-rf',
  '--debug',
  '=ls',
  'a b',
  'a;b',
  'a&b',
  'a|b',
  '$(id)',
  '`id`',
  "a'b",
  'a"b',
  'a\\b',
  'a\nb',
  'a\n',
  'a*',
  'a?',
  '~root',
  '{a,b}',
  '[ab]',
  '(a)',
  '<a>',
  'a!b',
  'a#b',
  'a\u202eb',
  'a\u200bb',
  'ä',
  '%PATH%',
  '^a',
  'www.evil.example',
  'A'.repeat(513),
  'cut…',
])('%s may not', (name) => {
  expect(shellSafe(name)).toBe(false);
  expect(shellSafe(name, plainReference)).toBe(false);
});

test('colons only where an ARN may stand, and never an address', () => {
  const arn = 'arn:aws:iam::111122223333:role/deploy';
  expect([shellSafe(arn), shellSafe(arn, plainReference)]).toEqual([false, true]);
  for (const address of ['https://evil.example', 'file:///etc/passwd', 'fileb://x'])
    expect(shellSafe(address, plainReference)).toBe(false);
});
