import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isJson, type Json, text } from '#lib/investigation/detail.ts';

/** CloudTrail recordings that were published by others. They are not part of the project: replayed only where they are at hand. */
export const folder = resolve('../shared/data/cloudtrail');
export const atHand = existsSync(folder);

export interface Recording {
  file: string;
  records: Json[];
}

const listIn = (content: unknown): unknown[] => {
  if (Array.isArray(content)) return content;
  const records = isJson(content) ? content['Records'] : undefined;
  return Array.isArray(records) ? records : [content];
};

const parsed = (file: string, content: string): unknown[] =>
  file.endsWith('.jsonl')
    ? content
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line))
    : listIn(JSON.parse(content));

// LookupEvents holds the record as text, a test of a rule as its event.
const recordIn = (item: unknown): Json => {
  if (!isJson(item)) throw new Error('a recording holds something that is no record');
  const inside = text(item['CloudTrailEvent']);
  if (inside !== null) return JSON.parse(inside);
  return isJson(item['event']) ? item['event'] : item;
};

// A masked id stands for one: the same mask becomes the same id, so that its links can be followed.
const unmasked = (name: string, value: unknown): unknown => {
  if (name !== 'accessKeyId' || typeof value !== 'string' || /^(A[KS]IA[A-Z0-9]{16})?$/.test(value))
    return value;
  return `AKIA${createHash('sha256').update(value).digest('hex').toUpperCase().slice(0, 16)}`;
};

export const readRecording = (file: string): Recording => ({
  file,
  records: parsed(file, readFileSync(join(folder, file), 'utf8'))
    .map(recordIn)
    .map((record) => JSON.parse(JSON.stringify(record), unmasked)),
});

const namesIn = (under: string): string[] =>
  atHand
    ? readdirSync(join(folder, under))
        .filter((name) => /\.jsonl?$/.test(name))
        .sort()
        .map((name) => `${under}/${name}`)
    : [];

export const stratus = (): Recording[] => namesIn('stratus-red-team').map(readRecording);

/** Each test of a rule is a world of its own: their ids mean nothing to each other. */
export const panther = (): Recording[] =>
  namesIn('panther')
    .map(readRecording)
    .flatMap(({ file, records }) =>
      records.map((record, index) => ({ file: `${file}#${index}`, records: [record] })),
    );

export const others = (): Recording[] => [...namesIn('trailscraper'), ...namesIn('plaso')].map(readRecording);
