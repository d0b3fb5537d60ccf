import { open, rm, stat } from 'node:fs/promises';
import { sleep } from '#lib/platform/clock.ts';

const staleLockMilliseconds = 10_000;

/** Does the work while no other process does work under the same lock, a file in a folder that is there. */
export const underLock = async <T>(lock: string, work: () => Promise<T>): Promise<T> => {
  await acquire(lock);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
};

const acquire = async (lock: string): Promise<void> => {
  for (;;) {
    try {
      await (await open(lock, 'wx')).close();
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      await breakStale(lock);
      await sleep(10);
    }
  }
};

// A process that died inside the lock leaves the file behind; the work in it takes milliseconds. The file system
// wrote the file's time, so it is compared with the machine's clock and not with ours, which tests move.
const breakStale = async (lock: string): Promise<void> => {
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > staleLockMilliseconds) await rm(lock, { force: true });
};
