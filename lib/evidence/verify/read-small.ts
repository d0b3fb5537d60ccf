import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Far above a manifest of 10,000 files: what is larger was not written by us, and is not read into memory. */
const mostBytes = 8 * 1024 * 1024;

export type Unread = 'absent' | 'not-a-file' | 'too-large' | 'unreadable';

/** A small file as bytes. A link is not followed, and nothing but a plain file is read. */
export const readSmall = async (path: string): Promise<Buffer | Unread> => {
  try {
    // Without O_NONBLOCK the open of a named pipe waits for a writer for ever.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    await using file = await open(path, flags);
    const { size, isFile } = await file
      .stat()
      .then((stats) => ({ size: stats.size, isFile: stats.isFile() }));
    if (!isFile) return 'not-a-file';
    return size > mostBytes ? 'too-large' : await file.readFile();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
    return code === 'ELOOP' ? 'not-a-file' : 'unreadable';
  }
};
