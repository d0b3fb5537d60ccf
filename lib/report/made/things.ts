import type { Investigation, Verdict } from '#lib/investigation/investigation.ts';
import type { MadeThing } from '#lib/investigation/made-things.ts';
import { makings } from '#lib/investigation/making.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { grouped } from '../layout.ts';

/** Something in the account that the lineage made, with what is done about it. */
export interface Thing extends MadeThing {
  verdict?: Verdict;
  /** Whether the one that made it is certainly of the lineage. */
  certain: boolean;
}

const kindRanks = new Map([...makings.values()].map(({ kind }, rank) => [kind, rank]));
const rankOf = ({ kind }: MadeThing): number => kindRanks.get(kind) ?? kindRanks.size;

// They are told with the lineage.
const isSession = ({ kind }: Pick<MadeThing, 'kind'>): boolean => /session|token/.test(kind);

/** All that was made, the most lasting way back in first. */
export const thingsMade = ({ made, created, credentials }: Investigation): Thing[] => {
  const ofCreated = new Map(
    created.map(({ type, id, at, verdict }) => [JSON.stringify([type, id, at]), verdict]),
  );
  const byId = new Map(credentials.map((credential) => [credential.id, credential]));
  return made
    .filter((thing) => !isSession(thing))
    .map((thing) => {
      const verdict =
        ofCreated.get(JSON.stringify([thing.type, thing.id, thing.at])) ??
        (thing.kind === 'access key' ? byId.get(thing.id)?.verdict : undefined);
      const certain = byId.get(thing.by ?? '')?.certain ?? true;
      return { ...thing, certain, ...(verdict && { verdict }) };
    })
    .sort((one, other) => rankOf(one) - rankOf(other) || one.at.localeCompare(other.at));
};

export const isStanding = ({ removedAt }: MadeThing): boolean => !removedAt;

export const kindsOf = (kind: string, number: number): string => {
  const word = inert(kind, 40);
  if (number === 1) return word;
  return `${word.replace(/([^aeiou])y$/, '$1ie').replace(/(s|x|ch|sh)$/, '$1e')}s`;
};

/** `1 policy`, `2,000 instances`. */
export const countOfKind = (kind: string, number: number): string =>
  `${grouped(number)} ${kindsOf(kind, number)}`;

/** What was made and has no name in the records, by kind: `2 access keys`; empty where all has one. */
export const unnamedKinds = ({ actions, made }: Investigation): string => {
  const unnamed = new Map<string, number>();
  for (const { made: some } of actions)
    if (some && !isSession(some)) unnamed.set(some.kind, (unnamed.get(some.kind) ?? 0) + some.number);
  for (const { kind } of made) if (unnamed.has(kind)) unnamed.set(kind, (unnamed.get(kind) ?? 0) - 1);
  return [...unnamed]
    .filter(([, number]) => number > 0)
    .map(([kind, number]) => countOfKind(kind, number))
    .join(', ');
};

/** `AKIA… of user support`, `arn:… to role admin`. */
export const nameOfThing = ({ id, kind, owner }: MadeThing, length = 100): string => {
  const relation = /attached|inline/.test(kind) ? 'to' : 'of';
  return `${inert(id, length)}${owner ? ` ${relation} ${owner.kind} ${inert(owner.name, length)}` : ''}`;
};
