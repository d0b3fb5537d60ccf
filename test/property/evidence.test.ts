import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csv } from '#lib/evidence/audit/csv.ts';
import { folderSink } from '#lib/evidence/folder-sink.ts';
import { publicKey, type VerifyingKey } from '#lib/evidence/verify/key.ts';
import { readManifest } from '#lib/evidence/verify/read-manifest.ts';
import { verifyEvidence } from '#lib/evidence/verify.ts';
import { writeEvidence } from '#lib/evidence/write-evidence.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { about, filesBelow, flip, localSigner, someFiles, textFile } from '#test/unit/evidence/files.ts';

const numRuns = process.env['LONG'] ? 1_000 : 150;

let folder: string;
let key: VerifyingKey;
let files: string[];
beforeAll(async () => {
  folder = await temporaryFolder();
  const { signer, pem } = localSigner();
  key = publicKey(pem);
  const all = [...someFiles(), textFile('incident.json', '{"x": 1}\n')];
  await writeEvidence(all, about, folderSink(join(folder, 'signed')), signer);
  await writeEvidence(all, about, folderSink(join(folder, 'unsigned')));
  files = (await filesBelow(folder)).filter((name) => !name.endsWith('us-east-1.jsonl'));
});
afterAll(() => rm(folder, { recursive: true }));

const namedBy = async (root: string, withKey?: VerifyingKey): Promise<string[]> => {
  const { looks, problems } = await verifyEvidence(root, withKey);
  return [...looks.flatMap((look) => look.problems), ...problems].map(({ path }) => path);
};

describe('one byte that was changed', () => {
  it('in any file, manifest and signature included, makes the verification name that file', async () => {
    const change = fc.record({ file: fc.nat(), at: fc.nat(), to: fc.nat() });
    await fc.assert(
      fc.asyncProperty(change, async ({ file, at, to }) => {
        const signed = files.filter((name) => name.startsWith('signed/'));
        const name = signed[file % signed.length] ?? '';
        const restore = await flip(join(folder, name), at, to);
        try {
          expect(await namedBy(join(folder, 'signed'), key)).toContain(name.slice('signed/'.length));
        } finally {
          await restore();
        }
      }),
      { numRuns },
    );
    expect(await namedBy(join(folder, 'signed'), key)).toEqual([]);
  });

  it('is named without a key as well, and where nothing was signed', async () => {
    const change = fc.record({ file: fc.nat(), at: fc.nat(), to: fc.nat() });
    const seen = files.filter((name) => !name.endsWith('.sig'));
    await fc.assert(
      fc.asyncProperty(change, async ({ file, at, to }) => {
        const name = seen[file % seen.length] ?? '';
        const restore = await flip(join(folder, name), at, to);
        try {
          expect(await namedBy(folder)).toContain(name);
        } finally {
          await restore();
        }
      }),
      { numRuns },
    );
  });
});

describe('a manifest of a stranger', () => {
  it('is refused or read, whatever stands in it, and never throws', async () => {
    const path = fc.oneof(fc.string(), fc.constantFrom('../x', '/etc/passwd', 'a', 'A', 'manifest.json'));
    const file = fc.record({ path, bytes: fc.anything(), sha256: fc.oneof(fc.string(), fc.anything()) });
    const document = fc.record({ format: fc.constant('tourniquet-evidence/1'), files: fc.array(file) });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          document.map((each) => JSON.stringify(each)),
        ),
        (text) => {
          expect(typeof readManifest(Buffer.from(text))).toBe('string');
        },
      ),
    );
  });

  it('reaches no file outside: a path that leaves the folder makes the manifest none', async () => {
    const way = fc.array(fc.constantFrom('..', '.', 'a', '', '/'), { minLength: 1, maxLength: 5 });
    const climbing = way.map((parts) => parts.join('/')).filter((path) => !/^a(\/a)*$/.test(path));
    const root = join(folder, 'stranger');
    await writeEvidence([textFile('a', '')], about, folderSink(root));
    await fc.assert(
      fc.asyncProperty(climbing, async (path) => {
        const files = [{ path, bytes: 0, sha256: '0'.repeat(64) }];
        const manifest = { format: 'tourniquet-evidence/1', ...about, signedBy: null, files };
        await writeFile(join(root, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
        const { looks } = await verifyEvidence(root);
        expect(looks[0]?.problems[0]).toMatchObject({
          path: 'manifest.json',
          detail: expect.stringContaining('not to be trusted'),
        });
      }),
      { numRuns: 50 },
    );
    await rm(root, { recursive: true });
  });
});

/** Reads what RFC 4180 allows. */
const readCsv = (text: string): string[][] => {
  const rows: string[][] = [[]];
  for (const [, cell = '', end] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
};

describe('a table for auditors', () => {
  const nasty = fc.constantFrom(
    '=1+1',
    '@SUM(A1)',
    '-2',
    '+3',
    '\t=x',
    '\r=x',
    ' =x',
    '"',
    ',',
    ';',
    '\r\n',
    '\u202e',
    '\u001b[2J',
  );
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(nasty).map((parts) => parts.join('')),
  );

  it('has one line a row and one cell a column, and no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, fc.integer()), { maxLength: 5 }), (rows) => {
        const read = readCsv(csv(['a', 'b', 'c'], rows));
        expect(read).toHaveLength(rows.length + 1);
        for (const [at, [, , number]] of rows.entries()) {
          const cells = read[at + 1] ?? [];
          expect(cells).toHaveLength(3);
          expect(cells[2]).toBe(String(number));
          // A spreadsheet may part cells at semicolons instead.
          for (const text of cells.slice(0, 2))
            expect(text).not.toMatch(/(?:^|;)\s*[=+\-@\t\r]|[\p{Cc}\u202e]/u);
        }
      }),
    );
  });
});
