import type { Attempt } from './thief.ts';

/** Where the drill's words go, a line each. */
export type Print = (line: string) => void;

/** A heading of the story. */
export const heading = (print: Print, text: string): void => {
  print('');
  print(text);
  print('-'.repeat(text.length));
};

/** Seconds since a moment, for the lines of the story: ` +0.412 s`. */
export const stopwatch = (): (() => string) => {
  const start = performance.now();
  return () => `+${((performance.now() - start) / 1000).toFixed(3)} s`;
};

const verdict = (attempt: Attempt): string => {
  if (attempt.allowed) return 'allowed';
  const deny = /explicit deny/.test(attempt.message ?? '') ? ', explicit deny' : '';
  return `refused (${attempt.code}${deny})`;
};

/** Allowed and refused, before and after, one line a call and credential. */
export const showAttempts = (print: Print, before: Attempt[], after: Attempt[]): void => {
  print(`${'credential'.padEnd(18)}${'call'.padEnd(32)}${'before'.padEnd(12)}after`);
  for (const [index, attempt] of before.entries()) {
    const later = after[index];
    const columns = [attempt.credential.padEnd(18), attempt.call.padEnd(32), verdict(attempt).padEnd(12)];
    print(`${columns.join('')}${later ? verdict(later) : 'not tried'}`);
  }
};
