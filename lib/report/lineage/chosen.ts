import { isWorkloads } from '#lib/investigation/descendants/verdicts.ts';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { pressingFirst } from '../verdict-words.ts';

/** A credential that is drawn, and where it hangs. */
export interface Drawn {
  credential: KnownCredential;
  /** Drawn below it, in the order of the lineage. */
  children: Drawn[];
  /** Came from it or from what hangs below it, and is not drawn. */
  hidden: KnownCredential[];
  depth: number;
}

/** Deeper hops are drawn at this depth: a line has only so much room. */
const deepest = 8;

const used = ({ events }: KnownCredential): number => (events > 0 ? 0 : 1);

const workloadsShown = 2;

/**
 * Those that are worth a line of their own: what is pressing, then what was used, then what was used much. Of the
 * workload's own, which may be months of sessions, a few stand for all.
 */
export const pressing = (credentials: readonly KnownCredential[]): KnownCredential[] => {
  const { yes = [], no = [] } = Object.groupBy(credentials, ({ verdict }) =>
    isWorkloads(verdict) ? 'yes' : 'no',
  );
  return [...ranked(no), ...ranked(yes).slice(0, workloadsShown)];
};

const ranked = (credentials: readonly KnownCredential[]): KnownCredential[] =>
  credentials.toSorted(
    (one, other) =>
      Number(one.issuedBy !== null) - Number(other.issuedBy !== null) ||
      pressingFirst(one.verdict, other.verdict) ||
      used(one) - used(other) ||
      other.events - one.events,
  );

/**
 * The lineage with only the first `most` of these drawn. What is left out is kept with the nearest one above it that
 * is drawn.
 * @param credentials each after the one that issued it; an issuer that is not before it counts as unknown
 */
export const chosen = (
  credentials: readonly KnownCredential[],
  byRank: readonly KnownCredential[],
  most: number,
): { roots: Drawn[]; hidden: KnownCredential[] } => {
  const shown = new Set(byRank.slice(0, most));
  const top = { children: [] as Drawn[], hidden: [] as KnownCredential[], depth: -1 };
  const placeOf = new Map<string, typeof top>();
  for (const credential of credentials) {
    const above = placeOf.get(credential.issuedBy ?? '') ?? top;
    if (!shown.has(credential)) {
      above.hidden.push(credential);
      if (!placeOf.has(credential.id)) placeOf.set(credential.id, above);
      continue;
    }
    const drawn: Drawn = { credential, children: [], hidden: [], depth: above.depth + 1 };
    above.children.push(drawn);
    // What comes from the deepest hangs beside it.
    if (!placeOf.has(credential.id)) placeOf.set(credential.id, drawn.depth < deepest ? drawn : above);
  }
  return { roots: top.children, hidden: top.hidden };
};
