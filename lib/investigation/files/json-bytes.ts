/** JSON as bytes. UTF-8 keeps every byte of its longer characters above 0x7f, so none is taken for one of these. */
export const byte = {
  newline: 0x0a,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** What a byte may be outside of strings. */
export const kind = {
  illegal: 0,
  blank: 1,
  newline: 2,
  /** Of a number, or of true, false and null. */
  scalar: 3,
  quote: 4,
  comma: 5,
  colon: 6,
  opening: 7,
  closing: 8,
} as const;

const table = new Uint8Array(256);
const all = (bytes: string | readonly number[], value: number): void => {
  for (const each of Buffer.from(bytes)) table[each] = value;
};
// The byte order mark counts as blank: files that begin with one are also joined with `cat`.
all([0x20, 0x09, 0x0d, 0xef, 0xbb, 0xbf], kind.blank);
all('\n', kind.newline);
all('0123456789+-.Eaeflnrstu', kind.scalar);
all('"', kind.quote);
all(',', kind.comma);
all(':', kind.colon);
all('[{', kind.opening);
all(']}', kind.closing);

export const kindOf = (value: number): number => table[value] ?? kind.illegal;

/** `{` for `}`, `[` for `]`. */
export const openingOf = (closing: number): number =>
  closing === byte.closeObject ? byte.openObject : byte.openArray;

/**
 * From inside a string to the quote that closes it, or to a line's end, where a string cannot go on.
 * @returns its index; where there is neither, how far the string is known to go: `to`, or a backslash before it
 */
export const endOfString = (bytes: Buffer, from: number, to: number): number => {
  let at = from;
  while (at < to) {
    const value = bytes[at] ?? 0;
    if (value === byte.quote || value === byte.newline) return at;
    if (value === byte.backslash) {
      if (at + 1 === to) return at;
      if (bytes[at + 1] === byte.newline) return at + 1;
      at += 1;
    }
    at += 1;
  }
  return at;
};

/**
 * The names under which lists of records stand: log files and test events (`Records`), answers of LookupEvents
 * (`Events`), of FilterLogEvents (`events`) and what CloudWatch Logs hands to subscribers (`logEvents`).
 */
const listNames: ReadonlySet<string> = new Set(['Records', 'Events', 'events', 'records', 'logEvents']);
const longestName = Math.max(...[...listNames].map((name) => name.length));

/** How many bytes before a list `opensList` may look at. */
export const lookBack = 64;

/** Whether the `[` at this index opens a list of records: `"Records": [`. */
export const opensList = (bytes: Buffer, index: number): boolean => {
  let at = index;
  const before = (): number => {
    do at -= 1;
    while (at >= 0 && kindOf(bytes[at] ?? 0) <= kind.newline && kindOf(bytes[at] ?? 0) !== kind.illegal);
    return bytes[at] ?? 0;
  };
  if (before() !== byte.colon || before() !== byte.quote) return false;
  const start = bytes.lastIndexOf(byte.quote, at - 1) + 1;
  return start > 0 && at - start <= longestName && listNames.has(bytes.toString('latin1', start, at));
};
