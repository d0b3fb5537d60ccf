import type { Case } from '../case.ts';
import { html, type Part } from '../html.ts';
import { amount, sum } from '../layout.ts';
import { type Open, openThings } from './open-rows.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge } from './tone.ts';
import { command, empty, more, whereAllIs } from './words.ts';

const mostRows = 60;
const commandsEach = 4;

/** All that is still open, the most pressing first, each with what a person can type. */
export const openSection: PageSection = {
  id: 'open',
  title: 'Still open',
  count: (kase) => sum(openThings(kase).map(({ number }) => number)),
  body(kase) {
    const things = openThings(kase);
    if (things.length === 0) return empty(nothingOpen(kase));
    return [
      table({
        caption: 'What nobody has stopped, removed or looked at yet, the most pressing first',
        columns: [
          { title: 'What', cell: ({ what }) => what },
          { title: 'State', cell: ({ tone, state }) => badge(tone, state) },
          { title: 'Why, and what to type', cell: whyAndHow, wide: true },
        ],
        rows: things.slice(0, mostRows).map(({ open }) => open()),
      }),
      more(sum(things.slice(mostRows).map(({ number }) => number)), `like these: ${whereAllIs(kase)}`),
    ];
  },
};

const whyAndHow = ({ why, commands }: Open): Part => {
  const paste = commands.flatMap((each) => command(each) ?? []);
  const rest = paste.length - commandsEach;
  return [
    why,
    ...paste.slice(0, commandsEach),
    rest > 0 && html`<p class="more">and ${amount(rest, 'more command')} like these.</p>`,
  ];
};

const nothingOpen = ({ incident, found }: Case): string => {
  if (!incident)
    return 'Nothing that came from it is known to be open; whether the credential itself is contained is not known here.';
  if (incident.status !== 'contained')
    return 'Nothing came from it that is known. The leaked credential itself is told of above.';
  return found.events === 0
    ? 'Nothing: no call of it is known, so nothing came from it.'
    : 'Nothing: it made and issued nothing that is known and not stopped.';
};
