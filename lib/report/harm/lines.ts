import type { Investigation } from '#lib/investigation/investigation.ts';
import { makings } from '#lib/investigation/making.ts';
import { type Calls, toldCall, toldInVain } from '../effect-lines.ts';
import { labelledLines } from '../labelled.ts';
import { countOfKind } from '../made/things.ts';
import { harmGroups } from './groups.ts';

const ranks = new Map([...makings.keys()].map((action, rank) => [action, rank]));

/** What made something first, the most lasting way back in before others, so that no flood of calls hides it. */
const rankOf = ({ action, made }: Calls): number =>
  made ? (ranks.get(action) ?? ranks.size) : ranks.size + 1;

const told = (call: Calls): string =>
  call.made ? `${toldCall(call)} -> ${countOfKind(call.made.kind, call.made.number)}` : toldCall(call);

/** Each kind of call once, with the worst that it amounts to and with what it made, the worst first. */
export const harmLines = ({ actions }: Pick<Investigation, 'actions'>, most: number): string[] => {
  const seen = new Set<string>();
  const rows = harmGroups(actions).map(({ effect, label, calls }) => {
    const fresh = calls.filter(({ action }) => !seen.has(action)).toSorted((a, b) => rankOf(a) - rankOf(b));
    for (const { action } of fresh) seen.add(action);
    return { label, things: fresh.map(effect === 'vain' ? toldInVain : told) };
  });
  return labelledLines(
    rows.filter(({ things }) => things.length > 0),
    most,
  );
};
