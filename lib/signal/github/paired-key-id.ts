import { encodedKeyIds, type KeyIdPlace, plainKeyIds } from './key-ids.ts';

/** The key id that belongs to a secret in a file, as far as the file tells; at most five candidates. */
export type Pairing =
  | { kind: 'found'; accessKeyId: string }
  | { kind: 'none' }
  | { kind: 'undecided'; candidates: string[] };

/** Lines of the secret, counted from 1, both included. */
export interface Lines {
  startLine: number;
  endLine: number;
}

/** A key id and its smallest distance from the secret so far, in lines. */
interface Candidate {
  accessKeyId: string;
  away: number;
}

// An id this far away belongs to its secret only when it is the only one in the file.
const near = 10;

// A file may hold a hundred thousand ids: two decide, and a person is shown a few.
const keptCandidates = 5;

// Documentation keys stand beside real ones, in comments: AWS never issues an id that ends so. Digits outside of
// base32 are as good as never issued (see `parseKeyId`), and people make up ids with them.
const isPlaceholder = (accessKeyId: string): boolean => /EXAMPLE$|[0189]/.test(accessKeyId);

const distance = (line: number, { startLine, endLine }: Lines): number =>
  Math.max(startLine - line, line - endLine, 0);

/** Tells the line of each place, counted from 1. Each place stands behind the last: no line is counted twice. */
const lineCounter = (text: string): ((index: number) => number) => {
  let line = 1;
  let counted = 0;
  return (index) => {
    for (; counted < index; counted += 1) if (text.charCodeAt(counted) === 0x0a) line += 1;
    return line;
  };
};

/** Keeps the nearest, each id once, the nearest first. */
const keepNearest = (kept: Candidate[], { accessKeyId, away }: Candidate): void => {
  const last = kept[keptCandidates - 1];
  if (last && away >= last.away) return;
  const known = kept.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (known) known.away = Math.min(known.away, away);
  else kept.push({ accessKeyId, away });
  kept.sort((a, b) => a.away - b.away);
  kept.splice(keptCandidates);
};

/** The key ids of the file that are nearest to the secret: placeholders only where there is nothing else. */
const nearest = (text: string, lines: Lines): Candidate[] => {
  const real: Candidate[] = [];
  const placeholders: Candidate[] = [];
  const keep = (places: Iterable<KeyIdPlace>): void => {
    const lineAt = lineCounter(text);
    for (const { accessKeyId, index } of places) {
      const away = distance(lineAt(index), lines);
      keepNearest(isPlaceholder(accessKeyId) ? placeholders : real, { accessKeyId, away });
    }
  };
  keep(plainKeyIds(text));
  keep(encodedKeyIds(text));
  return real.length > 0 ? real : placeholders;
};

/** V8 keeps a whole file alive for a piece of its text: a copy lets go of it. */
const copy = ({ accessKeyId }: Candidate): string => Buffer.from(accessKeyId, 'latin1').toString('latin1');

/**
 * Finds the key id that a secret belongs to: the only one in its file, else the one that is strictly nearest
 * and at most ten lines away. GitHub reports a pair only when both halves stand in the same file (GitHub docs,
 * "Secret scanning detection scope"). Where two are as near, it is not guessed: the wrong key would be switched
 * off and the leaked one left on. Reads the text a fixed number of times, however many lines it has.
 */
export const pairedKeyId = (text: string, lines: Lines): Pairing => {
  const candidates = nearest(text, lines);
  const [first, second] = candidates;
  if (!first) return { kind: 'none' };
  if (!second || (first.away < second.away && first.away <= near))
    return { kind: 'found', accessKeyId: copy(first) };
  return { kind: 'undecided', candidates: candidates.map(copy) };
};
