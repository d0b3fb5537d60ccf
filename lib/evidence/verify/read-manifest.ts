import * as z from 'zod/mini';
import {
  checkPaths,
  type Manifest,
  manifestFormat,
  manifestOf,
  manifestText,
  signingAlgorithms,
} from '../manifest.ts';

const text = z.string('must be text');
const nameOfSomething = text.check(z.maxLength(300, 'is too long'));

const schema = z.strictObject({
  format: text,
  incidentId: z.nullable(nameOfSomething),
  look: z.nullable(z.number('must be a number').check(z.int('must be a whole number'))),
  writtenAt: nameOfSomething,
  toolVersion: nameOfSomething,
  signedBy: z.nullable(
    z.strictObject({
      keyArn: nameOfSomething,
      algorithm: z.enum(signingAlgorithms, `must be one of ${signingAlgorithms.join(', ')}`),
    }),
  ),
  files: z.array(
    z.strictObject({
      path: text,
      bytes: z
        .number('must be a number')
        .check(z.int('must be a whole number'), z.gte(0, 'must be 0 or more')),
      sha256: text.check(z.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')),
    }),
    'must be a list',
  ),
});

/** @returns the manifest, or why it is none of ours as a sentence that continues `manifest.json` */
export const readManifest = (bytes: Buffer): Manifest | string => {
  const document = parsed(bytes);
  if (document === undefined) return 'is no JSON';
  const read = schema.safeParse(document);
  if (!read.success) return faultOf(read.error, document);
  const { format, signedBy, files, incidentId, look, ...others } = read.data;
  if (format !== manifestFormat) return `has the format ${format}: this version reads ${manifestFormat}`;
  try {
    checkPaths(files.map(({ path }) => path));
  } catch (error) {
    return `is not to be trusted: ${error instanceof Error ? error.message : String(error)}`;
  }
  const about = { ...others, ...(incidentId !== null && { incidentId }), ...(look !== null && { look }) };
  const manifest = manifestOf(files, about, signedBy);
  return Buffer.from(manifestText(manifest)).equals(bytes) ? manifest : 'is not as it was written';
};

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};

const faultOf = (error: z.core.$ZodError, document: unknown): string => {
  const format = typeof document === 'object' && document !== null && 'format' in document;
  const [issue] = error.issues;
  if (!format || !issue) return 'is no manifest of Tourniquet';
  const field = issue.path.join('.');
  return `is no manifest of Tourniquet: ${field === '' ? 'it' : field} ${issue.message}`;
};
