import type { KnownCredential, LeakBegan, Verdict } from '../investigation.ts';
import type { Pattern, Source } from '../pattern.ts';
import type { VerdictRule } from './reasons.ts';

export interface Circumstances {
  leak: LeakBegan;
  /** The time to judge by, ISO 8601 UTC: what has ended before is over. */
  now: string;
  /** How a source compares with the workload's; undefined where nothing is known of a workload. */
  classify(source: Source): Pattern | undefined;
  /** Whether somebody who is not of the lineage uses the role of a session under the same session name. */
  usedByOthers?(credential: KnownCredential): boolean;
  /** Whether that could be learnt of a session name; always where this is not given. */
  knowsName?(sessionName: string): boolean;
  /** Whether the user of the leaked credential was left free: by a rule, or because a person lifted the deny. */
  userIsFree?: boolean;
}

export interface Origin {
  certain: boolean;
  at: string | null;
  from: Source | undefined;
}

const workloads: ReadonlySet<string> = new Set(['older', 'workload']);

/** Whether a credential is rather the workload's than the thief's. */
export const isWorkloads = (found: Pick<Verdict, 'rule'> | undefined): boolean =>
  workloads.has(found?.rule ?? '');

/**
 * Why something may not be the thief's; undefined where nothing speaks against that.
 * @param ofIssuer the doubt about the credential that issued or made it
 */
export const doubtAbout = (
  { certain, at, from }: Origin,
  ofIssuer: VerdictRule | undefined,
  { leak, classify }: Circumstances,
): VerdictRule | undefined => {
  if (!certain) return 'inferred';
  if (at === null || leak.at === null) return 'no-time';
  if (at < leak.at) return 'older';
  const pattern = from && classify(from);
  if (pattern === 'usual') return 'workload';
  if (ofIssuer) return 'of-a-waiting-one';
  return pattern === 'shared' ? 'cannot-tell' : undefined;
};

/**
 * The doubts about each descendant, by its id. They outlive it: what a session of the workload issued is the workload's
 * when that session has ended, too.
 * @param credentials the leaked one first, each after the one that issued it
 */
export const doubtsAbout = (
  [, ...descendants]: readonly KnownCredential[],
  circumstances: Circumstances,
): Map<string, VerdictRule> => {
  const doubts = new Map<string, VerdictRule>();
  for (const { id, issuedBy, certain, issuedAt: at, issuedFrom: from } of descendants) {
    const doubt = doubtAbout({ certain, at, from }, doubts.get(issuedBy ?? ''), circumstances);
    if (doubt) doubts.set(id, doubt);
  }
  return doubts;
};
