/** Plain text for mails, made so that text from outside (a user agent, a file name) stays text. */

// ESC [ ... letter: colours and cursor movements of terminals, in the 7-bit and the 8-bit form.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters
const terminalControl = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/g;
// ESC ] ... BEL: window titles and hidden links.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters
const terminalCommand = /(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*[\u0007\u009c]?/g;

// Unicode's own classes: controls, unpaired surrogates, private use and line breaks become a space, and so does the blank
// of Braille, with which a line could be drawn apart as if it were two ...
const breaking = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u2800]/gu;
// ... and what only changes how its neighbours look goes: bidi overrides, zero-width and tag characters.
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

const cut = (text: string, max: number): string => {
  const characters = [...text];
  if (characters.length <= max) return text;
  return max > 0
    ? `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
    : '';
};

/**
 * Untrusted text as one harmless line: no terminal sequences, line breaks, bidi overrides or hidden characters,
 * no piles of accents, and no address that a mail program would turn into a link (`https[:]//`).
 * @param max the most characters (code points) of the answer
 */
export const inert = (text: string, max = 200): string => {
  const line = text
    .replace(terminalControl, '')
    .replace(terminalCommand, '')
    .replace(breaking, ' ')
    .replace(invisible, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/:\/\//g, '[:]//')
    .replace(/\bwww\./gi, 'www[.]')
    .replace(/\s+/g, ' ')
    .trim();
  return cut(line, max);
};

/** SNS takes ASCII subjects of less than 100 characters (SNS API reference, Publish). */
const subjectLength = 99;

/** A mail subject as SNS accepts it. What ASCII does not have becomes `?`. */
export const subject = (text: string): string => {
  const plain = inert(text, Number.POSITIVE_INFINITY).normalize('NFKD').replace(/\p{M}/gu, '');
  const ascii = plain
    .replace(/[^ -~]/gu, '?')
    .replace(/\s+/g, ' ')
    .trim();
  if (ascii.length <= subjectLength) return ascii || '(no subject)';
  return `${ascii.slice(0, subjectLength - 3).trimEnd()}...`;
};

export const indent = (lines: readonly string[], by = 2): string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));

const widthOf = (cell: string): number => [...cell].length;

/** Rows of cells as lines with aligned columns, two spaces apart, nothing behind the last cell. */
export const table = (rows: readonly (readonly string[])[]): string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const pad = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell));
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
};

/** `1 call`, `2 calls`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A moment to the second: `2026-01-02T03:04:05Z`. */
export const moment = (iso: string): string => iso.replace(/\.\d+Z$/, 'Z');
