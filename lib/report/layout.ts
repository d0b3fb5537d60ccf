import { inert, moment } from '#lib/platform/plain-text.ts';

/** As wide as a terminal window is that nobody has made narrow. */
export const widthOfTerminal = 100;

const lengthOf = (text: string): number => [...text].length;

/** A line cut to a width, with what it begins with as it is; `…` says that it was cut. */
export const cut = (line: string, width = widthOfTerminal): string =>
  lengthOf(line) <= width
    ? line
    : `${[...line]
        .slice(0, width - 1)
        .join('')
        .trimEnd()}…`;

/**
 * Words in lines of a width; a word that is longer is cut.
 * @param most lines at most; the last one ends in `…` where there is more
 * @param hanging in front of all lines but the first
 */
export const wrapped = (text: string, width: number, most = 5, hanging = ''): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line.trim() === '' ? `${line}${word}` : `${line} ${word}`;
    if (lengthOf(longer) <= width || line.trim() === '') {
      line = longer;
      continue;
    }
    lines.push(line);
    line = `${hanging}${word}`;
  }
  const all = line.trim() === '' ? lines : [...lines, line];
  const shown = all.slice(0, most);
  const last = shown.at(-1) ?? '';
  const whole = all.length > most ? [...shown.slice(0, -1), `${cut(last, width - 2)} …`] : shown;
  return whole.map((each) => cut(each, width));
};

/** `1,234`: the numbers of large incidents are read in groups. */
export const grouped = (number: number): string => number.toLocaleString('en-US');

/** `1 call`, `1,234 calls`. */
export const amount = (number: number, one: string, many = `${one}s`): string =>
  `${grouped(number)} ${number === 1 ? one : many}`;

/** `12 calls (3 failed)`. */
export const callsOf = ({ events, failed = 0 }: { events: number; failed?: number }): string =>
  `${amount(events, 'call')}${failed > 0 ? ` (${grouped(failed)} failed)` : ''}`;

/** A time to the second; whatever else a record holds there stays harmless. */
export const when = (iso: string): string => inert(moment(iso), 32);

/** Things in one line, as many as fit in a width, and how many do not. */
export const joinedIn = (things: readonly string[], width: number, separator = ', '): string => {
  let length = 0;
  const shown: string[] = [];
  for (const thing of things) {
    length += lengthOf(thing) + separator.length;
    if (shown.length > 0 && length > width) break;
    shown.push(thing);
  }
  const hidden = things.length - shown.length;
  return `${shown.join(separator)}${hidden > 0 ? ` and ${grouped(hidden)} more` : ''}`;
};

export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
