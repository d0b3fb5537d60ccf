import { open } from 'node:fs/promises';
import { problem } from './problems.ts';
import { Unreadable } from './unreadable.ts';

/** Bytes that come one chunk after the other; each is good until the next one is asked for. */
export interface Source {
  /** From the beginning each time. Iterating may throw Unreadable; all that came before is good. */
  open(): AsyncIterable<Buffer>;
  /** A pipe gives its bytes only once. */
  canOpenAgain: boolean;
}

/** Node's name of a fault: `EACCES`, `Z_DATA_ERROR`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';

const orUnreadable = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    throw new Unreadable(problem.unreadable, codeOf(error));
  });

/**
 * The bytes of a file.
 * @param room where they are read to, and nothing else may be meanwhile: most log files are small, and room of its
 * own for each of them would be most of the work
 * @param count is told how many more bytes have been read, once for each byte of the file
 */
export const fileSource = (
  path: string,
  canOpenAgain: boolean,
  room: Buffer,
  count: (bytes: number) => void,
): Source => {
  let counted = 0;
  const tell = (read: number) => {
    if (read > counted) count(read - counted);
    counted = Math.max(counted, read);
  };
  return {
    canOpenAgain,
    async *open() {
      const file = await orUnreadable(open(path));
      try {
        for (let read = 0; ; ) {
          const { bytesRead } = await orUnreadable(file.read(room));
          if (bytesRead === 0) return;
          read += bytesRead;
          tell(read);
          yield room.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
  };
};

/** The same bytes; the first chunk holds at least so many, unless there are no more. */
export async function* startingWith(source: AsyncIterable<Buffer>, least: number): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  try {
    for await (const chunk of source) {
      head = head && Buffer.concat([head, chunk]);
      if (head === null) yield chunk;
      else if (head.length >= least) {
        yield head;
        head = null;
      }
    }
  } catch (error) {
    if (head?.length) yield head;
    throw error;
  }
  if (head?.length) yield head;
}
