import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CallSpool } from '#lib/evidence/call-spool.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { version } from '#lib/platform/version.ts';
import type { Case } from '#lib/report/case.ts';
import { whyNotWritable } from './folder.ts';
import { givenPath } from './given-path.ts';
import { UsageError } from './usage-error.ts';

/** What the terminal knows of a case besides the calls. */
export type Known = Pick<Case, 'found' | 'incident' | 'descendants' | 'destinations' | 'silent'>;

/** Where the page is, and why the calls are not beside it, where they could not be kept. */
export interface Written {
  page: string;
  missing?: string;
}

/** A folder that a case is written to once it is known, and that takes its calls until then. */
export interface Out {
  keeper: CallSpool;
  write(known: Known, text: string): Promise<Written>;
}

/**
 * Lets work write a case into the folder that was given. It is made, and tried, before hours of reading could be lost.
 * @param given undefined: nothing is written, and nothing kept
 * @throws UsageError where nothing can be written, and where the investigation of another key would be overwritten
 */
export const withOut = async <T>(
  given: string | undefined,
  accessKeyId: string,
  work: (out: Out | undefined) => Promise<T>,
): Promise<T> => {
  if (given === undefined) return work(undefined);
  const folder = await claimed(given, accessKeyId);
  const { CallSpool } = await import('#lib/evidence/call-spool.ts');
  const keeper = await CallSpool.open();
  try {
    return await work({ keeper, write: (known, text) => write(folder, keeper, known, text) });
  } finally {
    await keeper.dispose();
  }
};

const documentIn = (folder: string): string => join(folder, 'investigation.json');

const claimed = async (given: string, accessKeyId: string): Promise<string> => {
  const folder = givenPath(given);
  const why = (await whyNotWritable(folder)) ?? (await whyTaken(documentIn(folder), accessKeyId));
  if (why === undefined) return folder;
  throw new UsageError(
    '--out',
    `nothing is written to ${folder} (${why}): give another folder with --out DIR`,
  );
};

const whyTaken = async (file: string, accessKeyId: string): Promise<string | undefined> => {
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'));
    const isOurs =
      typeof found === 'object' &&
      found !== null &&
      'accessKeyId' in found &&
      found.accessKeyId === accessKeyId;
    return isOurs ? undefined : 'it holds the investigation of another key';
  } catch (error) {
    const isFree = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isFree ? whyMixed(dirname(file)) : 'it holds another investigation.json';
  }
};

/** What would be overwritten, or look as if it were of the case. */
const ours = ['report.html', 'investigation.txt', 'manifest.json', 'SHA256SUMS', 'events'];

const whyMixed = async (folder: string): Promise<string | undefined> => {
  const stands = new Set(await readdir(folder));
  const taken = ours.find((name) => stands.has(name));
  return taken === undefined ? undefined : `it holds another ${taken}`;
};

/** The same files as the functions keep of each look (docs/evidence.md), for the owner's eyes only. */
const write = async (folder: string, keeper: CallSpool, known: Known, text: string): Promise<Written> => {
  const [{ caseFiles, pageName }, { folderSink }, { writeEvidence }] = await Promise.all([
    import('#lib/report/case-files.ts'),
    import('#lib/evidence/folder-sink.ts'),
    import('#lib/evidence/write-evidence.ts'),
  ]);
  const { files, calls, callsInAll, missing } = await keeper.whole();
  const kase: Case = {
    ...known,
    calls,
    callsInAll,
    evidence: folder,
    ...(missing !== undefined && { evidenceFailed: missing }),
    writtenAt: timestamp(),
  };
  const about = { ...incidentOf(known.incident), writtenAt: kase.writtenAt, toolVersion: version };
  await writeEvidence([...caseFiles(kase, text), ...files], about, folderSink(folder));
  return { page: join(folder, pageName), ...(missing !== undefined && { missing }) };
};

const incidentOf = (incident: Incident | undefined) => incident && { incidentId: incident.incidentId };
