import type { Case } from '../case.ts';
import { type Html, html, type Part } from '../html.ts';
import { grouped } from '../layout.ts';
import { type Held, holdingOf } from '../made/held.ts';
import { countedKinds } from '../made/lines.ts';
import {
  countOfKind,
  isStanding,
  nameOfThing,
  type Thing,
  thingsMade,
  unnamedKinds,
} from '../made/things.ts';
import { touchedOthers } from '../touched-lines.ts';
import { fateInMail, fateOf } from '../verdict-words.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge, type Tone, toneOfFate } from './tone.ts';
import { command, empty, ident, joinedParts, more, time, whereAllIs } from './words.ts';

const mostRows = 50;
const namesShown = 12;
const mostChanges = 60;

/** What it made, and what it changed and did not make. */
export const madeSection: PageSection = {
  id: 'made',
  title: 'What it made and changed',
  count: ({ found }) => thingsMade(found).length + touchedOthers(found).length,
  body: (kase) => [standing(kase), removed(kase), changed(kase)],
};

const shownOf = ({ found }: Case): Shown[] => {
  const things = thingsMade(found);
  const heldHow = holdingOf(things);
  return things.map((thing) => ({ ...thing, held: heldHow(thing) }));
};

const standing = (kase: Case): Part => {
  const things = shownOf(kase).filter(isStanding);
  const unnamed = unnamedKinds(kase.found);
  return html`<h3>Still there</h3>
${things.length > 0 ? thingsTable(things, 'What it made and nobody has removed', kase) : unnamed === '' && empty(noneStanding(kase))}${
  unnamed !== '' && html`<p>Not named in the records: ${unnamed}.</p>\n`
}`;
};

const noneStanding = ({ found }: Case): string =>
  found.made.length > 0
    ? 'Nothing but what is told of with its credentials: all else that it made is removed again.'
    : 'Nothing: no call of it is known that made something.';

const removed = (kase: Case): Part => {
  const things = shownOf(kase).filter((thing) => !isStanding(thing));
  return (
    things.length > 0 &&
    html`<h3>Removed again</h3>
${thingsTable(things, 'What it made and was taken away again', kase)}`
  );
};

/** Things of one kind that one call after the other made. */
type Row = readonly [Shown, ...Shown[]];

/** With how it is held, where something holds it. */
type Shown = Thing & { held: Held };

const rowsOf = (things: readonly Shown[]): Row[] =>
  [
    ...Map.groupBy(things, (thing) =>
      JSON.stringify([thing.kind, thing.eventName, thing.region, thing.by, wordOf(thing), thing.certain]),
    ).values(),
  ].flatMap(([first, ...others]) => (first ? [[first, ...others] as const] : []));

const thingsTable = (things: readonly Shown[], caption: string, kase: Case): Html => {
  const rows = rowsOf(things);
  const hidden = rows.slice(mostRows).flat();
  return html`${table({
    caption: `${caption}: ${countedKinds(things)}`,
    columns: [
      { title: 'What', cell: whatOf },
      { title: 'Made', cell: madeAt },
      { title: 'By', cell: ([{ by }]) => by && ident(by) },
      { title: 'State', cell: stateOf },
    ],
    rows: rows.slice(0, mostRows),
  })}${more(hidden.length, `(${countedKinds(hidden)}): ${whereAllIs(kase)}`)}`;
};

const whatOf = (row: Row): Part => {
  const [{ kind }] = row;
  const rest = row.length - namesShown;
  return html`${countOfKind(kind, row.length)}<br>${joinedParts(
    row.slice(0, namesShown).map((thing) => ident(nameOfThing(thing))),
    ', ',
  )}${rest > 0 && ` and ${grouped(rest)} more`}`;
};

const madeAt = (row: Row): Part => {
  const [{ at: first, eventName, region }] = row;
  const last = row.at(-1)?.at ?? first;
  return html`${time(first)}${last !== first && html` to<br>${time(last)}`}<br><span class="muted">${eventName}, ${region}</span>`;
};

const wordOf = ({ verdict, removedAt, held, owner }: Shown): string => {
  if (removedAt) return 'removed';
  if (held === 'by its owner') return `its ${owner?.kind === 'role' ? 'role' : 'user'} is denied`;
  return verdict ? fateInMail(verdict) : 'still there';
};

const toneOf = ({ verdict, removedAt, held }: Shown): Tone => {
  if (removedAt) return 'calm';
  if (held) return 'good';
  return verdict ? toneOfFate[fateOf(verdict)] : 'warn';
};

// Only what containment has read back is called stopped.
const stateOf = ([thing]: Row): Part => {
  const { removedAt, certain } = thing;
  return [
    badge(toneOf(thing), wordOf(thing)),
    removedAt && html`<br>${time(removedAt)}`,
    !certain && html`<br><span class="muted">inferred</span>`,
  ];
};

const changed = (kase: Case): Part => {
  const things = touchedOthers(kase.found).toSorted((one, other) => other.at.localeCompare(one.at));
  return html`<h3 id="changed">Changed, and not made by it</h3>
${things.length === 0 ? empty('Nothing: no call of it is known that changed what was there before.') : undefined}${
  things.length > 0 &&
  table({
    caption: `${grouped(things.length)} ${things.length === 1 ? 'change' : 'changes'}, the newest first: look at each, and take back what is not yours`,
    columns: [
      { title: 'What', cell: ({ kind, id }) => html`${kind}<br>${ident(id)}` },
      {
        title: 'Changed',
        cell: ({ at, eventName, region, by }) =>
          html`${time(at)}<br><span class="muted">${eventName}, ${region}, by</span> ${ident(by)}`,
      },
      {
        title: 'Look at it, take it back',
        wide: true,
        cell: ({ review, revert }) => [command(review), command(revert)],
      },
    ],
    rows: things.slice(0, mostChanges),
  })
}${more(things.length - mostChanges, `that it changed: ${whereAllIs(kase)}`)}`;
};
