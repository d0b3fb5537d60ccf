import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { investigateFiles } from '#lib/investigation/offline.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at } from '#test/fixtures/cloudtrail/record.ts';
import { first, leaked, thief } from './lineage.ts';

let folder: string;
const write = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bystanders-'));
  const record = assumeRole(thief, first, at(1), { role: 'shop', session: 'x' });
  write('trail.json', JSON.stringify({ Records: [record] }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const complete = async (paths: string[]): Promise<boolean[]> =>
  (await investigateFiles({ accessKeyId: leaked }, paths)).coverage.map((row) => row.complete);

it.each([
  ['a license', 'LICENSE', 'Apache License'],
  ['a picture', 'seen.png', '\u0089PNG\r\n'],
  ['other JSON', 'package.json', '{"name":"x"}'],
])('%s beside the trail leaves it complete, and is named', async (_, name, content) => {
  write(name, content);
  expect(await complete([folder])).toEqual([true]);
  expect((await investigateFiles({ accessKeyId: leaked }, [folder])).notes.join()).toContain(name);
});

it.each([
  ['a trail that is cut off', 'more.json', '{"Records":[{"eventName":"x"'],
  ['a trail that is no JSON', 'more.json.gz', 'nothing of the kind'],
])('%s leaves it incomplete', async (_, name, content) => {
  write(name, content);
  expect(await complete([folder])).toEqual([false]);
});

it('a file that was named by itself has to be read', async () => {
  const license = write('LICENSE', 'Apache License');
  expect(await complete([join(folder, 'trail.json'), license])).toEqual([false]);
});
