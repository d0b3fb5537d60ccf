import type { Progress } from '#lib/investigation/offline.ts';
import { now } from '#lib/platform/clock.ts';
import { inert } from '#lib/platform/plain-text.ts';

/** Milliseconds: a line now and then, not one for every record. */
const every = 1_000;

/** A narrow terminal would break the line in two, and only the last of them is written over. */
const narrow = 80;

const grouped = (number: number): string => number.toLocaleString('en');

/**
 * Tells a person how far a long reading is: on a terminal in one line that is written over, else in a line every few
 * seconds. Short readings say nothing.
 */
export const progressTo = (stream: NodeJS.WriteStream) => {
  let last = now().getTime();
  let shown = false;
  const tell = (line: () => string): void => {
    const at = now().getTime();
    if (at - last < (stream.isTTY ? every : 5 * every)) return;
    last = at;
    const text = line();
    stream.write(stream.isTTY ? `\r\u001b[K${text.slice(0, (stream.columns || narrow) - 1)}` : `${text}\n`);
    shown = stream.isTTY;
  };
  return {
    /** Files are read at least twice: first for the lineage, then to count. */
    files: ({ path, file, files, records, reading }: Progress): void =>
      tell(() => {
        const name = inert(path.split('/').at(-1) ?? path, 60);
        return `reading ${reading}: file ${grouped(file)} of ${grouped(files)}, ${grouped(records)} records (${name})`;
      }),
    /** What CloudTrail has answered so far. */
    events: (events: number, credentials: number): void =>
      tell(
        () =>
          `asking CloudTrail: ${grouped(events)} events, ${grouped(credentials)} credentials of the lineage so far`,
      ),
    end: (): void => {
      if (shown) stream.write('\r\u001b[K');
    },
  };
};

export type Watch = ReturnType<typeof progressTo>;
