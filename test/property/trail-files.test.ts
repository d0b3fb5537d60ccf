import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { PieceReader } from '#lib/investigation/files/piece-reader.ts';
import { Problems } from '#lib/investigation/files/problems.ts';
import { readText } from '#lib/investigation/files/read-text.ts';
import { delivered, lookedUp } from '#test/unit/investigation/files/given.ts';

const isLong = process.env['LONG'] !== undefined;
const runs = { numRuns: isLong ? 20_000 : 250 };
const limit = isLong ? 900_000 : 30_000;

// Texts that look like the JSON around them.
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'{}[]",:\\\n\t ü😀a1', '{"Records":[', '},{"eventName":"') }),
);
// JSON knows no -0.
const parameters = fc.dictionary(
  fc.constantFrom('Records', 'events', 'a', 'b'),
  fc.jsonValue({ stringUnit: 'binary' }).map((value): unknown => JSON.parse(JSON.stringify(value))),
);
const content = fc.record({
  eventName: fc.constantFrom('GetUser', 'CreateUser'),
  userAgent: text,
  requestParameters: parameters,
});

/** Records with ids of their own, in the order of their numbers. */
const records = fc.array(content, { minLength: 1, maxLength: 12 }).map((contents) =>
  contents.map(
    (each, number): Json => ({
      eventVersion: '1.11',
      userIdentity: { type: 'IAMUser' },
      eventTime: '2026-01-05T09:00:00Z',
      eventSource: 'iam.amazonaws.com',
      ...each,
      resources: [{ a: [{}] }],
      eventID: `event-${number}`,
    }),
  ),
);

const space = fc
  .constantFrom<(number | string)[]>(0, 1, 2, '\t')
  .map((indent) => (value: unknown) => JSON.stringify(value, null, indent));
const joined = (separator: string) => (values: unknown[], json: (value: unknown) => string) =>
  values.map(json).join(separator);

type Shape = (records: Json[], json: (value: unknown) => string) => string;
const shapes: Record<string, Shape> = {
  log: (all, json) => json({ before: [{ a: '[' }], Records: all, after: { b: [{}] } }),
  array: (all, json) => json(all),
  lines: joined('\n'),
  joined: joined(''),
  inCommas: joined(',\r\n'),
  lookedUp: (all, json) => json({ NextToken: 'x', Events: all.map(lookedUp) }),
  lookedUpLines: (all, json) => joined('\n')(all.map(lookedUp), json),
  delivered: (all, json) =>
    joined('\n')(
      all.map((each) => delivered(each)),
      json,
    ),
  strings: (all, json) => json(all.map((each) => JSON.stringify(each))),
  logs: (all, json) =>
    joined('\n')(
      all.map((each) => ({ Records: [each] })),
      json,
    ),
};
const shape = fc.constantFrom(...Object.values(shapes));

/** A file in which each run of records has a shape of its own. */
const file = fc
  .tuple(
    records,
    fc.array(fc.record({ shape, space, size: fc.integer({ min: 1, max: 5 }) }), {
      minLength: 1,
      maxLength: 12,
    }),
  )
  .map(([all, parts]) => {
    const texts: string[] = [];
    for (let from = 0, number = 0; from < all.length; number++) {
      const part = parts[number % parts.length];
      if (!part) break;
      texts.push(part.shape(all.slice(from, from + part.size), part.space));
      from += part.size;
    }
    return { all, text: texts.join('\n') };
  });

const packing = fc.constantFrom<((text: string) => Buffer)[]>(
  (text) => Buffer.from(text),
  (text) => gzipSync(text),
  (text) => gzipSync(gzipSync(text, { level: 1 })),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
);

/** Where a file is cut into chunks, again and again. */
const chunking = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 8 });

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const room = Buffer.alloc(3_000);
  for (let at = 0, number = 0; at < bytes.length; number++) {
    const size = bytes.copy(room, 0, at, at + (sizes[number % sizes.length] ?? 1));
    yield room.subarray(0, size);
    at += size;
  }
}

