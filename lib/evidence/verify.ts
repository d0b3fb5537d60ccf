import { resolve } from 'node:path';
import { manifestName } from './manifest.ts';
import { notListed } from './verify/check-files.ts';
import { checkPlaces } from './verify/check-place.ts';
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
  const found: (LookVerdict & { at: string })[] = [];
  for (const [folder, own] of looks) {
    const at = resolve(root, folder);
    found.push({ folder, at, ...(await verifyLook(at, own, key)) });
  }
  const misplaced = checkPlaces(found);
  const verdicts = found.map(
    ({ at: _, folder, problems, ...look }): LookVerdict => ({
      folder: folder === '' ? '.' : folder,
      ...look,
      problems: [...(misplaced.get(folder) ?? []), ...problems].map(below(folder)),
    }),
  );
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

/** A folder with a manifest, unless it lies in another such folder: that one must list it. */
const foldersOfLooks = (entries: readonly Listed[]): string[] => {
  const all = entries.filter(({ path }) => path === manifestName || path.endsWith(`/${manifestName}`));
  const folders = all.map(({ path }) => folderOf(path)).sort((one, other) => one.length - other.length);
  const outermost = new Set<string>();
  for (const folder of folders) if (folderAround(folder, outermost) === undefined) outermost.add(folder);
  return [...outermost].sort();
};

/** That of some folders which a path is or lies in. Looked up step by step: a hostile tree may hold very many. */
const folderAround = (path: string, folders: { has(folder: string): boolean }): string | undefined => {
  for (let at = path; at !== ''; at = folderOf(at)) if (folders.has(at)) return at;
  return folders.has('') ? '' : undefined;
};

/** Which files lie in which look's folder, by paths below it, and which in none. */
const shared = (entries: readonly Listed[], folders: readonly string[]) => {
  const looks = new Map<string, Listed[]>(folders.map((folder) => [folder, []]));
  const beside: Listed[] = [];
  for (const entry of entries) {
    const folder = folderAround(folderOf(entry.path), looks);
    const own = folder === undefined ? undefined : looks.get(folder);
    if (folder === undefined || !own) beside.push(entry);
    else own.push({ ...entry, path: folder === '' ? entry.path : entry.path.slice(folder.length + 1) });
  }
  return { looks, beside };
};
