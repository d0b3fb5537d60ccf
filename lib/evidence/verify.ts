import { join } from 'node:path';
import { manifestName } from './manifest.ts';
import { notListed } from './verify/check-files.ts';
import type { VerifyingKey } from './verify/key.ts';
import { type Listed, listFolder } from './verify/list-folder.ts';
import { type LookVerdict, type Problem, UnreadableEvidence, type Verdict } from './verify/verdict.ts';
import { verifyLook } from './verify/verify-look.ts';

/**
 * Compares a folder with the manifests in it: one look's, an incident's with several looks, or a whole bucket's.
 * Everything in it is untrusted; nothing outside it is read, and no link is followed.
 * @param root its absolute path
 * @param key what the signatures are checked with; without one they are not checked
 * @throws UnreadableEvidence where there is no manifest anywhere in it
 */
export const verifyEvidence = async (root: string, key?: VerifyingKey): Promise<Verdict> => {
  const entries = await listFolder(root);
  const folders = foldersOfLooks(entries);
  if (folders.length === 0)
    throw new UnreadableEvidence(`there is no ${manifestName} in ${root} or below it`);
  const { looks, beside } = shared(entries, folders);
  const verdicts: LookVerdict[] = [];
  for (const [folder, own] of looks) {
    const { problems, ...verdict } = await verifyLook(join(root, folder), own, key);
    verdicts.push({
      folder: folder === '' ? '.' : folder,
      ...verdict,
      problems: problems.map(below(folder)),
    });
  }
  const problems = beside.map(notListed);
  const fits = problems.length === 0 && verdicts.every((look) => look.problems.length === 0);
  return { folder: root, fits, looks: verdicts, problems };
};

const below =
  (folder: string) =>
  (problem: Problem): Problem => ({
    ...problem,
    path: folder === '' ? problem.path : `${folder}/${problem.path}`,
  });

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const isIn = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`);

/** A folder with a manifest, unless it lies in another such folder: that one must list it. */
const foldersOfLooks = (entries: readonly Listed[]): string[] => {
  const all = entries.filter(({ path }) => path === manifestName || path.endsWith(`/${manifestName}`));
  const folders = all.map(({ path }) => folderOf(path)).sort((one, other) => one.length - other.length);
  const outermost: string[] = [];
  for (const folder of folders) {
    if (!outermost.some((outer) => isIn(`${folder}/`, outer))) outermost.push(folder);
  }
  return outermost.sort();
};

/** Which files lie in which look's folder, by paths below it, and which in none. */
const shared = (entries: readonly Listed[], folders: readonly string[]) => {
  const looks = new Map<string, Listed[]>(folders.map((folder) => [folder, []]));
  const beside: Listed[] = [];
  for (const entry of entries) {
    const folder = folders.find((each) => isIn(entry.path, each));
    const own = folder === undefined ? undefined : looks.get(folder);
    if (folder === undefined || !own) beside.push(entry);
    else own.push({ ...entry, path: folder === '' ? entry.path : entry.path.slice(folder.length + 1) });
  }
  return { looks, beside };
};
