import * as z from 'zod/mini';

const text = z.catch(z.optional(z.string()), undefined);
const list = z.catch(z.array(z.unknown()), []);

/** A scan in the JSON of ggshield. One of a repository's history holds another scan for each commit. */
const scan = z.object({ id: text, entities_with_incidents: list, scans: list });
const entity = z.catch(z.object({ filename: text, incidents: list }), { filename: undefined, incidents: [] });

/** The incidents in one file. */
export interface ScannedFile {
  file: string | undefined;
  /** The commit that was scanned: the id of its scan. */
  commit: string | undefined;
  incidents: unknown[];
}

export const isScan = (item: unknown): boolean =>
  typeof item === 'object' &&
  item !== null &&
  ['entities_with_incidents', 'scans', 'total_incidents'].some((key) => Object.hasOwn(item, key));

/** The files of a scan and of all scans in it. Keeps a list of its own: hostile nesting must not end the stack. */
export const scannedFiles = (top: unknown): ScannedFile[] => {
  const files: ScannedFile[] = [];
  const scans = [top];
  // The list grows while it is read.
  for (const item of scans) {
    const parsed = scan.safeParse(item);
    if (!parsed.success) continue;
    const { id: commit, entities_with_incidents: entities, scans: inner } = parsed.data;
    for (const one of inner) scans.push(one);
    for (const held of entities) {
      const { filename: file, incidents } = entity.parse(held);
      files.push({ file, commit, incidents });
    }
  }
  return files;
};
