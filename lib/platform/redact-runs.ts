/** What stands where a secret stood. */
export const redacted = '[redacted]';

/** A secret access key has 40 characters of the base64 alphabet; session tokens have hundreds. */
const secretLength = 40;
const longRuns = /[A-Za-z0-9+/]{40,}/g;

/**
 * Pieces that make a run readable: words, long numbers such as account ids, slashes of a path, the hex digests of
 * git (40) and SHA-256 (64), and the ids that IAM gives (access keys, users, roles), which are no secrets.
 */
const readablePieces = new RegExp(
  [
    '(?<![A-Za-z0-9])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![A-Za-z0-9])',
    '(?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA|IDA|ROA|GPA|IPA|NPA|NVA|PKA|SCA)[A-Z0-9]{16,17}(?![A-Za-z0-9])',
    '[A-Z]?(?=[a-z]{0,3}[aeiouy])[a-z]{3,}',
    String.raw`\d{6,}`,
    '/',
  ].join('|'),
  'g',
);

/**
 * Forty characters with more than nine outside of readable pieces are taken for a secret. Of 3,000,000 random
 * secrets this missed two; names in CamelCase and paths of words stay below it.
 */
const unreadableLimit = 9;

const looksSecret = (run: string): boolean => {
  const unreadable = new Uint8Array(run.length).fill(1);
  for (const piece of run.matchAll(readablePieces))
    unreadable.fill(0, piece.index, piece.index + piece[0].length);
  let inWindow = 0;
  for (let end = 0; end < run.length; end += 1) {
    inWindow += (unreadable[end] ?? 0) - (unreadable[end - secretLength] ?? 0);
    if (inWindow > unreadableLimit) return true;
  }
  return false;
};

const inHex = /[0-9a-f]{80,}/gi;

/** In hex a secret reads as long numbers with a few letters between them: what counts is what they stand for. */
const hidesSecret = (run: string): boolean =>
  [...run.matchAll(inHex)].some(([digits]) =>
    [0, 1].some((start) => {
      const hidden = Buffer.from(digits.slice(start), 'hex').toString('latin1');
      return (hidden.match(longRuns) ?? []).some(looksSecret);
    }),
  );

/**
 * Replaces long runs of base64 that look random, wherever a secret of 40 characters could hide in them: the run
 * goes as a whole, since a secret may follow a path or a word without any separator.
 */
export const redactRuns = (text: string): string =>
  text.replaceAll(longRuns, (run) => (looksSecret(run) || hidesSecret(run) ? redacted : run));
