import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { withSpooled } from '#lib/investigation/files/spool.ts';
import { investigateFiles } from '#lib/investigation/offline.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at } from '#test/fixtures/cloudtrail/record.ts';
import { first, leaked, thief } from '../lineage.ts';

const folder = mkdtempSync(join(tmpdir(), 'spool-test-'));
const records = JSON.stringify({
  Records: [assumeRole(thief, first, at(1), { role: 'shop', session: 'x' })],
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('what comes through a pipe is read as often as needed, and nothing of it is left', async () => {
  const pipe = join(folder, 'pipe');
  writeFileSync(join(folder, 'trail.json'), records);
  execFileSync('mkfifo', [pipe]);
  const writer = spawn('sh', ['-c', `cat ${join(folder, 'trail.json')} > ${pipe}`]);
  let kept = '';
  const found = await withSpooled([pipe], async (readable) => {
    kept = readable[0] ?? '';
    return investigateFiles({ accessKeyId: leaked }, readable);
  });
  writer.kill();
  expect(found.credentials.map(({ id }) => id)).toEqual([leaked, first]);
  expect(kept).not.toBe(pipe);
  expect(() => readdirSync(join(kept, '..'))).toThrow(/ENOENT/);
});

it('a plain file is read where it is', async () => {
  await withSpooled(['a.json', 'b'], async (readable) => expect(readable).toEqual(['a.json', 'b']));
});
