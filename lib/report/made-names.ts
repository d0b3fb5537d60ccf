import type { ActionCount } from '#lib/investigation/activity.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { MadeThing } from '#lib/investigation/made-things.ts';
import { actionOf, makings } from '#lib/investigation/making.ts';
import { count, inert } from '#lib/platform/plain-text.ts';

/** A row of calls with the things of it that a mail names. */
export interface NamedAction extends ActionCount {
  named: MadeThing[];
}

const mostNames = 20;
const ranks = new Map([...makings.keys()].map((action, rank) => [action, rank]));
const kindRanks = new Map([...makings.values()].map(({ kind }, rank) => [kind, rank]));

const rankOf = ({ eventSource, eventName, made }: ActionCount): number =>
  made ? (ranks.get(actionOf(eventSource, eventName)) ?? ranks.size) : ranks.size;

/** The calls that changed or issued something: those with results first, so that no flood of others hides them. */
export const changesFirst = ({ actions }: Investigation): ActionCount[] =>
  actions
    .filter(({ readOnly, made }) => readOnly !== true || made)
    .toSorted((one, other) => rankOf(one) - rankOf(other));

/** The same rows with the names that fit: an equal share for each row, what still stands before what is gone. */
export const withNames = (rows: readonly ActionCount[], made: readonly MadeThing[]): NamedAction[] => {
  const share = Math.floor(mostNames / Math.max(1, rows.filter((row) => row.made).length));
  return rows.map((row) => {
    const own = made.filter(
      ({ eventSource, eventName, region }) =>
        eventSource === row.eventSource && eventName === row.eventName && region === row.region,
    );
    const standingFirst = own.toSorted((one, other) => Number(!!one.removedAt) - Number(!!other.removedAt));
    return { ...row, named: standingFirst.slice(0, share) };
  });
};

const kinds = (kind: string, number: number): string =>
  number === 1 ? kind : `${kind.replace(/([^aeiou])y$/, '$1ie')}s`;

const nameOf = ({ id, kind, owner, removedAt }: MadeThing): string => {
  const relation = /attached|inline/.test(kind) ? 'to' : 'of';
  const whose = owner ? ` ${relation} ${owner.kind} ${inert(owner.name, 100)}` : '';
  return `${inert(id, 100)}${whose}${removedAt ? ' (removed again)' : ''}`;
};

/** `-> user support-ab12`, `-> instances i-1, i-2 and 18 more`; empty for calls that made nothing. */
export const resultOf = ({ made, named }: NamedAction): string => {
  if (!made) return '';
  if (named.length === 0) return `-> ${count(made.number, made.kind, kinds(made.kind, 2))}, not named`;
  const rest = made.number - named.length;
  const names = named.map(nameOf).join(', ');
  return `-> ${kinds(made.kind, made.number)} ${names}${rest > 0 ? ` and ${rest} more` : ''}`;
};

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
  return [...totals].map(([kind, number]) => count(number, kind, kinds(kind, 2)));
};
