import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { chosen, type Drawn, pressing } from '../../lineage/chosen.ts';
import { groupLines } from '../../lineage/groups.ts';

/** A row of the tree: a credential, or a sentence about those of a kind that there is no room for. */
export type Row = {
  depth: number;
  /** The row that it hangs below; undefined for a root and for what hangs below nothing. */
  under?: number;
} & ({ credential: KnownCredential } | { group: string });

/** More than that nobody reads: the table of the page and the evidence hold all. */
const mostRows = 50;
const mostDrawn = 30;

/**
 * The tree from its root down, as many rows as somebody reads: what presses is drawn, the rest summed up where it hangs.
 * @param credentials each after the one that issued it
 */
export const lineageRows = (credentials: readonly KnownCredential[]): Row[] => {
  const byRank = pressing(credentials);
  for (let number = Math.min(byRank.length, mostDrawn); number > 0; number -= 4) {
    const rows = rowsOf(chosen(credentials, byRank, number));
    if (rows.length <= mostRows) return rows;
  }
  return groupLines(credentials).map((group) => ({ depth: 0, group }));
};

const rowsOf = ({ roots, hidden }: ReturnType<typeof chosen>): Row[] => {
  const rows: Row[] = [];
  const add = ({ credential, children, hidden: below, depth }: Drawn, under?: number): void => {
    const place = rows.push({ credential, depth, ...(under !== undefined && { under }) }) - 1;
    for (const child of children) add(child, place);
    for (const group of groupLines(below)) rows.push({ group, depth: depth + 1, under: place });
  };
  for (const root of roots) add(root);
  return [...rows, ...groupLines(hidden).map((group) => ({ group, depth: 0 }))];
};
