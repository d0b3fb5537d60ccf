import type { Case } from '../../case.ts';
import { timeOf } from '../times.ts';

/** What a reader looks for in the picture: each is a line through all lanes. */
export interface Moment {
  /** Milliseconds. */
  at: number;
  kind: 'leaked' | 'used' | 'contained' | 'succeeded' | 'denied';
  /** `contained`, `leak began, first use`. */
  word: string;
  /** The same where there is little room: `leak began`. */
  short: string;
}

const leakWords = {
  report: 'leak reported',
  'foreign-use': 'leak began',
  asked: 'leaked',
  unknown: 'leaked',
} as const;

const earliest = (times: readonly (string | null | undefined)[]): number | undefined => {
  const known = times.flatMap((at) => timeOf(at) ?? []);
  return known.length > 0 ? known.reduce((one, other) => Math.min(one, other)) : undefined;
};

/**
 * When the thief first used it: from where the workload is not at work, and where no workload is known, ever. A
 * workload's own first use is months before and tells nothing of the leak.
 */
const firstUse = ({ found: { sources, credentials } }: Case): number | undefined => {
  const compared = sources.some(({ pattern }) => pattern !== undefined);
  return compared
    ? earliest(sources.flatMap(({ pattern, first }) => (pattern === 'foreign' ? [first] : [])))
    : earliest([credentials[0]?.firstUsed]);
};

/** In the order of time. */
export const momentsOf = (kase: Case): Moment[] => {
  const { incident, found } = kase;
  const { leak } = found;
  const reported = earliest(incident?.signals.map(({ reportedAt }) => reportedAt) ?? []);
  const leaked = timeOf(leak?.at);
  const isTold = reported === leaked || (leaked !== undefined && leak?.by === 'report');
  const moments: [number | undefined, Moment['kind'], string][] = [
    [leaked, 'leaked', leakWords[leak?.by ?? 'unknown'] ?? leakWords.unknown],
    [isTold ? undefined : reported, 'leaked', leakWords.report],
    [firstUse(kase), 'used', 'first use'],
    [timeOf(incident?.containedAt), 'contained', 'contained'],
    [timeOf(found.lastSucceeded), 'succeeded', 'last success'],
    [timeOf(found.firstDenied), 'denied', 'first denial'],
  ];
  const known = moments.flatMap(([at, kind, word]) =>
    at === undefined ? [] : [{ at, kind, word, short: word }],
  );
  return joined(known).sort((one, other) => one.at - other.at);
};

/** A leak that began with its first use is one moment. */
const joined = (moments: readonly Moment[]): Moment[] => {
  const [leaked, used] = [moments[0], moments.find(({ kind }) => kind === 'used')];
  if (leaked?.kind !== 'leaked' || !used || !isSameSecond(leaked, used)) return [...moments];
  const both: Moment = { ...used, word: `${leaked.word}, ${used.word}`, short: leaked.word };
  return [both, ...moments.filter((moment) => moment !== leaked && moment !== used)];
};

const isSameSecond = (one: Moment, other: Moment): boolean =>
  Math.floor(one.at / 1000) === Math.floor(other.at / 1000);
