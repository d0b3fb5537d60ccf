import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { cut } from '../layout.ts';
import { fateOf } from '../verdict-words.ts';

const mostRules = 4;

/** What the words in brackets behind `waits for you` mean, those of the most credentials first. */
export const legendOf = (credentials: readonly KnownCredential[], width: number): string[] => {
  const waiting = credentials.flatMap(({ verdict }) =>
    verdict && fateOf(verdict) === 'waits' ? [verdict] : [],
  );
  return [...Map.groupBy(waiting, ({ rule }) => rule)]
    .sort(([, one], [, other]) => other.length - one.length)
    .slice(0, mostRules)
    .map(([rule, [first]]) => cut(`(${inert(rule, 24)}) ${inert(first?.why ?? '', 150)}`, width));
};
