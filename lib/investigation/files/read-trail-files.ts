import { inert } from '#lib/platform/plain-text.ts';
import type { Json } from '../detail.ts';
import { findFiles } from './find-files.ts';
import { NothingReadable } from './nothing-readable.ts';
import { type FileReading, readFile } from './read-file.ts';

export { NothingReadable } from './nothing-readable.ts';
export type { FileReading } from './read-file.ts';

/** How far the reading has come. */
export interface FilesProgress {
  /** The file that is being read, its number from 1, and how many there are. */
  path: string;
  file: number;
  files: number;
  /** Of all files so far: records handed on, bytes as they stand on the disk. */
  records: number;
  bytes: number;
}

/**
 * Reads CloudTrail records from files and folders: log files as CloudTrail writes them, packed or not, and what
 * LookupEvents, EventBridge or CloudWatch Logs made of records, in lists, as JSON lines, or joined. Holds one record
 * at a time, whatever the size of a file. The same event in two files is handed on twice.
 * @param take is given every record as CloudTrail wrote it; what it throws ends the reading
 * @param watch is called many times a second
 * @returns one row a file, in the order in which they were read
 * @throws NothingReadable when a path leads nowhere, and when of all that was given nothing could be read
 */
export const readTrailFiles = async (
  paths: readonly string[],
  take: (detail: Json) => void,
  watch?: (progress: FilesProgress) => void,
): Promise<FileReading[]> => {
  const files = await findFiles(paths);
  const room = Buffer.allocUnsafe(128 * 1024);
  const readings: FileReading[] = [];
  let [records, bytes] = [0, 0];
  for (const [index, file] of files.entries()) {
    const told = (moreBytes: number, moreRecords: number) =>
      watch?.({
        path: file.path,
        file: index + 1,
        files: files.length,
        records: records + moreRecords,
        bytes: bytes + moreBytes,
      });
    told(0, 0);
    const reading = await readFile(file, room, take, told);
    records += reading.records;
    bytes += reading.bytes;
    readings.push(reading);
  }
  if (!readings.some(isOfUse)) throw new NothingReadable(whyNothing(readings));
  return readings;
};

/** An empty list of records can be read as well as a full one. */
const isOfUse = ({ records, problems }: FileReading): boolean => records > 0 || problems.length === 0;

const namedAtMost = 5;

const whyNothing = (readings: readonly FileReading[]): string => {
  const named = readings.slice(0, namedAtMost).map(({ path, problems }) => {
    const why = problems.map(({ what, example }) => (example ? `${what}, ${example}` : what));
    return `${inert(path, 1_000)} (${why.join('; ')})`;
  });
  const more = readings.length - named.length;
  const list = named.join(', ') + (more > 0 ? ` and ${more} more` : '');
  return list === '' ? 'no path was given' : `no CloudTrail record could be read: ${list}`;
};
