import { itemsOf } from './conversion.ts';

/** The JSON in a text: one document, or one a line. */
export interface Documents {
  documents: unknown[];
  /** Lines that begin like JSON and are none: a finding may have been cut off in them. */
  broken: number;
}

const parse = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The parser's message quotes the text, which holds secrets: the caller only counts.
    return undefined;
  }
};

/**
 * Reads JSON or JSON lines. Lines that do not begin like JSON are passed over: scanners print banners, which end up
 * in the file where both of their outputs are redirected.
 * @returns undefined for a text that holds something, and nothing like JSON
 */
export const readDocuments = (text: string): Documents | undefined => {
  const whole = parse(text);
  if (whole) return { documents: itemsOf(whole.value), broken: 0 };
  const lines = text.split(/\r?\n/).filter((line) => /^\s*[[{]/.test(line));
  if (lines.length === 0 && text.trim() !== '') return undefined;
  const parsed = lines.map(parse);
  return {
    documents: parsed.flatMap((line) => itemsOf(line?.value)),
    broken: parsed.filter((line) => line === undefined).length,
  };
};

/** Text of a file: UTF-8, or UTF-16 as PowerShell's `>` writes it; without its byte order mark. */
export const decodeText = (bytes: Buffer): string => {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
};