const read = async (bytes: Buffer, sizes: readonly number[] = [1_000]) => {
  const [taken, problems] = [[] as Json[], new Problems()];
  const reader = new PieceReader(problems, (each) => taken.push(each));
  await readText({ canOpenAgain: true, open: () => inChunks(bytes, sizes) }, reader, problems);
  return { taken, whole: problems.areHarmless, problems: problems.list() };
};

it(
  'reads exactly what was written, in any mix of shapes, packed or not, cut into any chunks',
  async () => {
    await fc.assert(
      fc.asyncProperty(file, packing, chunking, async ({ all, text }, pack, sizes) => {
        expect(await read(pack(text), sizes)).toEqual({ taken: all, whole: true, problems: [] });
      }),
      runs,
    );
  },
  limit,
);

it(
  'reads the first records of what was cut off anywhere',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        packing,
        chunking,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async ({ all, text }, pack, sizes, part) => {
          const bytes = pack(text);
          const { taken } = await read(bytes.subarray(0, Math.floor(bytes.length * part)), sizes);
          expect(taken).toEqual(all.slice(0, taken.length));
        },
      ),
      runs,
    );
  },
  limit,
);

it(
  'never takes a list that was cut off for a whole one',
  async () => {
    await fc.assert(
      fc.asyncProperty(records, space, packing, fc.nat(), async (all, json, pack, cut) => {
        const bytes = pack(shapes['log']?.(all, json) ?? '');
        const { taken, whole } = await read(bytes.subarray(0, cut % bytes.length));
        expect(whole).toBe(false);
        expect(taken).toEqual(all.slice(0, taken.length));
      }),
      runs,
    );
  },
  limit,
);

/** Some bytes of a text are lost, and others stand in their place. */
const damage = fc.record({
  at: fc.nat(),
  lost: fc.integer({ min: 0, max: 30 }),
  put: fc.oneof(fc.constant(''), fc.string({ unit: fc.constantFrom(...'{}[]",:\\\n a\0'), maxLength: 4 })),
});
const damaged = (text: string, { at, lost, put }: { at: number; lost: number; put: string }): string => {
  const from = at % text.length;
  return text.slice(0, from) + put + text.slice(from + lost);
};

/** The records that were written, and how many others were taken. */
const sorted = (taken: readonly Json[], written: readonly Json[]) => {
  const known = new Set(written.map((each) => JSON.stringify(each)));
  const found = taken.filter((each) => known.has(JSON.stringify(each)));
  return { found, others: taken.length - found.length };
};

it(
  'reads all lines but a damaged one',
  async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.nat(), damage, async (all, number, blow) => {
        const broken = number % all.length;
        const lines = all
          .map((each) => JSON.stringify(each))
          .with(broken, damaged(JSON.stringify(all[broken]), blow));
        const { taken } = await read(Buffer.from(lines.join('\n')));
        const whole = all.toSpliced(broken, 1);
        expect(sorted(taken, whole).found).toEqual(whole);
        expect(taken.length).toBeLessThanOrEqual(all.length);
      }),
      runs,
    );
  },
  limit,
);

it(
  'reads what stands before a damaged record of a log file, and makes up none',
  async () => {
    await fc.assert(
      fc.asyncProperty(records, space, fc.nat(), damage, async (all, json, number, blow) => {
        const broken = number % all.length;
        const list = all.map((each) => json(each)).with(broken, damaged(json(all[broken]), blow));
        const { taken } = await read(Buffer.from(`{"Records":[${list.join(',')}]}`));
        expect(taken.slice(0, broken)).toEqual(all.slice(0, broken));
        // The damaged one may still be JSON, and even hold those behind it.
        expect(sorted(taken, all).others).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  },
  limit,
);

const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 4_000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .uint8Array({ maxLength: 4_000 })
    .map((bytes) => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, ...bytes])),
  fc
    .string({
      unit: fc.constantFrom(...'{}[]",:\\\n a1', '"Records":[', '{"eventName":"a"}'),
      maxLength: 400,
    })
    .map((each) => Buffer.from(each)),
);

it(
  'reads any bytes to their end, and the same in whatever chunks they come',
  async () => {
    await fc.assert(
      fc.asyncProperty(garbage, chunking, async (bytes, sizes) => {
        expect(await read(bytes, sizes)).toEqual(await read(bytes, [3_000]));
      }),
      runs,
    );
  },
  limit,
);
