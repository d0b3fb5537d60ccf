import { keyIdsIn } from './key-ids.ts';

/** The key id that belongs to a secret in a file, as far as the file tells. */
export type Pairing =
  | { kind: 'found'; accessKeyId: string }
  | { kind: 'none' }
  | { kind: 'undecided'; candidates: string[] };

/** Lines of the secret, counted from 1, both included. */
export interface Lines {
  startLine: number;
  endLine: number;
}

// An id this far away belongs to its secret only when it is the only one in the file.
const near = 10;

// Documentation keys stand beside real ones, in comments. AWS never issues an id that ends so.
const isPlaceholder = (accessKeyId: string): boolean => accessKeyId.endsWith('EXAMPLE');

const distance = (line: number, { startLine, endLine }: Lines): number =>
  Math.max(startLine - line, line - endLine, 0);

/** Each key id of the file with its smallest distance from the secret, in lines. */
const distances = (text: string, lines: Lines): Map<string, number> => {
  const found = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const away = distance(index + 1, lines);
    for (const id of keyIdsIn(line)) found.set(id, Math.min(away, found.get(id) ?? away));
  }
  return found;
};

/**
 * Finds the key id that a secret belongs to: the only one in its file, else the one that is strictly nearest
 * and at most ten lines away. GitHub reports a pair only when both halves stand in the same file (GitHub docs,
 * "Secret scanning detection scope"). Where two are as near, it is not guessed: the wrong key would be switched
 * off and the leaked one left on.
 */
export const pairedKeyId = (text: string, lines: Lines): Pairing => {
  const all = [...distances(text, lines)];
  const real = all.filter(([id]) => !isPlaceholder(id));
  const [first, second] = (real.length > 0 ? real : all).toSorted(([, a], [, b]) => a - b);
  if (!first) return { kind: 'none' };
  if (!second) return { kind: 'found', accessKeyId: first[0] };
  if (first[1] < second[1] && first[1] <= near) return { kind: 'found', accessKeyId: first[0] };
  return { kind: 'undecided', candidates: real.map(([id]) => id) };
};
