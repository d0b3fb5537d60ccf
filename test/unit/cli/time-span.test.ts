import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readTime } from '#lib/cli/time-span.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ['90m', 'ahead', '2026-11-23T04:30:00.000Z'],
  ['12h', 'ahead', '2026-11-23T15:00:00.000Z'],
  ['30d', 'ahead', '2026-12-23T03:00:00.000Z'],
  [' 2w ', 'ahead', '2026-12-07T03:00:00.000Z'],
  ['7d', 'ago', '2026-11-16T03:00:00.000Z'],
  ['2026-12-24', 'ahead', '2026-12-24T00:00:00.000Z'],
  ['2026-12-24T18:00Z', 'ago', '2026-12-24T18:00:00.000Z'],
  ['2026-12-24T18:00:01.5+01:00', 'ahead', '2026-12-24T17:00:01.500Z'],
  ['2028-02-29', 'ahead', '2028-02-29T00:00:00.000Z'],
] as const)('%s, %s, is %s', (text, direction, expected) => {
  expect(readTime('--until', text, direction).toISOString()).toBe(expected);
});

it.each([
  '',
  'tomorrow',
  '30',
  '30 d',
  '1.5d',
  '-3d',
  '3y',
  '9999999d',
  '2026-12-24T18:00',
  '2026-13-01',
  '2026-02-30',
  '2026-02-30T10:00:00Z',
  '2026-12-24T25:00:00Z',
  '24.12.2026',
  '1767225600',
])('%j is no time, and the option is named', (text) => {
  expect(() => readTime('--until', text, 'ahead')).toThrow(
    expect.objectContaining({
      name: 'UsageError',
      field: '--until',
      message: '--until takes a time such as 2026-12-24T18:00:00Z, or a span such as 30d or 12h',
    }),
  );
});
