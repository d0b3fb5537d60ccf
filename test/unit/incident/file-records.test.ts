import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { recordFileName } from '#lib/incident/record-key.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';

let folder: string;
let store: FileRecordStore;

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'state');
  store = new FileRecordStore(folder);
});

const pathOf = (id: string) => join(folder, 'records', 'page', `${recordFileName(id)}.json`);

it('keeps one readable file for each record that only its owner may read, and leaves nothing beside it', async () => {
  await store.putOnce('page', 'AKIA-1:page', { subject: 's' });
  const path = pathOf('AKIA-1:page');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ id: 'AKIA-1:page', fields: { subject: 's' } });
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect((await stat(dirname(path))).mode & 0o077).toBe(0);
  expect(await readdir(dirname(path))).toHaveLength(1);
});

it('reads make no folder, and incidents beside them are not records', async () => {
  expect(await store.get('page', 'x')).toBeUndefined();
  expect(await store.list('page')).toEqual({});
  await expect(stat(folder)).rejects.toThrow('ENOENT');
  await store.putOnce('page', 'x', {});
  expect(await new FileIncidentStore(folder).list()).toEqual([]);
});

it('names the file that is no JSON, and neither guesses nor overwrites it', async () => {
  const path = pathOf('x');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '{"fields":');
  await expect(store.get('page', 'x')).rejects.toThrow(`${path} is no JSON`);
  await expect(store.set('page', 'x', {})).rejects.toThrow(path);
  await expect(store.list('page')).rejects.toThrow(path);
  expect(await readFile(path, 'utf8')).toBe('{"fields":');
  expect(await readdir(dirname(path))).toHaveLength(1);
});

it('says so where its folder is a file', async () => {
  await writeFile(folder, '');
  await expect(store.putOnce('page', 'x', {})).rejects.toThrow();
  await expect(store.list('page')).rejects.toThrow('ENOTDIR');
});
