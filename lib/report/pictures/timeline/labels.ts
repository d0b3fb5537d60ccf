import { textWidth } from '../measure.ts';

/** A label at a line, before it has a place. */
export interface Wish {
  x: number;
  text: string;
}

/** Where it stands: in rows above each other, row 0 nearest to the picture. */
export interface Place {
  row: number;
  left: number;
  right: number;
  anchor: 'start' | 'end';
}

export const labelLettering = { size: 12, bold: true };
/** The sign at the line, before its label. */
const symbolWidth = 4;
/** Between a line and its label, and between two labels. */
const gap = 6;

const sided = (wish: Wish, room: { left: number; right: number }): Place => {
  const width = textWidth(wish.text, labelLettering) + gap + symbolWidth;
  const fits = { start: wish.x + width <= room.right, end: wish.x - width >= room.left };
  const anchor = fits.start || !fits.end ? 'start' : 'end';
  if (anchor === 'end') return { row: 0, left: wish.x - width, right: wish.x, anchor };
  // Where there is room on neither side it stands across its line.
  const left = fits.start ? wish.x : Math.max(room.left, room.right - width);
  return { row: 0, left, right: left + width, anchor };
};

/**
 * Labels so that none stands on another one. A line goes down from its label: one that stands beside a line of another
 * label is put above that, so that the line does not go through it.
 */
export const staggered = <T extends Wish>(
  wishes: readonly T[],
  room: { left: number; right: number },
): (T & Place)[] => {
  const labels = wishes.map((wish) => ({ ...wish, ...sided(wish, room) }));
  const placed: (T & Place)[] = [];
  const place = (label: T & Place): void => {
    const near = placed.filter(({ left, right }) => left < label.right + gap && label.left < right + gap);
    const row = Math.max(-1, ...near.map((each) => each.row)) + 1;
    placed.push({ ...label, row });
  };
  for (const label of labels.filter(({ anchor }) => anchor === 'end')) place(label);
  for (const label of labels.filter(({ anchor }) => anchor === 'start').toReversed()) place(label);
  return placed.sort((one, other) => one.x - other.x);
};
