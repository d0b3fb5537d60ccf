import { describe, expect, it, vi } from 'vitest';
import { once } from '#lib/platform/once.ts';

describe('a thing made once', () => {
  it('is made when it is first asked for, and then kept', () => {
    const make = vi.fn(() => ({}));
    const get = once(make);
    expect(make).not.toHaveBeenCalled();
    expect(get()).toBe(get());
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('is kept even where it is nothing, and made again where making it failed', () => {
    const nothing = vi.fn(() => undefined);
    const get = once(nothing);
    get();
    get();
    expect(nothing).toHaveBeenCalledTimes(1);
    const failing = vi.fn<() => string>().mockImplementationOnce(() => {
      throw new Error('no');
    });
    const again = once(failing.mockReturnValue('made'));
    expect(again).toThrow('no');
    expect(again()).toBe('made');
  });
});
