import { lstat, realpath, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { digestOfFile } from './digest.ts';
import { type Manifest, manifestName, signatureName, sumsName } from './manifest.ts';
import { readManifest } from './verify/read-manifest.ts';
import { readSmall } from './verify/read-small.ts';

/**
 * Makes room for new evidence where an earlier run wrote some. Its manifest goes first: half of the new beside the old
 * manifest would look altered. Then goes what it lists, is still as it was written, and will not be written again.
 * Nobody's own file is touched.
 */
export const forgetWhatStood = async (dir: string, coming: readonly string[]): Promise<void> => {
  const old = await manifestIn(dir);
  if (!old) return;
  for (const name of [manifestName, signatureName, sumsName]) await rm(join(dir, name), { force: true });
  for (const { path, bytes, sha256 } of old.files) {
    if (coming.includes(path)) continue;
    const file = join(dir, path);
    if (!(await isFileOf(dir, file, bytes))) continue;
    if ((await digestOfFile(file)).sha256 === sha256) await rm(file);
  }
};

/** A link on the way there may lead to somebody's own file. */
const isFileOf = async (dir: string, file: string, bytes: number): Promise<boolean> => {
  const stands = await lstat(file).catch(() => undefined);
  if (!stands?.isFile() || stands.size !== bytes) return false;
  return (await realpath(file)).startsWith((await realpath(dir)) + sep);
};

const manifestIn = async (dir: string): Promise<Manifest | undefined> => {
  const bytes = await readSmall(join(dir, manifestName));
  const read = bytes instanceof Buffer ? readManifest(bytes) : undefined;
  return typeof read === 'object' ? read : undefined;
};
