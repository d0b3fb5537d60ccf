import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';

/**
 * What a JSON file holds; undefined where there is none.
 * @throws Error that names the file where it is no JSON: nothing is guessed from half a record
 */
export const readJson = async <T>(path: string): Promise<T | undefined> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError)
      throw new Error(`${path} is no JSON: mend it or move it away`, { cause: error });
    throw error;
  }
};

/** Written beside and renamed, so that a crash leaves the old file and never half of the new one. */
export const writeJson = async (path: string, value: unknown): Promise<void> => {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, path);
};
