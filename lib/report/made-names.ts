import type { Investigation } from '#lib/investigation/investigation.ts';
import { makings } from '#lib/investigation/making.ts';
import { countOfKind } from './made/things.ts';

const kindRanks = new Map([...makings.values()].map(({ kind }, rank) => [kind, rank]));

const session = /session|token/;

/** What all calls made, by kind, for a subject: `1 user`, `3 sessions`. The most lasting way back in comes first. */
export const madeKinds = ({ actions }: Investigation): string[] => {
  const totals = new Map<string, number>();
  const rows = actions.flatMap(({ made }) => (made ? [made] : []));
  const rank = ({ kind }: { kind: string }) => kindRanks.get(kind) ?? 0;
  for (const { kind, number } of rows.toSorted((one, other) => rank(one) - rank(other))) {
    const word = session.test(kind) ? 'session' : kind;
    totals.set(word, (totals.get(word) ?? 0) + number);
  }
  return [...totals].map(([kind, number]) => countOfKind(kind, number));
};
