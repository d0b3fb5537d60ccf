import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPacer, createPacers } from '#lib/investigation/pacer.ts';

const start = new Date('2026-03-01T10:00:00Z').getTime();
const move = async (milliseconds: number) => {
  vi.setSystemTime(Date.now() + milliseconds);
};

beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const turns = async (pacer: { turn(): Promise<void> }, number: number): Promise<number[]> => {
  const times: number[] = [];
  for (let turn = 0; turn < number; turn++) {
    await pacer.turn();
    times.push(Date.now() - start);
  }
  return times;
};

test('two turns are given at once and the next two a second later', async () => {
  const pacer = createPacer({ requests: 2, window: 1000 }, move);
  expect(await turns(pacer, 5)).toEqual([0, 0, 1000, 1000, 2000]);
});

test('a turn asked for late costs no waiting', async () => {
  const pause = vi.fn(move);
  const pacer = createPacer({ requests: 2, window: 1000 }, pause);
  await turns(pacer, 2);
  await move(1500);
  expect(await turns(pacer, 1)).toEqual([1500]);
  expect(pause).not.toHaveBeenCalled();
});

test('a timer that fires early does not give a turn early', async () => {
  const pacer = createPacer({ requests: 1, window: 1000 }, (wait) => move(Math.max(1, wait - 1)));
  expect(await turns(pacer, 2)).toEqual([0, 1000]);
});

test('turns that are asked for together share one quota', async () => {
  const pacer = createPacer({ requests: 2, window: 1000 }, move);
  const times: number[] = [];
  await Promise.all(Array.from({ length: 4 }, () => pacer.turn().then(() => times.push(Date.now() - start))));
  expect(times.toSorted((one, other) => one - other).at(-1)).toBe(1000);
});

test('a clock that is set back does not stop the turns', async () => {
  const pause = vi.fn(move);
  const pacer = createPacer({ requests: 1, window: 1000 }, pause);
  await pacer.turn();
  await move(-3_600_000);
  await pacer.turn();
  expect(pause).not.toHaveBeenCalled();
});

test('a region keeps its pacer and shares it with no other', () => {
  const pacerFor = createPacers();
  expect(pacerFor('eu-west-1')).toBe(pacerFor('eu-west-1'));
  expect(pacerFor('eu-west-1')).not.toBe(pacerFor('eu-west-2'));
});
