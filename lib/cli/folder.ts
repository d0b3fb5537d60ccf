import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '#lib/aws/errors.ts';

const has = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

const codeWords = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : errorCode(error);

/** Why this can never be a folder, in words; undefined where it is one, or is not there yet. Makes nothing. */
export const whyNoFolder = async (folder: string): Promise<string | undefined> => {
  try {
    return (await stat(folder)).isDirectory() ? undefined : 'a file';
  } catch (error) {
    if (has(error, 'ENOENT')) return undefined;
    return has(error, 'ENOTDIR') ? 'a file stands on the way there' : codeWords(error);
  }
};

/**
 * Makes the folder, for its owner only, and proves that a file can be made in it, before there is anything to lose.
 * @returns why not, in words
 */
export const whyNotWritable = async (folder: string): Promise<string | undefined> => {
  const why = await whyNoFolder(folder);
  if (why !== undefined) return why;
  try {
    await makeFolder(folder);
    await rmdir(await mkdtemp(join(folder, '.can-be-written-')));
    return undefined;
  } catch (error) {
    return `it cannot be written: ${codeWords(error)}`;
  }
};

// Level by level: the recursive mkdir of Node never ends where a parent is there and takes no folder (/proc/x).
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (has(error, 'EEXIST')) return;
    const parent = dirname(folder);
    if (!has(error, 'ENOENT') || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 });
  }
};
