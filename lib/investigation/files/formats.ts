/** How many first bytes of a file tell what it is. The name of a tar archive's format stands at byte 257. */
export const headLength = 512;

const beginnings: readonly [string, string | readonly number[]][] = [
  ['a zip archive', 'PK\x03\x04'],
  ['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['packed with bzip2', 'BZh'],
  ['packed with xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['packed with Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['Parquet', 'PAR1'],
  ['ORC', 'ORC'],
  ['Avro', 'Obj\x01'],
  ['a PDF', '%PDF'],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
];

/** What a file is by its first bytes, where that is known and no text; undefined else. */
export const formatOf = (head: Buffer): string | undefined => {
  if (head.toString('latin1', 257, 262) === 'ustar') return 'a tar archive';
  return beginnings.find(([, bytes]) => head.indexOf(Buffer.from(bytes)) === 0)?.[0];
};

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** UTF-16, as PowerShell's `>` writes it, by its byte order mark or by the zero in each of its first two characters. */
export const utf16Of = (head: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  const [first, second, third, fourth] = head;
  if ((first === 0xff && second === 0xfe) || (first && second === 0 && third && fourth === 0))
    return 'utf-16le';
  const isSwapped = first === 0 && second && third === 0 && fourth;
  return isSwapped || (first === 0xfe && second === 0xff) ? 'utf-16be' : undefined;
};
