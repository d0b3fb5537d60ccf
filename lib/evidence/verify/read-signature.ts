import * as z from 'zod/mini';
import { signingAlgorithms } from '../manifest.ts';
import { type SignatureFile, signatureFormat, signatureText } from '../signature.ts';

const schema = z.strictObject({
  format: z.literal(signatureFormat),
  keyArn: z.string(),
  algorithm: z.enum(signingAlgorithms),
  signature: z.string(),
});

/** @returns what stands in `manifest.json.sig`, or why it is none of ours as a sentence that continues its name */
export const readSignature = (bytes: Buffer): SignatureFile | string => {
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch {
    return 'is no JSON';
  }
  const read = schema.safeParse(document);
  if (!read.success) return 'is no signature of Tourniquet';
  // Base64 may say the same in several ways: only ours is as it was written.
  const again = signatureText(read.data, Buffer.from(read.data.signature, 'base64'));
  return Buffer.from(again).equals(bytes) ? read.data : 'is not as it was written';
};
