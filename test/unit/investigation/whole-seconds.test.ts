import { describe, expect, it } from 'vitest';
import { certainlyAfter, certainlyBefore, nextSecond } from '#lib/investigation/whole-seconds.ts';

const at = '2026-03-01T10:00:05.300Z';

describe('the second of a call beside a time of ours', () => {
  it.each([
    ['2026-03-01T10:00:04Z', { before: true, after: false }],
    // Made at 05.0 or at 05.9: nobody can tell.
    ['2026-03-01T10:00:05Z', { before: false, after: false }],
    ['2026-03-01T10:00:06Z', { before: false, after: true }],
  ])('%s', (call, { before, after }) => {
    expect(certainlyBefore(call, at)).toBe(before);
    expect(certainlyAfter(call, at)).toBe(after);
  });

  it('claims from the next whole second on', () => {
    expect(nextSecond(at)).toBe('2026-03-01T10:00:06.000Z');
    expect(nextSecond('2026-03-01T10:00:05Z')).toBe('2026-03-01T10:00:06.000Z');
  });
});
