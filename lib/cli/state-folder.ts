import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '#lib/aws/errors.ts';
import { UsageError } from './usage-error.ts';

const has = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

// In brackets: what follows `passwd:` would be redacted for a secret.
const unfit = (folder: string, why: string): UsageError =>
  new UsageError(
    '--state',
    `incidents cannot be kept in ${folder} (${why}): give another folder with --state DIR`,
  );

const codeWords = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : errorCode(error);

/**
 * Refuses what can never be a folder of incidents, and makes nothing. One that is not there yet is fine.
 * @throws UsageError that names --state
 */
export const checkStateFolder = async (folder: string): Promise<void> => {
  try {
    const found = await stat(folder);
    if (!found.isDirectory()) throw unfit(folder, 'a file');
  } catch (error) {
    if (has(error, 'ENOENT')) return;
    if (error instanceof UsageError) throw error;
    throw unfit(folder, has(error, 'ENOTDIR') ? 'a file stands on the way there' : codeWords(error));
  }
};

/**
 * Makes the folder and proves that a file can be made in it, before AWS is changed and the record of it is lost.
 * @throws UsageError that names --state
 */
export const makeStateFolder = async (folder: string): Promise<void> => {
  await checkStateFolder(folder);
  try {
    await makeFolder(folder);
    await rmdir(await mkdtemp(join(folder, '.can-be-written-')));
  } catch (error) {
    throw unfit(folder, `it cannot be written: ${codeWords(error)}`);
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
