import { type Manifest, manifestName, sumsName, sumsText } from '../manifest.ts';
import type { Unread } from './read-small.ts';
import type { Problem, SignatureState } from './verdict.ts';

/**
 * Compares SHA256SUMS with the manifest. The two hold each other: where they disagree about the manifest's own digest,
 * the signature says which of them was altered, and without one both are named.
 */
export const checkSums = (
  manifest: Manifest,
  manifestSha256: string,
  sums: Buffer | Unread,
  signature: SignatureState,
): Problem[] => {
  if (sums === 'absent')
    return [
      { path: sumsName, problem: 'missing', detail: 'it was written with the manifest, and is not there' },
    ];
  if (!Buffer.isBuffer(sums))
    return [{ path: sumsName, problem: 'unreadable', detail: `it cannot be read: ${sums}` }];
  if (sums.equals(Buffer.from(sumsText(manifest, manifestSha256)))) return [];
  const altered = (path: string, detail: string): Problem => ({ path, problem: 'altered', detail });
  const sumsAltered = altered(sumsName, 'it does not say what the manifest says');
  const saysIt = sums.includes(`${manifestSha256}  ${manifestName}\n`);
  if (saysIt || signature === 'valid') return [sumsAltered];
  return [altered(manifestName, `${sumsName} has another SHA-256 of it`), sumsAltered];
};
