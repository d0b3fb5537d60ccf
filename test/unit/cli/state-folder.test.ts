import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkStateFolder, makeStateFolder } from '#lib/cli/state-folder.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { key } from '#test/unit/containment/fake-account.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

const usage = { name: 'UsageError', field: '--state' };

describe('a folder for incidents', () => {
  it('is made with all above it, for its owner only, and nothing is left in it', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    await makeStateFolder(deep);
    await makeStateFolder(deep);
    expect((await stat(deep)).mode & 0o777).toBe(0o700);
    expect(await readdir(deep)).toEqual([]);
  });

  it('is not made by a look', async () => {
    await checkStateFolder(join(folder, 'a', 'b'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is no file, and lies in none', async () => {
    const file = join(folder, 'passwd');
    await writeFile(file, '');
    for (const wrong of [file, join(file, 'x'), join(file, 'x', 'y'), '\0']) {
      await expect(checkStateFolder(wrong)).rejects.toMatchObject(usage);
      await expect(makeStateFolder(wrong)).rejects.toMatchObject(usage);
    }
    await expect(makeStateFolder(file)).rejects.toThrow(`kept in ${file} (a file): give another`);
  });

  // /proc has no room for folders and says ENOENT for it: Node's own recursive mkdir tries again for ever.
  it.runIf(existsSync('/proc/self'))('is refused where none can be made, at once', async () => {
    for (const wrong of ['/proc/x', '/proc/x/y', '/proc'])
      await expect(makeStateFolder(wrong)).rejects.toMatchObject(usage);
  });

  it.skipIf(process.getuid?.() === 0)('is refused where it may not be written', async () => {
    await mkdir(join(folder, 'shut'));
    await chmod(join(folder, 'shut'), 0o500);
    await expect(makeStateFolder(join(folder, 'shut'))).rejects.toMatchObject(usage);
  });
});

describe('the command with a --state that is a file', () => {
  it.each([
    ['contain', key],
    ['contain', key, '--dry-run'],
    ['restore', `${key}-1`],
    ['restore', `${key}-1`, '--dry-run'],
  ])('%s %s %s: exits 2 and names it', async (...argv) => {
    const file = join(folder, 'passwd');
    await writeFile(file, 'mine');
    const { exitCode, document } = await tourniquetJson(...argv, '--state', file);
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({ code: 'usage', field: '--state' });
    // What is redacted for a secret would hide the name of the file.
    expect((await tourniquet(...argv, '--state', file)).stderr).toContain(`${file} (a file)`);
  });
});
