import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UnreadableEvidence } from './verdict.ts';

/** What lies in a folder and below it, by path with `/`. Links are named and never followed. */
export interface Listed {
  path: string;
  isFile: boolean;
}

/** Evidence of a day has some hundreds: a folder of more was given by mistake. */
const mostEntries = 100_000;

/** @throws UnreadableEvidence where it is no folder, cannot be read or has too many files */
export const listFolder = async (root: string): Promise<Listed[]> => {
  const found: Listed[] = [];
  const open = [''];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    for (const entry of await entriesOf(join(root, below))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) open.push(path);
      else found.push({ path, isFile: entry.isFile() });
    }
    if (found.length > mostEntries)
      throw new UnreadableEvidence(`${root} holds more than ${mostEntries} files: is it the right folder?`);
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
};

const entriesOf = async (folder: string) => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why =
      code === 'ENOENT' ? 'is not there' : code === 'ENOTDIR' ? 'is no folder' : `cannot be read: ${code}`;
    throw new UnreadableEvidence(`${folder} ${why}`);
  }
};
