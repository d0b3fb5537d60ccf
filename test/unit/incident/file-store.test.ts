import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { key, otherKey, signal } from '#test/unit/containment/fake-account.ts';

let folder: string;
let store: FileIncidentStore;

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'deep', 'state');
  store = new FileIncidentStore(folder);
});

it('keeps one readable file for each incident that only its owner may read', async () => {
  await store.claim(key, signal());
  expect(await readdir(folder)).toEqual([`${key}-1.json`]);
  const path = join(folder, `${key}-1.json`);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ accessKeyId: key });
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect((await stat(folder)).mode & 0o077).toBe(0);
});

it('lists its incidents by name, and none where there is no folder yet', async () => {
  expect(await store.list()).toEqual([]);
  await store.claim(otherKey, signal({ accessKeyId: otherKey }));
  await store.claim(key, signal());
  expect(await store.list()).toEqual([`${key}-1`, `${otherKey}-1`]);
});

it('keeps a link as a file that says where it leads', async () => {
  await store.claimUser('user-264875319082-bot', [key], signal());
  expect(await store.list()).toEqual([`${key}-1`, 'user-264875319082-bot-1']);
  const link = JSON.parse(await readFile(join(folder, `${key}-1.json`), 'utf8'));
  expect(link).toEqual({ incidentId: `${key}-1`, partOf: 'user-264875319082-bot-1' });
});

it('survives a process that died inside the lock', async () => {
  await mkdir(folder, { recursive: true });
  const lock = join(folder, `${key}-1.json.lock`);
  await writeFile(lock, '');
  const longAgo = Date.now() / 1000 - 60;
  await utimes(lock, longAgo, longAgo);
  expect(await store.claim(key, signal())).toMatchObject({ kind: 'run' });
  expect(await readdir(folder)).toEqual([`${key}-1.json`]);
});

it('survives a process that died before its new record was in place', async () => {
  await store.claim(key, signal());
  await writeFile(join(folder, `${key}-1.json.half`), '{"incidentId":');
  expect(await store.find(key)).toMatchObject({ incidentId: `${key}-1` });
  expect(await store.list()).toEqual([`${key}-1`]);
});

it('names the file that is no JSON, and neither guesses nor overwrites it', async () => {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${key}-1.json`);
  await writeFile(path, '{"incidentId":');
  await expect(store.find(key)).rejects.toThrow(`${path} is no JSON`);
  await expect(store.claim(key, signal())).rejects.toThrow(path);
  expect(await readFile(path, 'utf8')).toBe('{"incidentId":');
  // The lock is free again: the next try meets the same error and does not wait for ever.
  expect(await readdir(folder)).toEqual([`${key}-1.json`]);
});

it('says so when its folder is a file', async () => {
  await mkdir(dirname(folder), { recursive: true });
  await writeFile(folder, '');
  await expect(store.claim(key, signal())).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(store.find(key)).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(store.all()).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it('writes nothing outside of its folder, whatever it is asked for', async () => {
  for (const id of ['../../x', '../escape', 'a/b', '/tmp/x', 'x\0y', '..']) {
    await expect(store.claim(id, signal())).rejects.toThrow(TypeError);
    await expect(store.record('lease', id, {})).rejects.toThrow(TypeError);
    await store.take(id);
    await store.mark(id, 'x');
  }
  expect(await readdir(folder)).toEqual([]);
  expect(await readdir(dirname(folder))).toEqual(['state']);
});
