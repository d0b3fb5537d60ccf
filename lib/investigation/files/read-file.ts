import type { Json } from '../detail.ts';
import type { FoundFile } from './find-files.ts';
import { PieceReader } from './piece-reader.ts';
import { type Problem, Problems, problem } from './problems.ts';
import { readText } from './read-text.ts';
import { fileSource } from './source.ts';

/** How one given file was read. */
export interface FileReading {
  path: string;
  /** As they stand on the disk. */
  bytes: number;
  /** That were handed on. */
  records: number;
  /** Every byte was read and understood, or the file is one of CloudTrail's own that hold no calls. */
  whole: boolean;
  problems: Problem[];
}

/** Folders that CloudTrail keeps beside its logs in the same bucket (user guide, "CloudTrail log file locations"). */
const otherFolders = /(?:^|[\\/])CloudTrail-(Digest|Insight)[\\/]/;

/**
 * @param room for the bytes while they are read
 * @param watch is told after every step how many bytes and records of this file have been read
 */
export const readFile = async (
  { path, canOpenAgain, trouble }: FoundFile,
  room: Buffer,
  take: (record: Json) => void,
  watch: (bytes: number, records: number) => void,
): Promise<FileReading> => {
  const problems = new Problems();
  const reader = new PieceReader(problems, take);
  let bytes = 0;
  const source = fileSource(path, canOpenAgain, room, (more) => {
    bytes += more;
    watch(bytes, reader.records);
  });
  const folder = otherFolders.exec(path)?.[1];
  if (trouble) problems.note(trouble.what, trouble.example);
  else if (folder) problems.note(problem.otherKind, `CloudTrail ${folder}`);
  else await readText(source, reader, problems);
  const { records } = reader;
  return { path, bytes, records, whole: problems.areHarmless, problems: problems.list() };
};
