/** A file of the evidence, by its path in the folder: `events/eu-central-1.jsonl.gz`. */
export interface EvidenceFile {
  path: string;
  contentType: string;
  /** What stands in it, or where it lies on this machine. */
  body: string | { file: string };
}
