import { join } from 'node:path';
import { manifestName, sha256Hex, signatureName, sumsName } from '../manifest.ts';
import { checkFiles, notListed } from './check-files.ts';
import { checkSignature } from './check-signature.ts';
import { checkSums } from './check-sums.ts';
import type { VerifyingKey } from './key.ts';
import type { Listed } from './list-folder.ts';
import { readManifest } from './read-manifest.ts';
import { readSmall } from './read-small.ts';
import type { LookVerdict, Problem } from './verdict.ts';

/**
 * Verifies the folder of one look.
 * @param folder its absolute path
 * @param entries what lies in it, by paths below it
 * @param key without one the signature is not checked
 */
export const verifyLook = async (
  folder: string,
  entries: readonly Listed[],
  key: VerifyingKey | undefined,
): Promise<Omit<LookVerdict, 'folder'>> => {
  const bytes = await readSmall(join(folder, manifestName));
  if (!Buffer.isBuffer(bytes)) return unread(`it cannot be read: ${bytes}`, entries);
  const manifest = readManifest(bytes);
  if (typeof manifest === 'string') return unread(`it ${manifest}`, entries);
  const manifestSha256 = sha256Hex(bytes);
  const signature = await readSmall(join(folder, signatureName));
  const signed = await checkSignature({ manifest, bytes, signature, key });
  const sums = await readSmall(join(folder, sumsName));
  const { incidentId, look, writtenAt, files } = manifest;
  return {
    incidentId,
    look,
    writtenAt,
    files: files.length,
    manifestSha256,
    signature: signed.verdict,
    problems: [
      ...checkSums(manifest, manifestSha256, sums, signed.verdict.state),
      ...signed.problems,
      ...(await checkFiles(folder, manifest, entries)),
    ],
  };
};

/** Nothing can be said of the other files. */
const unread = (detail: string, entries: readonly Listed[]): Omit<LookVerdict, 'folder'> => {
  const links = entries.filter(({ isFile, path }) => !isFile && path !== manifestName).map(notListed);
  const problem: Problem = { path: manifestName, problem: 'altered', detail };
  return {
    incidentId: null,
    look: null,
    writtenAt: null,
    files: 0,
    manifestSha256: null,
    signature: { state: 'unknown' },
    problems: [problem, ...links],
  };
};
