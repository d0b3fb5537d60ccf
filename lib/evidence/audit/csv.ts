/** A cell: text of whatever origin, a number, or nothing. */
export type Cell = string | number | null | undefined;

// What would break a line or turn its order around in a terminal or a spreadsheet.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** A spreadsheet takes a cell that begins so for a formula and runs it (OWASP, "CSV Injection"); also in full width. */
const formula = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/** Where the decimal sign is a comma, spreadsheets part cells at semicolons, and see no quotes but at a cell's beginning. */
const behindSemicolon = /(;\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

/**
 * One cell as RFC 4180 has it. What a spreadsheet would run gets an apostrophe in front, which makes it text; numbers
 * are numbers.
 */
const csvCell = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = cell.replace(unsafe, ' ');
  const parted = text.replace(behindSemicolon, "$1'");
  const line = formula.test(parted) ? `'${parted}` : parted;
  return /[",;]|^\s|\s$/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
};

/** Rows with the names of their columns in front, each ended by CR and LF. */
export const csv = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
