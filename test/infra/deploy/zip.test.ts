import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ZipEntry, zip } from '#infra/cloud/deploy/plain/zip.ts';
import { readZip } from './read-zip.ts';

const names = fc.stringMatching(/^[a-zäé0-9_-]{1,12}(?:\/[a-z0-9.-]{1,12})?$/);
const entries = fc.uniqueArray(fc.record({ name: names, bytes: fc.uint8Array({ maxLength: 2_000 }) }), {
  selector: ({ name }) => name,
  maxLength: 8,
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-zip-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unzipped = (archive: Buffer, ...options: string[]) => {
  const file = path.join(folder, 'a.zip');
  writeFileSync(file, archive);
  return spawnSync('unzip', [...options, file], { encoding: 'utf8' });
};

it('holds what was put in, and reads the same whatever the order was', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const archive = zip(given);
      const expected = given.map(({ name, bytes }) => [name, Buffer.from(bytes)] as const);
      expect(readZip(archive)).toEqual(new Map(expected.toSorted(([a], [b]) => (a < b ? -1 : 1))));
      expect(zip(given.toReversed()).equals(archive)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('is what unzip reads, with files that everybody may read', (ctx) => {
  const given: ZipEntry[] = [
    { name: 'index.mjs', bytes: Buffer.from('export const handler = () => 1;\n'.repeat(500)) },
    { name: 'empty/file.txt', bytes: Buffer.alloc(0) },
  ];
  const { error, status } = unzipped(zip(given), '-tq');
  if (error) {
    console.log('skipped: no unzip on this machine');
    return ctx.skip();
  }
  expect(status).toBe(0);
  expect(unzipped(zip(given), '-Z').stdout).toMatch(/-rw-r--r-- .* 80-Jan-01 00:00 index\.mjs/);
});
