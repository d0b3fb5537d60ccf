import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceFile } from '#lib/evidence/evidence-file.ts';
import type { ManifestAbout } from '#lib/evidence/manifest.ts';
import type { Signer } from '#lib/evidence/signature.ts';

export const about: ManifestAbout = {
  incidentId: 'AKIAT3SKF7WXYEXAMPLE-1',
  look: 0,
  writtenAt: '2026-11-28T10:00:00.000Z',
  toolVersion: '0.0.0-test',
};

export const textFile = (path: string, body: string | { file: string }): EvidenceFile => ({
  path,
  contentType: 'text/plain',
  body,
});

export const someFiles = (): EvidenceFile[] => [
  textFile('report.html', '<p>é</p>'),
  textFile('events/eu-central-1.jsonl', '{"a":1}\n{"a":2}\n'),
  textFile('events/us-east-1.jsonl', ''),
];

/** A key pair outside of KMS that signs as KMS does. */
export const localSigner = (keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/test') => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const signer: Signer = {
    signedBy: async () => ({ keyArn, algorithm: 'ECDSA_SHA_256' }),
    sign: async (manifest) => sign('sha256', manifest, privateKey),
  };
  return { signer, pem: Buffer.from(publicKey.export({ format: 'pem', type: 'spki' })) };
};

/** Every file below a folder, by path with `/`. */
export const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
};

/** Changes one byte of a file. @returns a way to put it back */
export const flip = async (file: string, at: number, to: number): Promise<() => Promise<void>> => {
  const before = await readFile(file);
  const after = Buffer.from(before);
  after[at % after.length] = ((after[at % after.length] ?? 0) + 1 + (to % 255)) % 256;
  await writeFile(file, after);
  return () => writeFile(file, before);
};

export const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
