import { stat } from 'node:fs/promises';
import { parseKeyId } from '#lib/credential/key-id.ts';
import { givenPath } from './given-path.ts';
import { UsageError } from './usage-error.ts';

/**
 * The files, folders and pipes of `--logs` as absolute paths; `-` is standard input. Whether they are there is for the
 * reading to tell.
 * @throws UsageError for a device: a terminal would keep everybody waiting, and some devices never end
 */
export const logPaths = async (given: readonly string[]): Promise<string[]> => {
  const paths = given.map((path) => (path === '-' ? '/dev/stdin' : givenPath(path)));
  for (const [index, path] of paths.entries()) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isCharacterDevice() || found?.isBlockDevice())
      throw new UsageError('--logs', `${given[index]} is a device, and no file, folder or pipe`);
  }
  return paths;
};

/** `--logs` takes all that follows it: the key, too, where it does not come first. */
export const keyAmong = (paths: readonly string[] = []): boolean =>
  paths.some((path) => parseKeyId(path.trim()).kind !== 'not-a-key-id');
