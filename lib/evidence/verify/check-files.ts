import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { digestOfFile } from '../digest.ts';
import type { Manifest, ManifestFile } from '../manifest.ts';
import { reservedNames } from '../manifest.ts';
import type { Listed } from './list-folder.ts';
import type { Problem } from './verdict.ts';

const atOnce = 4;

/**
 * Compares the files of a look's folder with its manifest.
 * @param entries what lies in that folder, by paths below it
 */
export const checkFiles = async (
  folder: string,
  { files }: Manifest,
  entries: readonly Listed[],
): Promise<Problem[]> => {
  const there = new Map(entries.map((entry) => [entry.path, entry]));
  const wrong = await inParallel(files, atOnce, (file) => checkFile(folder, file, there.get(file.path)));
  const listed = new Set([...files.map(({ path }) => path), ...reservedNames]);
  return [...wrong.flat(), ...entries.filter(({ path }) => !listed.has(path)).map(notListed)];
};

export const notListed = ({ path, isFile }: Listed): Problem =>
  isFile
    ? { path, problem: 'not-listed', detail: 'no manifest lists it' }
    : { path, problem: 'not-a-file', detail: 'a link or a device: it is not followed' };

const checkFile = async (
  folder: string,
  { path, bytes, sha256 }: ManifestFile,
  entry: Listed | undefined,
): Promise<Problem[]> => {
  if (!entry) return [{ path, problem: 'missing', detail: 'the manifest lists it, and it is not there' }];
  if (!entry.isFile) return [notListed(entry)];
  const file = join(folder, path);
  try {
    // The size tells first, so that no more is read than was written.
    const { size } = await stat(file);
    if (size !== bytes) return [{ path, problem: 'altered', detail: `${size} bytes, written were ${bytes}` }];
    const found = await digestOfFile(file);
    if (found.sha256 === sha256) return [];
    return [{ path, problem: 'altered', detail: `SHA-256 ${found.sha256}, written was ${sha256}` }];
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return [{ path, problem: 'unreadable', detail: `it cannot be read: ${why}` }];
  }
};
