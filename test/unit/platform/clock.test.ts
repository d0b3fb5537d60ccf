import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { now, sleep, timestamp } from '#lib/platform/clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T03:00:00.250Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

it('the time is ISO 8601 in UTC, and moves with the clock', () => {
  expect(timestamp()).toBe('2026-11-23T03:00:00.250Z');
  vi.setSystemTime(new Date('2026-11-23T04:00:00Z'));
  expect(now()).toEqual(new Date('2026-11-23T04:00:00Z'));
  expect(timestamp(new Date('2026-11-23T05:00:00+02:00'))).toBe('2026-11-23T03:00:00.000Z');
});

it('a sleep lasts as long as it was asked for', async () => {
  const awake = vi.fn();
  const sleeping = sleep(1_000).then(awake);
  await vi.advanceTimersByTimeAsync(999);
  expect(awake).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await sleeping;
  expect(awake).toHaveBeenCalledOnce();
});
