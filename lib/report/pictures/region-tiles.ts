import type { Coverage } from '#lib/investigation/coverage.ts';
import type { Part } from '../html.ts';
import { amount, grouped, sum } from '../layout.ts';
import type { Drawing } from './figure.ts';
import { box, type Form, fieldWidth, hatch, hatched, hatchFill, words } from './marks.ts';
import { countable, fitted, lengthFor, textWidth } from './measure.ts';
import { dayAndTime, timeOf } from './times.ts';

const shown = 36;
const columnsOf = { wide: 5, narrow: 2 } as const satisfies Record<Form, number>;
const gap = 8;
const tileHeight = 66;

/** A tile a Region, as many as there is room for; the last one tells of the rest. */
export const drawRegions = (
  form: Form,
  rows: readonly Coverage[],
  until: ReadonlyMap<string, string>,
): Drawing => {
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
  const records = fitted(amount(countable(row.events), 'record'), room, small);
  const bar = Math.max(90, textWidth(records, small)) + 20;
  return [
    row.complete
      ? box(x + 0.5, y + 0.5, width - 1, tileHeight - 1, 'pic-tile', 6)
      : [
          hatched(x + 0.5, y + 0.5, width - 1, tileHeight - 1, 'pic-tile-unread', fill, 6),
          box(x + 5, y + 5, width - 10, tileHeight - 10, 'pic-tile-ground', 4),
        ],
    words(x + 10, y + 19, 'pic-text', fitted(row.region, room, { size: 13 })),
    words(
      x + 10,
      y + 36,
      row.complete ? 'pic-note' : 'pic-alarm',
      fitted(stateOf(row, until.get(row.region)), room, small),
    ),
    words(x + 10, y + 55, 'pic-amount', records),
    row.events > 0 &&
      bar + 14 < width &&
      box(x + bar, y + 46, lengthFor(row.events, most, width - bar - 10), 10, 'pic-worked'),
  ];
};

const stateOf = ({ complete, events }: Coverage, until: string | undefined): string => {
  if (!complete) return events > 0 ? '✗ read in part' : '✗ not read';
  const end = timeOf(until);
  return end === undefined ? '✓ read to the end' : `✓ until ${dayAndTime(end)}`;
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
    words(x + 10, y + 55, 'pic-amount', amount(sum(hidden.map(({ events }) => countable(events))), 'record')),
  ];
};
