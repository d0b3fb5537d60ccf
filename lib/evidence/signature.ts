import type { SignedBy } from './manifest.ts';

export const signatureFormat = 'tourniquet-signature/1';

/** What stands in `manifest.json.sig`. `signature` is base64: DER for ECDSA, as KMS gives it. */
export interface SignatureFile extends SignedBy {
  format: typeof signatureFormat;
  signature: string;
}

export const signatureText = ({ keyArn, algorithm }: SignedBy, signature: Uint8Array): string =>
  `${JSON.stringify({ format: signatureFormat, keyArn, algorithm, signature: Buffer.from(signature).toString('base64') }, null, 2)}\n`;

/** Signs manifests. What it tells of itself is written into the manifest before that is signed. */
export interface Signer {
  signedBy(): Promise<SignedBy>;
  /** @returns the signature of the manifest's bytes, which was verified before it is given back */
  sign(manifest: Buffer): Promise<Uint8Array>;
}
