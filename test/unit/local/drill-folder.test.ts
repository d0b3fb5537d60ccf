import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimFolder, replaceFiles } from '#infra/local/drill/folder.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';

const marker = '.tourniquet-drill';
const files = (...names: string[]) => new Map(names.map((name) => [name, `text of ${name}`]));

describe('the folder of a drill', () => {
  it('refuses a folder with files of somebody else, names --out and deletes nothing', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'thesis'));
    await writeFile(join(folder, '01-contained.txt'), 'mine');
    for (const act of [() => claimFolder(folder), () => replaceFiles(folder, files('a.txt'))]) {
      await expect(act()).rejects.toMatchObject({
        name: 'DrillRefused',
        field: '--out',
        message: expect.stringContaining(`--out ${folder} holds files`),
      });
    }
    expect((await readdir(folder)).toSorted()).toEqual(['01-contained.txt', 'thesis']);
    expect(await readFile(join(folder, '01-contained.txt'), 'utf8')).toBe('mine');
  });

  it('refuses what is a file', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, 'mine');
    await expect(claimFolder(file)).rejects.toMatchObject({ name: 'DrillRefused', field: '--out' });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('takes a new folder and an empty one', async () => {
    const folder = await temporaryFolder();
    await claimFolder(folder);
    await claimFolder(join(folder, 'new', 'one'));
    expect(await readdir(join(folder, 'new'))).toEqual(['one']);
  });

  it('replaces the files of the drill before and keeps what was laid beside them', async () => {
    const folder = await temporaryFolder();
    await replaceFiles(folder, files('01-contained.txt', 'old.log'));
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await mkdir(join(folder, 'thesis'));
    await replaceFiles(folder, files('01-contained.txt', 'new.log'));
    expect((await readdir(folder)).toSorted()).toEqual(
      [marker, '01-contained.txt', 'new.log', 'notes.txt', 'thesis'].toSorted(),
    );
  });

  it('removes nothing outside of the folder, whatever the marker says', async () => {
    const outer = await temporaryFolder();
    const folder = join(outer, 'drill');
    await mkdir(folder);
    await writeFile(join(outer, 'precious'), 'mine');
    await writeFile(join(folder, marker), 'head\n../precious\n..\n.\n\n');
    await replaceFiles(folder, files('a.txt'));
    expect((await readdir(outer)).toSorted()).toEqual(['drill', 'precious']);
    expect((await readdir(folder)).toSorted()).toEqual([marker, 'a.txt']);
  });
});
