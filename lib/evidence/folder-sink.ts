import { chmod, constants, copyFile, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { EvidenceSink } from './sink.ts';
import { forgetWhatStood } from './what-stood.ts';

/**
 * Evidence as files of this machine, for their owner's eyes only. Nothing is written outside the folder, whatever links
 * stand in it. What an earlier run wrote there and this one does not write again is taken away.
 * @param dir an absolute path; it is made
 */
export const folderSink = (dir: string): EvidenceSink => ({
  where: dir,
  async begin(paths) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await forgetWhatStood(dir, paths);
  },
  async put({ path, body }) {
    const target = join(await insideFolder(dir, dirname(path)), path.slice(path.lastIndexOf('/') + 1));
    if (typeof body !== 'string' && resolve(body.file) === target) return chmod(target, 0o600);
    await rm(target, { force: true });
    if (typeof body === 'string') await writeFile(target, body, { mode: 0o600, flag: 'wx' });
    else await copyFile(body.file, target, constants.COPYFILE_EXCL);
    // A copy has the mode of what was copied.
    await chmod(target, 0o600);
  },
});

/** Makes a folder below `dir`. @returns its real path. @throws Error where a link leads it out of there */
const insideFolder = async (dir: string, below: string): Promise<string> => {
  await mkdir(join(dir, below), { recursive: true, mode: 0o700 });
  const [root, folder] = await Promise.all([realpath(dir), realpath(join(dir, below))]);
  if (folder !== root && !folder.startsWith(root + sep))
    throw new Error(`a link leads ${below} out of the folder`);
  return folder;
};
