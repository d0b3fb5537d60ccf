import { type Manifest, signatureName } from '../manifest.ts';
import type { VerifyingKey } from './key.ts';
import { readSignature } from './read-signature.ts';
import type { Unread } from './read-small.ts';
import type { Problem, SignatureState, SignatureVerdict } from './verdict.ts';

interface Question {
  manifest: Manifest;
  /** The manifest as it lies there. */
  bytes: Buffer;
  /** The signature as it lies there. */
  signature: Buffer | Unread;
  key: VerifyingKey | undefined;
}

interface Checked {
  verdict: SignatureVerdict;
  problems: Problem[];
}

const problem = (kind: Problem['problem'], detail: string): Problem[] => [
  { path: signatureName, problem: kind, detail },
];

/** Whether the manifest is as somebody with the key signed it. @throws Error where KMS could not be asked */
export const checkSignature = async (question: Question): Promise<Checked> => {
  const { manifest, signature, key } = question;
  const { signedBy } = manifest;
  const as = (state: SignatureState, problems: Problem[] = []): Checked => ({
    verdict: { state, ...signedBy },
    problems,
  });
  if (!signedBy) {
    if (signature !== 'absent')
      return as('invalid', problem('not-listed', 'the manifest says that it is not signed'));
    return key
      ? as('missing', problem('missing', 'a key was given, and the manifest is not signed'))
      : as('unsigned');
  }
  if (signature === 'absent')
    return as(
      'missing',
      problem('missing', 'the manifest says that it is signed, and the signature is not there'),
    );
  if (!Buffer.isBuffer(signature))
    return as('invalid', problem('unreadable', `it cannot be read: ${signature}`));
  const read = readSignature(signature);
  if (typeof read === 'string') return as('invalid', problem('altered', `it ${read}`));
  if (read.keyArn !== signedBy.keyArn || read.algorithm !== signedBy.algorithm)
    return as('invalid', problem('altered', 'it names another key or algorithm than the manifest'));
  if (!key) return as('not-checked');
  if (key.keyArn !== undefined && key.keyArn !== signedBy.keyArn)
    return as('invalid', problem('altered', `another key made it than the one given: ${signedBy.keyArn}`));
  const valid = await key.verify({
    manifest: question.bytes,
    signature: Buffer.from(read.signature, 'base64'),
    algorithm: read.algorithm,
  });
  return valid
    ? as('valid')
    : as(
        'invalid',
        problem(
          'altered',
          'the given key did not sign this manifest: one of the two was altered, or another key signed it',
        ),
      );
};
