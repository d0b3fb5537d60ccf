import { inert } from '#lib/platform/plain-text.ts';

/** Widths in `em`, on the safe side: nobody knows which font a reader has. */
const widthOf = (char: string, mono: boolean): number => {
  const code = char.codePointAt(0) ?? 0;
  // From Hangul on letters are as wide as they are high, and so are pictures.
  if (code >= 0x1100) return 1.05;
  if (mono) return 0.62;
  if (/[ .,:;'|!iljtfrI()[\]]/.test(char)) return 0.36;
  if (/[MWmw@%…—–]/.test(char)) return 0.92;
  if (/[A-Z]/.test(char)) return 0.72;
  return code > 0x2ff ? 0.75 : 0.64;
};

export interface Lettering {
  /** The height of letters, in units of the picture. */
  size: number;
  mono?: boolean;
  bold?: boolean;
}

/** How much room a text takes at most, in units of the picture. */
export const textWidth = (text: string, { size, mono = false, bold = false }: Lettering): number =>
  [...text].reduce((width, char) => width + widthOf(char, mono), 0) * size * (bold ? 1.1 : 1);

/** A text of a stranger, inert and no wider than there is room; `…` says that it was cut. */
export const fitted = (text: string, room: number, lettering: Lettering): string => {
  const whole = inert(text, 200);
  if (textWidth(whole, lettering) <= room) return whole;
  const shown: string[] = [];
  let width = textWidth('…', lettering);
  for (const char of whole) {
    width += textWidth(char, lettering);
    if (width > room) break;
    shown.push(char);
  }
  return shown.length > 0 ? `${shown.join('').trimEnd()}…` : '';
};

/** A coordinate: short, and never what is no number. */
export const unit = (value: number): number => (Number.isFinite(value) ? Math.round(value * 10) / 10 : 0);

/** A number of calls as it can be drawn: nothing below none. */
export const countable = (value: number | undefined): number =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : 0;

/**
 * How long a mark for `value` is where that for `most` takes all the `room`. By the square root: the dozen calls of a
 * thief are seen beside the thousands of a workload. What is not nothing is never too short to be seen.
 */
export const lengthFor = (value: number, most: number, room: number, least = 3): number => {
  const [some, all] = [countable(value), countable(most)];
  if (some === 0 || all === 0) return 0;
  return Math.max(least, Math.min(1, Math.sqrt(some / all)) * room);
};
