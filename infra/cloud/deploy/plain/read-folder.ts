import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ZipEntry } from './zip.ts';

/** Every file below a folder, by its path in it. */
export const readFolder = (folder: string): ZipEntry[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .map((file) => ({
      name: path.relative(folder, file).split(path.sep).join('/'),
      bytes: readFileSync(file),
    }));
