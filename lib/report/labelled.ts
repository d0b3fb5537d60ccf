import { fitting } from './compose.ts';
import { cut, joinedIn, widthOfTerminal, wrapped } from './layout.ts';

export interface Labelled {
  label: string;
  /** What stands behind the label, the most important first. */
  things: readonly string[];
}

/** For ` and 1,234 more`, and for words that do not fill their line. */
const spare = 25;

/** `Label  one thing, another and 3 more`: a line or two each, aligned, in the width of a terminal. */
export const labelledLines = (rows: readonly Labelled[], most: number): string[] => {
  const labelWidth = Math.max(0, ...rows.map(({ label }) => label.length));
  const width = widthOfTerminal - labelWidth - 4;
  const linesEach = most >= rows.length * 2 ? 2 : 1;
  const linesOf = ({ label, things }: Labelled): string[] => {
    const text = joinedIn(things, width * linesEach - spare);
    const [first = '', ...more] = wrapped(text, width, linesEach);
    const below = more.map((line) => `${' '.repeat(labelWidth)}  ${line}`);
    return [`${label.padEnd(labelWidth)}  ${first}`.trimEnd(), ...below];
  };
  return fitting(rows, most, linesOf, (hidden) =>
    cut(`and ${hidden.map(({ label }) => label).join(', ')}`, widthOfTerminal - 2),
  );
};
