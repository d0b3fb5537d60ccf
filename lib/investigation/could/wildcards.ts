/**
 * How many characters may still be compared. A thief may write policies whose patterns take hours to compare with each
 * other, and no timer interrupts that.
 */
export interface Effort {
  left: number;
}

/**
 * Whether a text fits a pattern of a policy: `*` stands for any characters, also none, `?` for exactly one.
 * @param effort where it runs out, the answer is no
 */
export const covers = (
  pattern: string,
  text: string,
  effort: Effort = { left: Number.POSITIVE_INFINITY },
): boolean => {
  let [at, next, star, retry] = [0, 0, -1, 0];
  while (next < text.length) {
    if (--effort.left < 0) return false;
    const token = pattern[at];
    // A star first: the text may itself be a pattern, and then holds stars as plain characters.
    if (token === '*') [star, retry, at] = [at, next, at + 1];
    else if (token !== undefined && (token === '?' || token === text[next])) [at, next] = [at + 1, next + 1];
    else if (star >= 0) [at, next, retry] = [star + 1, retry + 1, retry + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(at));
};

/** Longer patterns are taken for too long to be compared: a thief may write them. */
const longest = 600;

/**
 * A text that two patterns cover, which keeps their wildcards where it can: of `arn:aws:s3:::logs/*` and
 * `arn:aws:s3:::*` it is the first. Of patterns that only overlap it is one text of many.
 * @param effort what may be spent on it, and on others
 * @returns undefined where they have nothing in common; `too-long` where they were not compared to the end
 */
export const common = (
  one: string,
  other: string,
  effort: Effort = { left: Number.POSITIVE_INFINITY },
): string | 'too-long' | undefined => {
  if (covers(one, other, effort)) return other;
  if (covers(other, one, effort)) return one;
  if (one.length > longest || other.length > longest || effort.left < 0) return 'too-long';
  const inVain = new Set<number>();
  const from = (a: number, b: number): string | undefined => {
    const key = a * (longest + 1) + b;
    if (inVain.has(key) || --effort.left < 0) return undefined;
    const found = step(a, b);
    if (found === undefined) inVain.add(key);
    return found;
  };
  const after = (text: string, a: number, b: number): string | undefined => {
    const rest = from(a, b);
    return rest === undefined ? undefined : text + rest;
  };
  const step = (a: number, b: number): string | undefined => {
    const [left, right] = [one[a], other[b]];
    if (left === undefined && right === undefined) return '';
    if (left === '*' && right === '*')
      return after('*', a + 1, b + 1) ?? after('*', a, b + 1) ?? after('*', a + 1, b);
    if (left === '*') return from(a + 1, b) ?? (right === undefined ? undefined : after(right, a, b + 1));
    if (right === '*') return from(a, b + 1) ?? (left === undefined ? undefined : after(left, a + 1, b));
    if (left === undefined || right === undefined) return undefined;
    if (left === right || right === '?') return after(left, a + 1, b + 1);
    return left === '?' ? after(right, a + 1, b + 1) : undefined;
  };
  const found = from(0, 0);
  return found === undefined && effort.left < 0 ? 'too-long' : found;
};
