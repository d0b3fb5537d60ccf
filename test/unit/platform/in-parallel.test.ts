import { describe, expect, it } from 'vitest';
import { inParallel } from '#lib/platform/in-parallel.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work in parallel', () => {
  it('is done on every item, with no more than so many at once, and answers in order', async () => {
    let [running, most] = [0, 0];
    const results = await inParallel(numbers(20), 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      // The first take the longest.
      for (let turns = 20 - item; turns > 0; turns--) await turn();
      running -= 1;
      return item * 2;
    });
    expect(results).toEqual(numbers(20).map((item) => item * 2));
    expect(most).toBe(3);
  });

  it('begins no more once it must stop, and finishes what it began', async () => {
    let begun = 0;
    const results = await inParallel(
      numbers(20),
      3,
      async (item) => {
        begun += 1;
        await turn();
        return item;
      },
      () => begun < 5,
    );
    expect(results).toEqual(numbers(5));
  });

  it('on nothing is nothing', async () => {
    expect(await inParallel([], 3, async () => 1)).toEqual([]);
  });
});
