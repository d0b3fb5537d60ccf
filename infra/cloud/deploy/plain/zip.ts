import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With slashes, relative, such as `index.mjs`. */
  name: string;
  bytes: Uint8Array;
}

/** 1 January 1980, the first day that a zip knows: what is built twice from the same files is the same archive. */
const day = 0x21;
const deflated = 8;
/** Names are UTF-8 (APPNOTE.TXT 4.4.4, bit 11). */
const utf8 = 0x0800;
const madeByUnix = (3 << 8) | 20;
/** A file that everybody may read: Lambda runs as another user than the one that unpacks. */
const readable = 0o100644 * 0x10000;

const numbers = (...fields: [bytes: 2 | 4, value: number][]): Buffer => {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  fields.reduce((at, [bytes, value]) => buffer.writeUIntLE(value, at, bytes), 0);
  return buffer;
};

interface Packed {
  name: Buffer;
  /** What the header of the file and the directory both say, from the version that is needed on. */
  common: Buffer;
  data: Buffer;
}

const pack = ({ name, bytes }: ZipEntry): Packed => {
  const [written, data] = [Buffer.from(name), deflateRawSync(bytes, { level: 9 })];
  const common = numbers(
    [2, 20],
    [2, utf8],
    [2, deflated],
    [2, 0],
    [2, day],
    [4, crc32(bytes)],
    [4, data.length],
    [4, bytes.length],
    [2, written.length],
    [2, 0],
  );
  return { name: written, common, data };
};

const header = ({ name, common, data }: Packed): Buffer =>
  Buffer.concat([numbers([4, 0x04034b50]), common, name, data]);

const inDirectory = ({ name, common }: Packed, at: number): Buffer =>
  Buffer.concat([
    numbers([4, 0x02014b50], [2, madeByUnix]),
    common,
    numbers([2, 0], [2, 0], [2, 0], [4, readable], [4, at]),
    name,
  ]);

/**
 * A zip archive (PKWARE APPNOTE.TXT 6.3) that depends on nothing but the names and the bytes, in any order. Below 4 GB
 * and 65,535 files, which is beyond what Lambda takes.
 */
export const zip = (entries: readonly ZipEntry[]): Buffer => {
  const packed = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(pack);
  const files = packed.map(header);
  let at = 0;
  const directory = Buffer.concat(
    packed.map((each, index) => {
      const entry = inDirectory(each, at);
      at += files[index]?.length ?? 0;
      return entry;
    }),
  );
  const count = packed.length;
  const end = numbers(
    [4, 0x06054b50],
    [4, 0],
    [2, count],
    [2, count],
    [4, directory.length],
    [4, at],
    [2, 0],
  );
  return Buffer.concat([...files, directory, end]);
};
