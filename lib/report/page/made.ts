import type { Case } from '../case.ts';
import { type Html, html, type Part } from '../html.ts';
import { grouped } from '../layout.ts';
import { countedKinds } from '../made/lines.ts';
import { isStanding, nameOfThing, type Thing, thingsMade, unnamedKinds } from '../made/things.ts';
import { touchedOthers } from '../touched-lines.ts';
import { fateInMail, fateOf } from '../verdict-words.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge, toneOfFate } from './tone.ts';
import { command, empty, more, time, whereAllIs } from './words.ts';

const mostThings = 100;
const mostChanges = 60;

/** What it made, and what it changed and did not make. */
export const madeSection: PageSection = {
  id: 'made',
  title: 'What it made and changed',
  count: ({ found }) => thingsMade(found).length + touchedOthers(found).length,
  body: (kase) => [standing(kase), removed(kase), changed(kase)],
};

const standing = (kase: Case): Part => {
  const things = thingsMade(kase.found).filter(isStanding);
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
  const things = thingsMade(kase.found).filter((thing) => !isStanding(thing));
  return (
    things.length > 0 &&
    html`<h3>Removed again by itself</h3>
${thingsTable(things, 'What it made and took away again', kase)}`
  );
};

const thingsTable = (things: readonly Thing[], caption: string, kase: Case): Html =>
  html`${table({
    caption: `${caption}: ${countedKinds(things)}`,
    columns: [
      { title: 'Name', cell: (thing: Thing) => html`<span class="mono">${nameOfThing(thing)}</span>` },
      { title: 'Kind', cell: ({ kind }) => kind },
      {
        title: 'Made',
        cell: ({ at, eventName, region }) =>
          html`${time(at)}<br><span class="muted">${eventName}, ${region}</span>`,
      },
      { title: 'By', cell: ({ by }) => by && html`<span class="mono">${by}</span>` },
      { title: 'State', cell: stateOf },
    ],
    rows: things.slice(0, mostThings),
  })}${more(things.length - mostThings, `(${countedKinds(things.slice(mostThings))}): ${whereAllIs(kase)}`)}`;

// Only what containment has read back is called stopped.
const stateOf = ({ verdict, certain, removedAt }: Thing): Part => [
  removedAt
    ? html`${badge('calm', 'removed')} ${time(removedAt)}`
    : verdict
      ? badge(toneOfFate[fateOf(verdict)], fateInMail(verdict))
      : badge('warn', 'still there'),
  !certain && html`<br><span class="muted">inferred</span>`,
];

const changed = (kase: Case): Part => {
  const things = touchedOthers(kase.found).toSorted((one, other) => other.at.localeCompare(one.at));
  return html`<h3 id="changed">Changed, and not made by it</h3>
${things.length === 0 ? empty('Nothing: no call of it is known that changed what was there before.') : undefined}${
  things.length > 0 &&
  table({
    caption: `${grouped(things.length)} ${things.length === 1 ? 'change' : 'changes'}, the newest first: look at each, and take back what is not yours`,
    columns: [
      { title: 'What', cell: ({ kind, id }) => html`${kind}<br><span class="mono">${id}</span>` },
      {
        title: 'Changed',
        cell: ({ at, eventName, region }) =>
          html`${time(at)}<br><span class="muted">${eventName}, ${region}</span>`,
      },
      { title: 'By', cell: ({ by }) => html`<span class="mono">${by}</span>` },
      {
        title: 'Look at it, take it back',
        cell: ({ review, revert }) => [command(review), command(revert)],
      },
    ],
    rows: things.slice(0, mostChanges),
  })
}${more(things.length - mostChanges, `that it changed: ${whereAllIs(kase)}`)}`;
};
