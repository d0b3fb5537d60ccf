import { html, type Part } from '../../html.ts';
import { box, type Form, hatchFill, line, words } from '../marks.ts';
import { unit } from '../measure.ts';
import { dateOf } from '../times.ts';
import { timeIn } from './axis.ts';
import { lengthOf } from './beats.ts';
import { columnsIn, columnsOf, tallest } from './columns.ts';
import { type Plot, strokes, symbol, xOf } from './plot.ts';
import type { View } from './view.ts';

export const overviewHeight = 110;

const [top, base, room] = [34, 62, 22];

/** A strip of the whole time, all tactics together, with the part in a frame that is drawn large below it. */
export const overview = (
  { whole, focus, all, moments }: View,
  form: Form,
  edges: { left: number; right: number },
  below: { left: number; right: number },
): Part => {
  const plot: Plot = { extent: whole, ...edges };
  const number = columnsIn(whole, all, form === 'wide' ? 180 : 80);
  const columns = columnsOf(all, whole, number);
  const from = Math.min(xOf(plot, focus.from), edges.right - 6);
  const to = Math.max(xOf(plot, focus.to), from + 6);
  const bottom = base + room + 4;
  const date = (at: number): string =>
    lengthOf(whole) > 86_400_000 ? dateOf(at) : timeIn(at, lengthOf(whole));
  return [
    words(edges.left, 13, 'pic-note', form === 'wide' ? 'The whole time' : 'Whole time'),
    line(edges.left, base + 0.5, edges.right, base + 0.5, 'pic-base'),
    strokes(plot, columns, {
      y: base,
      room,
      most: tallest(columns),
      number,
      fill: hatchFill('timeline', form),
    }),
    box(from, top, to - from, bottom - top, 'pic-frame', 2),
    html`<path class="pic-funnel" d="M${unit(from)} ${bottom}L${unit(below.left)} ${overviewHeight + 6}H${unit(below.right)}L${unit(to)} ${bottom}z"/>`,
    apart(moments.map(({ at, kind }) => ({ kind, x: xOf(plot, at) }))).map(({ kind, x }) =>
      symbol(kind, x, top - 1),
    ),
    words(edges.left, 103, 'pic-note', date(whole.from)),
    words(edges.right, 103, 'pic-note', date(whole.to), 'end'),
  ];
};

/** The first of those that would stand on each other: their order is seen in the part that is drawn large. */
const apart = <T extends { x: number }>(symbols: readonly T[]): T[] => {
  const shown: T[] = [];
  for (const each of symbols)
    if (each.x - (shown.at(-1)?.x ?? Number.NEGATIVE_INFINITY) > 11) shown.push(each);
  return shown;
};
