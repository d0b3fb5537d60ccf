import { stat } from 'node:fs/promises';
import { parseKeyId } from '#lib/credential/key-id.ts';
import { givenPath } from './given-path.ts';
import { UsageError } from './usage-error.ts';

/**
 * The files and folders of `--logs` as absolute paths. Whether they are there is for the reading to tell.
 * @throws UsageError for a pipe: the records are read at least twice, first to find the lineage and then to count
 */
export const logPaths = async (given: readonly string[]): Promise<string[]> => {
  for (const path of given) {
    if (path === '-' || (await isPipe(givenPath(path))))
      throw new UsageError(
        '--logs',
        `${path} can be read only once, and the records are read more than once: write them to a file first`,
      );
  }
  return given.map(givenPath);
};

const isPipe = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
};

/** `--logs` takes all that follows it: the key, too, where it does not come first. */
export const keyAmong = (paths: readonly string[] = []): boolean =>
  paths.some((path) => parseKeyId(path.trim()).kind !== 'not-a-key-id');
