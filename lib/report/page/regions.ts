import type { Coverage } from '#lib/investigation/coverage.ts';
import type { Case } from '../case.ts';
import { knownUntil, readToEnd } from '../coverage-lines.ts';
import { html, type Part } from '../html.ts';
import { grouped } from '../layout.ts';
import { regionsPicture } from '../pictures.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge } from './tone.ts';
import { empty, more, time, whereAllIs } from './words.ts';

const mostRows = 60;

const sources = {
  'lookup-events': 'LookupEvents',
  files: 'files',
  athena: 'Athena',
} as const satisfies Record<Coverage['source'], string>;

/** Where it was used, and what was read to know that. */
export const regionsSection: PageSection = {
  id: 'regions',
  title: 'Regions, and what was read',
  count: ({ found }) => found.coverage.length,
  body(kase) {
    const { coverage } = kase.found;
    const rows = coverage.toSorted(
      (one, other) => Number(one.complete) - Number(other.complete) || other.events - one.events,
    );
    return [
      html`<p>${readToEnd(kase.found)} ${knownUntil(kase.found)}</p>\n`,
      regionsPicture(kase),
      rows.length === 0
        ? empty('No record lies in the times asked for.')
        : coverageTable(rows.slice(0, mostRows), kase),
      more(rows.length - mostRows, `that were read or not: ${whereAllIs(kase)}`),
      blindTo(kase),
    ];
  },
};

const coverageTable = (rows: readonly Coverage[], { found, silent }: Case): Part => {
  const calls = new Map<string, number>();
  for (const { region, events } of found.actions) calls.set(region, (calls.get(region) ?? 0) + events);
  const until = new Map(silent?.regions.map((row) => [row.region, row.until]));
  return table({
    caption: 'What was read, what was not first',
    columns: [
      { title: 'Region', cell: ({ region }: Coverage) => html`<span class="mono">${region}</span>` },
      {
        title: 'Read',
        cell: ({ complete, reason }: Coverage) =>
          complete
            ? badge('good', 'to the end')
            : [badge('bad', 'NOT to the end'), html`<br>${reason ?? 'no reason given'}`],
      },
      { title: 'From', cell: ({ source }) => sources[source] },
      { title: 'Calls of it', number: true, cell: ({ region }) => grouped(calls.get(region) ?? 0) },
      { title: 'Oldest record', cell: ({ oldest }) => oldest !== null && time(oldest) },
      { title: 'Newest record', cell: ({ newest }) => newest !== null && time(newest) },
      ...(silent
        ? [{ title: 'Known up to', cell: ({ region }: Coverage): Part => time(until.get(region)) }]
        : []),
    ],
    rows,
  });
};

const blindTo = ({ silent }: Case): Part =>
  silent !== undefined &&
  silent.blindTo.length > 0 &&
  html`<p>Not in this: ${silent.blindTo.join('; ')}.</p>\n`;
