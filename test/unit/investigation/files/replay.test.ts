import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readAll } from './given.ts';

/** Trails that others published. They are not part of the project: replayed only where they are at hand. */
const folder = resolve('../shared/data/cloudtrail');
const filesOf = (name: string, ending: RegExp): string[] => {
  const place = resolve(folder, name);
  return existsSync(place)
    ? readdirSync(place)
        .filter((file) => ending.test(file))
        .map((file) => resolve(place, file))
    : [];
};

const files = [
  ...filesOf('stratus-red-team', /\.json$/),
  ...filesOf('trailscraper', /\.json$/),
  ...filesOf('plaso', /\.jsonl$/),
];
console.info(`Replayed ${files.length} published trail files.`);

/** What a reader that holds everything at once makes of the file. */
const plainly = (file: string): unknown[] => {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.jsonl')) {
    const events = text
      .trim()
      .split('\n')
      .map((line): { CloudTrailEvent: string } => JSON.parse(line));
    return events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent));
  }
  const value: unknown[] | { Records: unknown[] } = JSON.parse(text);
  return Array.isArray(value) ? value : value.Records;
};

it.each(files)('reads %s whole', async (file) => {
  const { taken, readings } = await readAll(file);
  expect(taken).toEqual(plainly(file));
  expect(readings).toMatchObject([{ whole: true, problems: [], records: taken.length }]);
  expect(taken.length).toBeGreaterThan(0);
});

it('replays all published trails where they are at hand', () => {
  expect(files.length).toBe(existsSync(folder) ? 20 : 0);
});
