import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSafePath } from '#lib/evidence/safe-path.ts';
import { DrillRefused } from './drill-refused.ts';

/** Lies in every folder that a drill has written, and names the files that are the drill's. */
const marker = '.tourniquet-drill';
const markerHead =
  'Files of `tourniquet drill`. The next drill into this folder replaces them and no others:';

/**
 * Makes sure that a drill may write into a folder: a new one, an empty one or one of an earlier drill.
 * @throws DrillRefused for a folder that holds anything else
 */
export const claimFolder = async (folder: string): Promise<void> => {
  const found = await entriesOf(folder);
  if (found.length === 0 || found.includes(marker)) return;
  throw new DrillRefused(
    '--out',
    `--out ${folder} holds files that no drill has written: name a new or an empty folder`,
  );
};

const entriesOf = async (folder: string): Promise<string[]> => {
  try {
    await mkdir(folder, { recursive: true });
    return await readdir(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DrillRefused('--out', `--out ${folder} is not a folder that can be written: ${why}`, {
      cause: error,
    });
  }
};

/** Replaces what the last drill left in a folder, by path in it. @throws DrillRefused as `claimFolder` does */
export const replaceFiles = async (
  folder: string,
  files: ReadonlyMap<string, string | Buffer>,
): Promise<void> => {
  await claimFolder(folder);
  for (const name of await written(folder)) await rm(join(folder, name), { force: true });
  // The marker comes first: a drill that dies in between must not lock the next one out.
  await writeFile(join(folder, marker), `${[markerHead, ...files.keys()].join('\n')}\n`);
  for (const [name, content] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
};

// Whatever a marker may say, nothing outside of the folder is removed.
const written = async (folder: string): Promise<string[]> => {
  if (!(await readdir(folder)).includes(marker)) return [];
  const [, ...names] = (await readFile(join(folder, marker), 'utf8')).split('\n');
  return names.filter(isSafePath);
};
