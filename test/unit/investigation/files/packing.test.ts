import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readOne, record, records } from './given.ts';

const many = records(5_000);
const text = JSON.stringify({ Records: many });
const packed = gzipSync(text);

it('unpacks a gzip, whatever its name', async () => {
  expect(await readOne(packed)).toMatchObject({
    taken: many,
    whole: true,
    problems: [],
    bytes: packed.length,
  });
});

it('unpacks several gzips that were joined', async () => {
  const parts = many.slice(0, 3).map((each) => gzipSync(JSON.stringify({ Records: [each] })));
  expect(await readOne(Buffer.concat(parts))).toMatchObject({ taken: records(3), whole: true });
});

it('unpacks a gzip that was packed again', async () => {
  expect(await readOne(gzipSync(packed))).toMatchObject({ records: 5_000, whole: true });
});

it('does not mind zeros behind a gzip', async () => {
  expect(await readOne(Buffer.concat([packed, Buffer.alloc(1_000)]))).toMatchObject({
    records: 5_000,
    whole: true,
  });
});

it('gives all that comes before the end of a truncated gzip, and names it', async () => {
  for (const part of [0.999, 0.5, 0.1]) {
    const { taken, whole, problems } = await readOne(packed.subarray(0, packed.length * part));
    expect(taken.length).toBeGreaterThan(5_000 * part * 0.7);
    expect(taken).toEqual(records(taken.length));
    expect({ whole, problems }).toEqual({
      whole: false,
      problems: [
        { what: 'a truncated gzip', count: 1, example: `after byte ${Math.floor(packed.length * part)}` },
      ],
    });
  }
});

it('misses nothing but the end mark of a gzip that lacks it', async () => {
  expect(await readOne(packed.subarray(0, -4))).toMatchObject({
    records: 5_000,
    whole: false,
    problems: [{ what: 'a truncated gzip' }],
  });
});

it.each([
  ['something else behind it', Buffer.concat([packed, Buffer.from('<html>')])],
  ['another checksum', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(4), packed.subarray(-4)])],
])('gives everything in a gzip with %s, and names it', async (_, damaged) => {
  expect(await readOne(damaged)).toMatchObject({
    records: 5_000,
    whole: false,
    problems: [{ what: 'a damaged gzip', count: 1 }],
  });
});

it('gives what comes before the damage in a gzip', async () => {
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, packed.length / 2, packed.length / 2 + 50);
  const { taken, problems } = await readOne(damaged);
  expect(taken.length).toBeGreaterThan(2_000);
  expect(taken.slice(0, 2_000)).toEqual(records(2_000));
  expect(problems).toContainEqual({
    what: 'a damaged gzip',
    count: 1,
    example: expect.stringMatching(/^after byte \d+$/),
  });
});

it('knows no end of packing for a bomb', async () => {
  let bomb: Buffer = Buffer.from(JSON.stringify(record(1)));
  for (let layer = 0; layer < 5; layer++) bomb = gzipSync(bomb);
  expect(await readOne(bomb)).toMatchObject({ records: 0, whole: false, problems: [{ what: 'not JSON' }] });
});

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const utf16 = Buffer.from(text, 'utf16le');

it.each([
  ['as PowerShell writes it', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
  ['with the high byte first', Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(utf16)])],
  ['without a mark', utf16],
  ['without a mark, with the high byte first', swapped(utf16)],
  ['and packed', gzipSync(utf16)],
])('reads UTF-16 %s', async (_, content) => {
  expect(await readOne(content)).toMatchObject({ taken: many, whole: true, problems: [] });
});

it('does not take a stray zero for UTF-16', async () => {
  const text = JSON.stringify(record(1));
  expect(await readOne(`\0${text}\n${text}`)).toMatchObject({
    records: 2,
    problems: [{ what: 'broken JSON' }],
  });
});

const tar = Buffer.alloc(1_024);
tar.write('logs/a.json');
tar.write('ustar', 257);

it.each([
  ['a zip archive', Buffer.from('PK\x03\x04\x14\0\0\0')],
  ['a tar archive', tar],
  ['a tar archive', gzipSync(tar)],
  ['packed with bzip2', Buffer.from('BZh91AY&SY')],
  ['packed with Zstandard', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04])],
  ['Parquet', Buffer.from('PAR1\x15\x04')],
  ['a PNG image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
])('names %s', async (format, content) => {
  expect(await readOne(content)).toMatchObject({
    records: 0,
    whole: false,
    problems: [{ what: 'not JSON', count: 1, example: format }],
  });
});
