import type { DigestedFile } from './digest.ts';

/** Where evidence is written to: a folder of this machine or of a bucket. Writing the same file again is safe. */
export interface EvidenceSink {
  /** The folder, for people: `s3://bucket/prefix/` or a path. */
  where: string;
  /** Told of all that will be written, before the first file. */
  begin?(paths: readonly string[]): Promise<void>;
  put(file: DigestedFile): Promise<void>;
}
