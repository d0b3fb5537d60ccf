import type { Coverage } from '#lib/investigation/coverage.ts';
import { inert } from '#lib/platform/plain-text.ts';
import type { Case } from '../case.ts';
import type { Html } from '../html.ts';
import { amount, grouped, sum, when } from '../layout.ts';
import { figure } from './figure.ts';
import { countable } from './measure.ts';
import { drawRegions } from './region-tiles.ts';
import { beyond, table } from './table.ts';

const inTable = 80;

/** What was read of each Region, and how many records that were: those with gaps first, then most records first. */
export const regionsPicture = (kase: Case): Html | undefined => {
  const { coverage } = kase.found;
  if (coverage.length === 0) return undefined;
  const rows = coverage.toSorted(
    (one, other) =>
      Number(one.complete) - Number(other.complete) ||
      countable(other.events) - countable(one.events) ||
      (one.region < other.region ? -1 : 1),
  );
  const until = untilIn(kase);
  const read = rows.filter(({ complete }) => complete).length;
  return figure({
    name: 'regions',
    title: 'Regions, and how far they were read',
    desc: `${grouped(read)} of ${amount(rows.length, 'Region')} read to the end, ${amount(sum(rows.map(({ events }) => countable(events))), 'record')} read in them.`,
    wide: drawRegions('wide', rows, until),
    narrow: drawRegions('narrow', rows, until),
    caption:
      'Records are all that was read there to find the calls of the leak, so more than these. A Region that was not read to its end is hatched: what happened there is not known in full.',
    alternative: [regionTable(rows.slice(0, inTable), until), beyond(rows.length - inTable, 'more Region')],
  });
};

const regionTable = (rows: readonly Coverage[], until: ReadonlyMap<string, string>): Html =>
  table(
    'Regions, and how far they were read',
    [
      { head: 'Region' },
      { head: 'Read' },
      { head: 'Records read', number: true },
      { head: 'Oldest' },
      { head: 'Newest' },
    ],
    rows.map((row) => [
      inert(row.region, 40),
      stateOf(row, until),
      grouped(countable(row.events)),
      timeOf(row.oldest),
      timeOf(row.newest),
    ]),
  );

const timeOf = (at: string | null): string => (at ? when(at) : '');

/** Up to when each is known, where silence was asked about. */
const untilIn = ({ silent }: Case): Map<string, string> =>
  new Map(silent?.regions.flatMap(({ region, until }) => (until ? [[region, until] as const] : [])));

const stateOf = (row: Coverage, until: ReadonlyMap<string, string>): string => {
  if (row.complete) {
    const end = until.get(row.region);
    return end ? `to the end, known until ${when(end)}` : 'to the end';
  }
  const how = row.events > 0 && row.oldest ? `only back to ${when(row.oldest)}` : 'not read';
  return `${how}: ${inert(row.reason ?? 'no reason given', 120)}`;
};
