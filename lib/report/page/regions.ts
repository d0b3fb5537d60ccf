import type { Coverage } from '#lib/investigation/coverage.ts';
import type { Case } from '../case.ts';
import { knownUntil, readToEnd, unreadIn } from '../coverage-lines.ts';
import { type Html, html, type Part } from '../html.ts';
import { regionsPicture } from '../pictures.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge } from './tone.ts';
import { empty, ident, more, prose, time, whereAllIs } from './words.ts';

const mostRows = 40;

/** Where it was used, and what was read to know that. */
export const regionsSection: PageSection = {
  id: 'regions',
  title: 'Regions, and what was read',
  count: ({ found }) => found.coverage.length,
  body(kase) {
    const { coverage } = kase.found;
    const unread = unreadIn(coverage);
    return [
      html`<p>${prose(readToEnd(kase.found))} ${prose(knownUntil(kase.found))}</p>\n`,
      blindTo(kase),
      coverage.length === 0 ? empty('No record lies in the times asked for.') : regionsPicture(kase),
      unread.length > 0 && unreadTable(unread.slice(0, mostRows)),
      more(unread.length - mostRows, `that were not read to the end: ${whereAllIs(kase)}`),
    ];
  },
};

const unreadTable = (rows: readonly Coverage[]): Html =>
  table({
    caption: 'What was not read to its end: what happened there is not known in full',
    columns: [
      { title: 'Region', cell: ({ region }: Coverage) => ident(region) },
      { title: 'Read', cell: ({ events }) => badge('bad', events > 0 ? 'NOT to the end' : 'NOT read') },
      { title: 'Why', cell: ({ reason }) => reason ?? 'no reason given' },
      { title: 'Read back to', cell: ({ oldest }) => oldest !== null && time(oldest) },
    ],
    rows,
  });

const blindTo = ({ silent }: Case): Part =>
  silent !== undefined &&
  silent.blindTo.length > 0 &&
  html`<p>Not in this: ${silent.blindTo.join('; ')}.</p>\n`;
