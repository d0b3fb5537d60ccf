import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { IdSet } from '#lib/investigation/id-set.ts';

/** As CloudTrail writes the ids of its events; the same number gives the same id. */
const eventId = (number: number): string =>
  createHash('md5')
    .update(String(number))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

test('an id is new once', () => {
  const set = new IdSet();
  expect(set.has(eventId(1))).toBe(false);
  expect(set.add(eventId(1))).toBe(true);
  expect(set.add(eventId(1))).toBe(false);
  expect(set.has(eventId(1))).toBe(true);
  expect(set.size).toBe(1);
});

test('an id whose hash is the mark of a free slot is kept all the same', () => {
  const set = new IdSet();
  // The hash of what stands in front is the code of the last character: with it, nothing is left.
  for (const id of ['event-95679\ud15a', 'event-232225\u9768']) {
    expect(set.add(id)).toBe(true);
    expect(set.add(id)).toBe(false);
    expect(set.has(id)).toBe(true);
  }
  expect(set.size).toBe(2);
});

test('it grows, and knows all that it knew before', () => {
  const set = new IdSet();
  const count = 20_000;
  for (let number = 0; number < count; number++) set.add(eventId(number));
  expect(set.size).toBe(count);
  const all = Array.from({ length: count }, (_, number) => number);
  expect(all.filter((number) => !set.has(eventId(number)))).toEqual([]);
  expect(all.filter((number) => set.has(eventId(count + number)))).toEqual([]);
});

test.each<[string, (number: number) => string]>([
  ['count up', (number) => `event-${number}`],
  ['count up in a fixed width', (number) => String(number).padStart(36, '0')],
  ['count up in front', (number) => `${number}-4c5d-4e6f-8a7b-9c8d7e6f5a4b`],
  [
    'differ by letters in two places',
    (number) => `AKIA${letters(number >> 8)}7WXYQ2ZNM4${letters(number & 255)}`,
  ],
  ['differ by their length', (number) => 'x'.repeat(number % 200) + 'y'.repeat(Math.floor(number / 200))],
])('ids that %s are told apart', (_, id) => {
  const set = new IdSet();
  const ids = new Set(Array.from({ length: 20_000 }, (_, number) => id(number)));
  expect([...ids].filter((each) => !set.add(each))).toEqual([]);
});

const letters = (number: number): string => String.fromCharCode(65 + (number >> 4), 65 + (number & 15));
