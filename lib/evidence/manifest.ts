import { createHash } from 'node:crypto';
import { foldedPath, isSafePath } from './safe-path.ts';

export const manifestFormat = 'tourniquet-evidence/1';
export const manifestName = 'manifest.json';
export const signatureName = 'manifest.json.sig';
/** The digests in the form that `sha256sum -c` reads. */
export const sumsName = 'SHA256SUMS';
export const reservedNames = [manifestName, signatureName, sumsName];

/** One file of the evidence; `sha256` in 64 small hexadecimal digits. */
export interface ManifestFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** How KMS signs a digest of SHA-256 (KMS API reference, Sign: SigningAlgorithm). */
export const signingAlgorithms = ['ECDSA_SHA_256', 'RSASSA_PSS_SHA_256'] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** With what the manifest is signed. It stands in the manifest itself, so that nobody can say otherwise beside it. */
export interface SignedBy {
  keyArn: string;
  algorithm: SigningAlgorithm;
}

/** What the evidence is of. Absent: written by a terminal that knows only files. */
export interface ManifestAbout {
  incidentId?: string;
  /** Which look it is, from 0. */
  look?: number;
  /** ISO 8601 UTC. */
  writtenAt: string;
  toolVersion: string;
}

export interface Manifest {
  format: typeof manifestFormat;
  incidentId: string | null;
  look: number | null;
  writtenAt: string;
  toolVersion: string;
  signedBy: SignedBy | null;
  /** By path, in the order of their characters' codes. */
  files: ManifestFile[];
}

/** @throws Error that names a path which would lead out of the folder, is ours, or is there twice */
export const checkPaths = (paths: readonly string[]): void => {
  const seen = new Set<string>(reservedNames.map(foldedPath));
  for (const path of paths) {
    if (!isSafePath(path)) throw new Error(`no evidence is written under this path: ${JSON.stringify(path)}`);
    if (seen.has(foldedPath(path))) throw new Error(`two files of the evidence have the path ${path}`);
    seen.add(foldedPath(path));
  }
};

const byPath = (one: ManifestFile, other: ManifestFile): number =>
  one.path === other.path ? 0 : one.path < other.path ? -1 : 1;

/** @throws Error that names a path under which nothing may be written */
export const manifestOf = (
  files: readonly ManifestFile[],
  about: ManifestAbout,
  signedBy: SignedBy | null = null,
): Manifest => {
  checkPaths(files.map(({ path }) => path));
  return {
    format: manifestFormat,
    incidentId: about.incidentId ?? null,
    look: about.look ?? null,
    writtenAt: about.writtenAt,
    toolVersion: about.toolVersion,
    signedBy: signedBy && { keyArn: signedBy.keyArn, algorithm: signedBy.algorithm },
    files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })).sort(byPath),
  };
};

/** The one way to write a manifest: another order or another blank is another manifest. */
export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** `<digest>  <path>` a line, the manifest's own last. */
export const sumsText = ({ files }: Manifest, manifestSha256: string): string =>
  [...files, { path: manifestName, sha256: manifestSha256 }]
    .map(({ sha256, path }) => `${sha256}  ${path}\n`)
    .join('');

export const sha256Hex = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
