import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Lets work read paths as often as it likes: what can be read only once (a pipe, standard input) is kept in a file of
 * its own until the work is done. Records hold session tokens, so nobody else may read that file.
 */
export const withSpooled = async <T>(
  paths: readonly string[],
  work: (readable: string[]) => Promise<T>,
): Promise<T> => {
  const once = await Promise.all(paths.map(isReadOnce));
  if (!once.includes(true)) return work([...paths]);
  // The folder is made for its owner only.
  const folder = await mkdtemp(path.join(tmpdir(), 'tourniquet-'));
  try {
    const readable: string[] = [];
    for (const [index, given] of paths.entries()) {
      const kept = path.join(folder, `${index}-from-a-pipe.json`);
      if (once[index]) await pipeline(createReadStream(given), createWriteStream(kept, { mode: 0o600 }));
      readable.push(once[index] ? kept : given);
    }
    return await work(readable);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

// A path that leads nowhere is for the reader to complain about.
const isReadOnce = async (given: string): Promise<boolean> => {
  const found = await stat(given).catch(() => undefined);
  return found !== undefined && (found.isFIFO() || found.isCharacterDevice() || found.isSocket());
};
