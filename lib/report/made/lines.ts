import type { Verdict } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { fittingRows } from '../compose.ts';
import { grouped, when } from '../layout.ts';
import { fateInMail, fateOf, fates } from '../verdict-words.ts';
import { countOfKind, kindsOf, nameOfThing, type Thing } from './things.ts';

/** `12 instances, 1 user`. */
export const countedKinds = (things: readonly Thing[]): string =>
  [...Map.groupBy(things, ({ kind }) => kind)]
    .map(([kind, { length }]) => countOfKind(kind, length))
    .join(', ');

const fateWords = ({ verdict, certain }: Thing, word: (verdict: Verdict) => string): string =>
  [...(verdict ? [word(verdict)] : []), ...(certain ? [] : ['inferred'])].join(', ');

const row = (thing: Thing): string[] => [
  inert(thing.kind, 20),
  when(thing.removedAt ?? thing.at),
  fateWords(thing, (verdict) => fates[fateOf(verdict)]),
  // The last column: a name that is too long is cut, what is done about it never.
  nameOfThing(thing),
];

/** A line for each thing: what it is, when it was made or taken away, and what is done about it. */
export const thingLines = (things: readonly Thing[], most: number): string[] =>
  fittingRows(things, most, row, (hidden) => `and ${countedKinds(hidden)}`);

const namesShown = 4;

const kindRow = ([kind, things]: readonly [string, readonly Thing[]]): string[] => {
  const shown = things.slice(0, namesShown).map((thing) => {
    const fate = fateWords(thing, fateInMail);
    return `${nameOfThing(thing)}${fate ? ` (${fate})` : ''}`;
  });
  const rest = things.length - shown.length;
  const names = `${shown.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
  return [kindsOf(kind, things.length), names];
};

/** A line for each kind: the names of the first ones, and how many more there are. */
export const kindLines = (things: readonly Thing[], most: number): string[] =>
  fittingRows(
    [...Map.groupBy(things, ({ kind }) => kind)],
    most,
    kindRow,
    (hidden) => `and ${countedKinds(hidden.flatMap(([, ofKind]) => ofKind))}`,
  );
