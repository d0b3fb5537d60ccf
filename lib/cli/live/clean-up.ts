import { iamClient } from '#lib/aws/clients.ts';
import { config } from '#lib/platform/config.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';
import { putAway } from './put-away.ts';
import { canariesLeft } from './remove-canary.ts';
import { runFilesOf } from './run-file.ts';

export interface CleanedUp {
  accountId: string;
  region: string;
  removed: string[];
  restored: string[];
  problems: string[];
}

/**
 * Removes what drills have left: what their files name, and every user below the path of canaries that has their tag.
 * @param system undefined where nothing is deployed any more
 */
export const cleanUp = async (accountId: string, system: DeployedSystem | undefined): Promise<CleanedUp> => {
  const region = config.region();
  const cleaned: CleanedUp = { accountId, region, removed: [], restored: [], problems: [] };
  const files = await runFilesOf(accountId, region, (path) =>
    cleaned.problems.push(`${path} cannot be read as the file of a drill: look at it and delete it`),
  );
  const left = new Set(await canariesLeft(iamClient()));
  const named = files.flatMap(({ known }) => known().userName ?? []);
  for (const userName of new Set([...left, ...named])) {
    const { removed, restored, problems } = await putAway({ userName, system, incidentMayCome: 0 });
    if (removed && left.has(userName)) cleaned.removed.push(userName);
    cleaned.restored.push(...restored);
    cleaned.problems.push(...problems);
    const file = files.find(({ known }) => known().userName === userName);
    if (removed && problems.length === 0) await file?.forget();
  }
  for (const file of files) if (file.known().userName === undefined) await file.forget();
  return cleaned;
};
