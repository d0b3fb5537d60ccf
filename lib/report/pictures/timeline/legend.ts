import type { Part } from '../../html.ts';
import { amount } from '../../layout.ts';
import { box, type Form, hatched, hatchFill, words } from '../marks.ts';

const units = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** `4 seconds`, `6 hours`: in the largest unit that tells it well enough. */
export const spanWords = (milliseconds: number): string => {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  const tells = ([length]: (typeof units)[number]): boolean => {
    const number = seconds / length;
    return number >= 0.9 && Math.abs(Math.round(number) - number) <= 0.1 * number;
  };
  const [length, word] = units.find(tells) ?? [1, 'second'];
  return amount(Math.round(seconds / length), word);
};

export const legendHeight = { wide: 14, narrow: 32 } as const satisfies Record<Form, number>;

/** @param each how long a mark counts, milliseconds */
export const legend = (form: Form, left: number, right: number, y: number, each: number): Part => {
  const counted = `a mark counts about ${spanWords(each)}; times are UTC`;
  return [
    box(left, y - 9, 12, 9, 'pic-worked'),
    words(left + 18, y, 'pic-note', 'above the line: worked'),
    hatched(left + 180, y - 9, 12, 9, 'pic-failed', hatchFill('timeline', form)),
    words(left + 198, y, 'pic-note', 'below it: failed'),
    form === 'wide' ? words(right, y, 'pic-note', counted, 'end') : words(left, y + 18, 'pic-note', counted),
  ];
};
