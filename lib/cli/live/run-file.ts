import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { config } from '#lib/platform/config.ts';

const drillRun = z.object({
  run: z.string(),
  accountId: z.string(),
  region: z.string(),
  startedAt: z.string(),
  userName: z.optional(z.string()),
  accessKeyId: z.optional(z.string()),
  leakedAt: z.optional(z.string()),
});

/** What a drill in a real account has begun, written before each creation. No secret stands in it. */
export type DrillRun = z.infer<typeof drillRun>;

export interface RunFile {
  path: string;
  known(): DrillRun;
  /** Adds to what is known, on disk before this returns. */
  note(more: Partial<DrillRun>): Promise<void>;
  /** Once nothing is left of the drill. */
  forget(): Promise<void>;
}

const folder = (): string => join(config.stateDirectory(), 'tourniquet', 'live-drills');

const fileOf = (path: string, first: DrillRun): RunFile => {
  let known = first;
  return {
    path,
    known: () => known,
    async note(more) {
      known = { ...known, ...more };
      // Whatever ends this process in the middle of it, one of the two files is whole.
      await writeFile(`${path}.new`, `${JSON.stringify(known)}\n`, { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    async forget() {
      await rm(`${path}.new`, { force: true });
      await rm(path, { force: true });
    },
  };
};

/** @throws Error where the folder cannot be written: then nothing may be made in the account */
export const beginRunFile = async (begun: DrillRun): Promise<RunFile> => {
  await mkdir(folder(), { recursive: true });
  const file = fileOf(join(folder(), `${begun.run}.json`), begun);
  await file.note({});
  return file;
};

/** The files of drills that did not end well, of one account and Region. One that cannot be read is named by `unread`. */
export const runFilesOf = async (accountId: string, region: string, unread: (path: string) => void) => {
  const names = await readdir(folder()).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files: RunFile[] = [];
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const path = join(folder(), name);
    const parsed = drillRun.safeParse(jsonOf(await readFile(path, 'utf8')));
    if (!parsed.success) unread(path);
    else if (parsed.data.accountId === accountId && parsed.data.region === region)
      files.push(fileOf(path, parsed.data));
  }
  return files;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
