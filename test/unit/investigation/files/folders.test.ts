import { rmSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  type FilesProgress,
  NothingReadable,
  readTrailFiles,
} from '#lib/investigation/files/read-trail-files.ts';
import { folderOf, readAll, record } from './given.ts';

const line = (number: number): string => `${JSON.stringify(record(number))}\n`;
const ids = (taken: readonly Record<string, unknown>[]): unknown[] => taken.map(({ eventID }) => eventID);

it('reads folders with all that is in them, by name, and passes over what is hidden', async () => {
  const folder = await folderOf({
    'b.json': line(3),
    'a/z/deep.log': line(1),
    'a/a.json.gz': line(0),
    'a/z.json': line(2),
    '.hidden.json': line(9),
    '.git/x.json': line(9),
    'a/.DS_Store': 'x',
  });
  const { taken, readings } = await readAll(folder);
  expect(ids(taken)).toEqual(['event-0', 'event-1', 'event-2', 'event-3']);
  expect(readings.map((reading) => path.relative(folder, reading.path))).toEqual([
    'a/a.json.gz',
    'a/z/deep.log',
    'a/z.json',
    'b.json',
  ]);
});

it('reads paths in the order given, and a hidden file that was named', async () => {
  const folder = await folderOf({ a: line(1), '.b': line(2) });
  expect(ids((await readAll(path.join(folder, '.b'), path.join(folder, 'a'))).taken)).toEqual([
    'event-2',
    'event-1',
  ]);
});

it('reads once what is given twice, lies in a folder that is given, or is reached through links', async () => {
  const folder = await folderOf({ 'in/a': line(1), 'in/b': line(2) });
  const [inside, linked] = [path.join(folder, 'in'), path.join(folder, 'linked')];
  await symlink(inside, linked);
  await symlink(path.join(inside, 'a'), path.join(inside, 'c'));
  await symlink(folder, path.join(inside, 'circle'));
  const { taken, readings } = await readAll(
    path.join(linked, 'b'),
    inside,
    folder,
    path.join(inside, 'a'),
    `${inside}/../in/a`,
  );
  expect(ids(taken)).toEqual(['event-2', 'event-1']);
  expect(readings).toHaveLength(2);
});

it("passes over CloudTrail's own other folders, counted and without a loss", async () => {
  const folder = await folderOf({
    'AWSLogs/1/CloudTrail/us-east-1/x.json': line(1),
    'AWSLogs/1/CloudTrail-Digest/us-east-1/x.json.gz': 'x',
    'AWSLogs/1/CloudTrail-Insight/us-east-1/x.json.gz': 'x',
  });
  const { readings } = await readAll(folder);
  expect(readings.map(({ records, whole, problems }) => ({ records, whole, problems }))).toEqual([
    { records: 1, whole: true, problems: [] },
    {
      records: 0,
      whole: true,
      problems: [{ what: 'a file of another kind', count: 1, example: 'CloudTrail Digest' }],
    },
    {
      records: 0,
      whole: true,
      problems: [{ what: 'a file of another kind', count: 1, example: 'CloudTrail Insight' }],
    },
  ]);
});

it('names links that lead nowhere, and folders without files', async () => {
  const folder = await folderOf({ a: line(1) });
  await symlink('/nowhere/at/all', path.join(folder, 'broken'));
  await mkdir(path.join(folder, 'empty'));
  const { readings } = await readAll(folder, path.join(folder, 'empty'));
  expect(readings.map(({ path: place, whole, problems }) => [path.basename(place), whole, problems])).toEqual(
    [
      ['a', true, []],
      ['broken', false, [{ what: 'cannot be read', count: 1, example: 'ENOENT' }]],
    ],
  );
});

it('names a file that cannot be opened, and reads the others', async () => {
  const folder = await folderOf({ a: line(1), b: line(2), c: line(3) });
  const taken: unknown[] = [];
  const readings = await readTrailFiles([folder], ({ eventID }) => {
    taken.push(eventID);
    if (eventID === 'event-1') rmSync(path.join(folder, 'b'));
  });
  expect(taken).toEqual(['event-1', 'event-3']);
  expect(readings).toMatchObject([
    { whole: true },
    { whole: false, bytes: 0, problems: [{ what: 'cannot be read', count: 1, example: 'ENOENT' }] },
    { whole: true },
  ]);
});

it('tells how far it has come', async () => {
  const folder = await folderOf({ a: line(1).repeat(1_000), b: line(2) });
  const told: FilesProgress[] = [];
  const [a, b] = await readTrailFiles(
    [folder],
    () => undefined,
    (progress) => told.push(progress),
  );
  const place = (name: string) => ({ path: path.join(folder, name), files: 2 });
  expect(told[0]).toEqual({ ...place('a'), file: 1, records: 0, bytes: 0 });
  expect(told).toContainEqual({ ...place('b'), file: 2, records: 1_000, bytes: a?.bytes });
  expect(told.at(-1)).toMatchObject({ file: 2, bytes: (a?.bytes ?? 0) + (b?.bytes ?? 0) });
  for (const [index, { bytes }] of told.entries())
    expect(bytes).toBeGreaterThanOrEqual(told[index - 1]?.bytes ?? 0);
});

it('lets through what the taker of records or the watcher throws', async () => {
  const folder = await folderOf({ a: line(1) });
  const fail = () => {
    throw new RangeError('the consumer is full');
  };
  await expect(readTrailFiles([folder], fail)).rejects.toThrow(RangeError);
  let calls = 0;
  const failLater = () => (++calls > 1 ? fail() : undefined);
  await expect(readTrailFiles([folder], () => undefined, failLater)).rejects.toThrow(RangeError);
});

const failure = async (paths: string[]): Promise<unknown> =>
  readAll(...paths).catch((error: unknown) => error);

it('throws when a path leads nowhere, before anything is read, and names it', async () => {
  const folder = await folderOf({ a: line(1) });
  const taken: unknown[] = [];
  const reading = readTrailFiles([folder, path.join(folder, 'mistyped')], (each) => taken.push(each));
  await expect(reading).rejects.toThrow(NothingReadable);
  await expect(reading).rejects.toThrow(`there is no file or folder ${path.join(folder, 'mistyped')}`);
  expect(taken).toEqual([]);
  await expect(readAll(path.join(folder, 'a', 'inside-a-file'))).rejects.toThrow(NothingReadable);
});

it('throws when nothing at all could be read, and says of every path why', async () => {
  const folder = await folderOf({ 'a.png': 'no picture', 'b.json': '', 'c.json': '{"x":1}' });
  expect(await failure([folder])).toEqual(
    new NothingReadable(
      `no CloudTrail record could be read: ${folder}/a.png (not JSON), ${folder}/b.json (an empty file), ` +
        `${folder}/c.json (not a CloudTrail record, line 1, byte 0)`,
    ),
  );
  const files = Object.fromEntries(Array.from({ length: 9 }, (_, number) => [`${number}`, 'x']));
  expect(String(await failure([await folderOf(files)]))).toMatch(/\/4 \(not JSON\) and 4 more$/);
});

it.each<[string, (folder: string) => string[], RegExp]>([
  ['no path', () => [], /no path was given/],
  ['an empty folder', (folder) => [folder], /\(a folder without files\)$/],
])('throws for %s', async (_, paths, message) => {
  const error = await failure(paths(await folderOf({})));
  expect(error).toBeInstanceOf(NothingReadable);
  expect(String(error)).toMatch(message);
});
