import { whyNoFolder, whyNotWritable } from './folder.ts';
import { UsageError } from './usage-error.ts';

// In brackets: what follows `passwd:` would be redacted for a secret.
const refuse = (folder: string, why: string | undefined): void => {
  if (why === undefined) return;
  throw new UsageError(
    '--state',
    `incidents cannot be kept in ${folder} (${why}): give another folder with --state DIR`,
  );
};

/**
 * Refuses what can never be a folder of incidents, and makes nothing. One that is not there yet is fine.
 * @throws UsageError that names --state
 */
export const checkStateFolder = async (folder: string): Promise<void> =>
  refuse(folder, await whyNoFolder(folder));

/**
 * Makes the folder and proves that a file can be made in it, before AWS is changed and the record of it is lost.
 * @throws UsageError that names --state
 */
export const makeStateFolder = async (folder: string): Promise<void> =>
  refuse(folder, await whyNotWritable(folder));
