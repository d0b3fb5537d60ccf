import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { jsonText } from '#lib/platform/json-text.ts';
import { whyNotWritable } from './folder.ts';
import { givenPath } from './given-path.ts';
import { UsageError } from './usage-error.ts';

const documentIn = (folder: string): string => join(folder, 'investigation.json');

/**
 * The folder to write an investigation to. It is made, and tried, before hours of reading could be lost.
 * @returns its absolute path
 * @throws UsageError where nothing can be written, and where the investigation of another key would be overwritten
 */
export const outFolder = async (given: string, accessKeyId: string): Promise<string> => {
  const folder = givenPath(given);
  const why = (await whyNotWritable(folder)) ?? (await whyTaken(documentIn(folder), accessKeyId));
  if (why === undefined) return folder;
  throw new UsageError(
    '--out',
    `nothing is written to ${folder} (${why}): give another folder with --out DIR`,
  );
};

const whyTaken = async (file: string, accessKeyId: string): Promise<string | undefined> => {
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'));
    const isOurs =
      typeof found === 'object' &&
      found !== null &&
      'accessKeyId' in found &&
      found.accessKeyId === accessKeyId;
    return isOurs ? undefined : 'it holds the investigation of another key';
  } catch (error) {
    const isFree = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isFree ? undefined : 'it holds another investigation.json';
  }
};

/** Writes what was found, for scripts and for people, for the owner's eyes only. */
export const writeOut = async (folder: string, found: Investigation, text: string): Promise<void> => {
  await writeFile(documentIn(folder), `${jsonText(found)}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'investigation.txt'), `${text}\n`, { mode: 0o600 });
};
