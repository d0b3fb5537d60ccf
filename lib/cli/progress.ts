import type { FilesProgress } from '#lib/investigation/files/read-trail-files.ts';
import { now } from '#lib/platform/clock.ts';
import { inert } from '#lib/platform/plain-text.ts';

/** A line now and then, not one for every record. */
const every = 1_000;

/**
 * Tells a person how far a long reading is: on a terminal in one line that is written over, else in a line every few
 * seconds. Short readings say nothing.
 */
export const progressTo = (stream: NodeJS.WriteStream) => {
  const started = now().getTime();
  let last = started;
  let shown = false;
  return {
    told({ path, file, files, records, reading }: FilesProgress & { reading: number }): void {
      const at = now().getTime();
      if (at - last < (stream.isTTY ? every : 5 * every)) return;
      last = at;
      const name = inert(path.split('/').at(-1) ?? path, 60);
      const line = `reading ${reading}: file ${file} of ${files}, ${records.toLocaleString('en')} records (${name})`;
      stream.write(stream.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
      shown = stream.isTTY;
    },
    end(): void {
      if (shown) stream.write('\r\u001b[K');
    },
  };
};
