import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';

const START = new Date('2026-03-01T00:00:00.000Z');
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

describe('MovableClock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('begins where it is set and goes on with real time', async () => {
    const clock = new MovableClock(START);
    await vi.advanceTimersByTimeAsync(1500);
    expect(clock.now()).toEqual(at(1.5));
  });

  it('shows the machine’s own time by default', () => {
    expect(new MovableClock().now()).toEqual(new Date());
  });

  it('keeps what falls due on the way in the order of time, each at its own time', async () => {
    const clock = new MovableClock(START);
    const seen: [string, Date][] = [];
    clock.at(at(60), () => void seen.push(['later', clock.now()]));
    clock.at(at(30), async () => {
      await Promise.resolve();
      seen.push(['sooner', clock.now()]);
    });
    clock.at(at(61), () => void seen.push(['not yet', clock.now()]));
    await clock.advance(60_000);
    expect(seen).toEqual([
      ['sooner', at(30)],
      ['later', at(60)],
    ]);
    expect(clock.now()).toEqual(at(60));
  });

  it('keeps appointments that are made while it moves', async () => {
    const clock = new MovableClock(START);
    const seen: Date[] = [];
    const again = () => {
      seen.push(clock.now());
      if (seen.length < 3) clock.at(new Date(clock.now().getTime() + 10_000), again);
    };
    clock.at(at(10), again);
    await clock.advance(60_000);
    expect(seen).toEqual([at(10), at(20), at(30)]);
  });

  it('adds up two moves at the same time', async () => {
    const clock = new MovableClock(START);
    await Promise.all([clock.advance(1000), clock.advance(2000)]);
    expect(clock.now()).toEqual(at(3));
  });

  it('rings by waiting too, and only once', async () => {
    const clock = new MovableClock(START);
    const ring = vi.fn();
    clock.at(at(5), ring);
    await vi.advanceTimersByTimeAsync(4999);
    expect(ring).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ring).toHaveBeenCalledOnce();
    await clock.advance(10_000);
    expect(ring).toHaveBeenCalledOnce();
  });

  it('shortens a wait that has begun when the clock is moved', async () => {
    const clock = new MovableClock(START);
    const ring = vi.fn();
    clock.at(at(60), ring);
    await clock.advance(59_000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(ring).toHaveBeenCalledOnce();
  });

  it('waits for what lies further ahead than the longest timer', async () => {
    const clock = new MovableClock(START);
    const ring = vi.fn();
    clock.at(at(90 * 86_400), ring);
    await vi.advanceTimersByTimeAsync(89 * 86_400_000);
    expect(ring).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(ring).toHaveBeenCalledOnce();
  });

  it('does not call back what was cancelled', async () => {
    const clock = new MovableClock(START);
    const ring = vi.fn();
    clock.at(at(1), ring).cancel();
    await clock.advance(5000);
    expect(ring).not.toHaveBeenCalled();
  });

  it('goes no further while something holds it, and keeps what that leads to', async () => {
    const clock = new MovableClock(START);
    const seen: Date[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.hold(promise);
    const moved = clock.advance(60_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(clock.now()).toEqual(at(0));
    clock.at(at(30), () => void seen.push(clock.now()));
    resolve();
    await moved;
    expect(seen).toEqual([at(30)]);
    expect(clock.now()).toEqual(at(60));
  });

  it('is held no longer by what has failed', async () => {
    const clock = new MovableClock(START);
    clock.hold(Promise.reject(new Error('broken')));
    await clock.advance(1000);
    expect(clock.now()).toEqual(at(1));
  });

  it('hands on what a callback throws and keeps the rest due', async () => {
    const clock = new MovableClock(START);
    const ring = vi.fn();
    clock.at(at(1), () => Promise.reject(new Error('broken')));
    clock.at(at(2), ring);
    await expect(clock.advance(5000)).rejects.toThrow('broken');
    expect(ring).not.toHaveBeenCalled();
    await clock.advance(0);
    expect(ring).toHaveBeenCalledOnce();
  });

  it('does not move backwards', async () => {
    await expect(new MovableClock().advance(-1)).rejects.toThrow(RangeError);
  });
});
