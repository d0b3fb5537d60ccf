import type { Investigation } from '#lib/investigation/investigation.ts';
import { makings } from '#lib/investigation/making.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { labelledLines } from '../labelled.ts';
import { grouped } from '../layout.ts';
import { countOfKind } from '../made/things.ts';
import { type Calls, worstGroups } from './groups.ts';

const ranks = new Map([...makings.keys()].map((action, rank) => [action, rank]));

/** What made something first, the most lasting way back in before others, so that no flood of calls hides it. */
const rankOf = ({ action, made }: Calls): number =>
  made ? (ranks.get(action) ?? ranks.size) : ranks.size + 1;

const toldCall = ({ action, events, failed }: Calls): string => {
  const name = inert(action, 70);
  const succeeded = events - failed;
  return succeeded > 1 ? `${name} (${grouped(succeeded)})` : name;
};

const toldInVain = ({ action, events }: Calls): string =>
  `${inert(action, 70)}${events > 1 ? ` (${grouped(events)})` : ''}`;

const told = (call: Calls): string =>
  call.made ? `${toldCall(call)} -> ${countOfKind(call.made.kind, call.made.number)}` : toldCall(call);

/** Each kind of call once, with the worst that it amounts to and with what it made, the worst first. */
export const harmLines = ({ actions }: Pick<Investigation, 'actions'>, most: number): string[] => {
  const rows = worstGroups(actions).map(({ effect, label, calls }) => ({
    label,
    things: calls.toSorted((a, b) => rankOf(a) - rankOf(b)).map(effect === 'vain' ? toldInVain : told),
  }));
  return labelledLines(rows, most);
};
