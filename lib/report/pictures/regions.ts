import type { Coverage } from '#lib/investigation/coverage.ts';
import { inert } from '#lib/platform/plain-text.ts';
import type { Case } from '../case.ts';
import { type Html, html, type Part } from '../html.ts';
import { amount, grouped, sum, when } from '../layout.ts';
import { type Drawing, figure } from './figure.ts';
import { box, type Form, fieldWidth, hatch, hatchFill, words } from './marks.ts';
import { countable, fitted, lengthFor, unit } from './measure.ts';
import { beyond, table } from './table.ts';

const shown = 36;
const inTable = 80;
const columnsOf = { wide: 5, narrow: 2 } as const satisfies Record<Form, number>;
const gap = 8;
const tileHeight = 66;

/** What was read of each Region, and how many calls it holds: those with gaps first, then most calls first. */
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
    desc: `${grouped(read)} of ${amount(rows.length, 'Region')} read to the end, ${amount(sum(rows.map(({ events }) => countable(events))), 'call')} found in them.`,
    wide: drawn('wide', rows, until),
    narrow: drawn('narrow', rows, until),
    caption: 'A Region that was not read to its end is hatched: what happened there is not known in full.',
    alternative: [regionTable(rows.slice(0, inTable), until), beyond(rows.length - inTable, 'more Region')],
  });
};

const regionTable = (rows: readonly Coverage[], until: ReadonlyMap<string, string>): Html =>
  table(
    'Regions, and how far they were read',
    [
      { head: 'Region' },
      { head: 'Read' },
      { head: 'Calls found', number: true },
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

const drawn = (form: Form, rows: readonly Coverage[], until: ReadonlyMap<string, string>): Drawing => {
  const width = fieldWidth[form];
  const columns = columnsOf[form];
  const tiles = rows.slice(0, rows.length > shown ? shown - 1 : shown);
  const hidden = rows.slice(tiles.length);
  const most = Math.max(0, ...rows.map(({ events }) => countable(events)));
  const tileWidth = (width - gap * (columns - 1)) / columns;
  const at = (index: number) => ({
    x: (index % columns) * (tileWidth + gap),
    y: Math.floor(index / columns) * (tileHeight + gap),
  });
  const number = tiles.length + (hidden.length > 0 ? 1 : 0);
  const place = (index: number) => ({ ...at(index), width: tileWidth });
  return {
    width,
    height: Math.ceil(number / columns) * (tileHeight + gap),
    content: [
      hatch('regions', form),
      tiles.map((row, index) => tile(row, place(index), most, hatchFill('regions', form), until)),
      hidden.length > 0 && restTile(hidden, place(tiles.length)),
    ],
  };
};

interface Place {
  x: number;
  y: number;
  width: number;
}

const small = { size: 12 };

const tile = (
  row: Coverage,
  { x, y, width }: Place,
  most: number,
  fill: string,
  until: ReadonlyMap<string, string>,
): Part => {
  const room = width - 20;
  const end = until.get(row.region);
  const partly = row.events > 0;
  const state = row.complete
    ? `✓ read${end ? ` until ${end.slice(11, 16)}Z` : ' to the end'}`
    : `✗ ${partly ? 'read in part' : 'not read'}`;
  return [
    row.complete
      ? box(x + 0.5, y + 0.5, width - 1, tileHeight - 1, 'pic-tile', 6)
      : html`<rect x="${unit(x + 0.5)}" y="${unit(y + 0.5)}" width="${unit(width - 1)}" height="${tileHeight - 1}" rx="6" fill="${fill}" class="pic-tile-unread"/>${box(x + 5, y + 5, width - 10, tileHeight - 10, 'pic-tile-ground', 4)}`,
    words(x + 10, y + 19, 'pic-text', fitted(row.region, room, { size: 13 })),
    words(x + 10, y + 36, row.complete ? 'pic-note' : 'pic-alarm', fitted(state, room, small)),
    words(x + 10, y + 55, 'pic-amount', amount(countable(row.events), 'call')),
    row.events > 0 && box(x + 100, y + 46, lengthFor(row.events, most, width - 110), 10, 'pic-worked'),
  ];
};

const restTile = (hidden: readonly Coverage[], { x, y, width }: Place): Part => {
  const unread = hidden.filter(({ complete }) => !complete).length;
  const room = width - 20;
  return [
    box(x + 0.5, y + 0.5, width - 1, tileHeight - 1, 'pic-tile', 6),
    words(x + 10, y + 19, 'pic-text', `and ${grouped(hidden.length)} more`),
    words(
      x + 10,
      y + 36,
      unread > 0 ? 'pic-alarm' : 'pic-note',
      fitted(unread > 0 ? `✗ ${grouped(unread)} not read` : '✓ read to the end', room, small),
    ),
    words(x + 10, y + 55, 'pic-amount', amount(sum(hidden.map(({ events }) => countable(events))), 'call')),
  ];
};
