import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { EvidenceFile } from './evidence-file.ts';
import { type ManifestFile, sha256Hex } from './manifest.ts';

/** A file of the evidence with its size and digest, as they were when it was read for the manifest. */
export type DigestedFile = EvidenceFile & ManifestFile;

/** Reads a file piece by piece, so that a large one needs no memory. A link in its place is not followed. */
export const digestOfFile = async (file: string): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  let bytes = 0;
  // Windows has no O_NOFOLLOW, and hardly any links.
  const opened = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  // The stream closes what it reads, at its end or when it fails.
  for await (const part of opened.createReadStream()) {
    hash.update(part);
    bytes += part.length;
  }
  return { bytes, sha256: hash.digest('hex') };
};

export const digested = async (file: EvidenceFile): Promise<DigestedFile> => {
  const { body } = file;
  if (typeof body !== 'string') return { ...file, ...(await digestOfFile(body.file)) };
  return { ...file, bytes: Buffer.byteLength(body), sha256: sha256Hex(body) };
};
