import { describeError } from '#lib/aws/errors.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { type DigestedFile, digested } from './digest.ts';
import type { EvidenceFile } from './evidence-file.ts';
import {
  checkPaths,
  type ManifestAbout,
  manifestName,
  manifestOf,
  manifestText,
  sha256Hex,
  signatureName,
  sumsName,
  sumsText,
} from './manifest.ts';
import { type Signer, signatureText } from './signature.ts';
import type { EvidenceSink } from './sink.ts';

export interface WrittenEvidence {
  /** `s3://bucket/prefix/` or a path. */
  where: string;
  manifestSha256: string;
  signed: boolean;
  /** Why it is not signed although it should be, for people. */
  notSigned?: string;
}

const atOnce = 4;

/**
 * Writes the files, and a manifest with the size and the SHA-256 of each. The manifest comes last, after its signature:
 * where it stands, all the rest stands too. What cannot be signed is written unsigned, and the answer says why.
 * Writing the same again is safe.
 * @throws Error that names the file which could not be written
 */
export const writeEvidence = async (
  files: readonly EvidenceFile[],
  about: ManifestAbout,
  sink: EvidenceSink,
  signer?: Signer,
): Promise<WrittenEvidence> => {
  const paths = files.map(({ path }) => path);
  checkPaths(paths);
  await sink.begin?.([...paths, sumsName, signatureName, manifestName]);
  const written = await putAll(files, sink);
  const { manifest, signature, notSigned } = await manifestFor(written, about, signer);
  const text = manifestText(manifest);
  const manifestSha256 = sha256Hex(text);
  await put(textFile(sumsName, 'text/plain', sumsText(manifest, manifestSha256)), sink);
  if (signature !== undefined) await put(textFile(signatureName, 'application/json', signature), sink);
  await put(textFile(manifestName, 'application/json', text), sink);
  return {
    where: sink.where,
    manifestSha256,
    signed: signature !== undefined,
    ...(notSigned !== undefined && { notSigned }),
  };
};

const textFile = (path: string, contentType: string, body: string): EvidenceFile => ({
  path,
  contentType,
  body,
});

/** All of them, or none is begun any more once one has failed. */
const putAll = async (files: readonly EvidenceFile[], sink: EvidenceSink): Promise<DigestedFile[]> => {
  let failed: unknown;
  const attempt = (file: EvidenceFile) =>
    put(file, sink).catch((error: unknown) => {
      failed ??= error;
      return [];
    });
  const written = await inParallel(files, atOnce, attempt, () => failed === undefined);
  if (failed !== undefined) throw failed;
  return written.flat();
};

const put = async (file: EvidenceFile, sink: EvidenceSink): Promise<DigestedFile[]> => {
  try {
    const withDigest = await digested(file);
    await sink.put(withDigest);
    return [withDigest];
  } catch (error) {
    throw new Error(describeError(`writing ${file.path} to ${sink.where}`, error), { cause: error });
  }
};

const manifestFor = async (files: DigestedFile[], about: ManifestAbout, signer: Signer | undefined) => {
  if (!signer) return { manifest: manifestOf(files, about) };
  try {
    const signedBy = await signer.signedBy();
    const manifest = manifestOf(files, about, signedBy);
    const bytes = await signer.sign(Buffer.from(manifestText(manifest)));
    return { manifest, signature: signatureText(signedBy, bytes) };
  } catch (error) {
    const notSigned = describeError('signing the manifest', error);
    return { manifest: manifestOf(files, about), notSigned };
  }
};
