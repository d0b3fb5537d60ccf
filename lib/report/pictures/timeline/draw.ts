import type { Part } from '../../html.ts';
import type { Drawing } from '../figure.ts';
import { box, type Form, fieldWidth, hatch, line, words } from '../marks.ts';
import { fitted } from '../measure.ts';
import { ticksOf, timeIn } from './axis.ts';
import { isWithin, lengthOf } from './beats.ts';
import { labelLettering, staggered } from './labels.ts';
import { lanes } from './lanes.ts';
import { legend, legendHeight } from './legend.ts';
import type { Moment } from './moments.ts';
import { overview, overviewHeight } from './overview.ts';
import { type Plot, symbol, xOf } from './plot.ts';
import type { View } from './view.ts';

const sizes = {
  wide: { left: 170, right: fieldWidth.wide - 12, ticks: 9 },
  narrow: { left: 6, right: fieldWidth.narrow - 6, ticks: 4 },
} as const satisfies Record<Form, object>;

const rowHeight = 18;

/** The whole time in a strip, and below it the part that matters: moments, lanes, and the time in UTC. */
export const drawTimeline = (view: View, form: Form): Drawing => {
  const { left, right, ticks: most } = sizes[form];
  const plot: Plot = { extent: view.focus, left, right };
  const top = view.isPart ? overviewHeight + 12 : 4;
  const moments = markers(view, form, plot, top);
  const drawn = lanes(view, form, plot, moments.bottom + 8);
  const foot = drawn.bottom + 2;
  return {
    width: fieldWidth[form],
    height: foot + 46 + legendHeight[form],
    content: [
      hatch('timeline', form),
      view.isPart && overview(view, form, { left, right }, { left, right }),
      sinceContained(view, plot, moments.bottom, foot),
      axis(view, plot, most, moments.bottom, foot),
      moments.draw(foot),
      drawn.content,
      legend(form, left, right, foot + 52, drawn.each),
    ],
  };
};

/** What came after containment stands on another ground. */
const sinceContained = ({ moments, focus }: View, plot: Plot, top: number, foot: number): Part => {
  const contained = moments.find(({ kind }) => kind === 'contained');
  if (!contained || contained.at > focus.to) return undefined;
  const x = xOf(plot, contained.at);
  return box(x, top, plot.right - x, foot - top, 'pic-after');
};

const axis = ({ focus }: View, plot: Plot, most: number, top: number, foot: number): Part =>
  ticksOf(focus, most).map(({ at, label, below }) => {
    const x = xOf(plot, at);
    // At an edge half of the label would be cut off.
    const anchor = x > plot.right - 30 ? 'end' : x < plot.left + 30 ? undefined : 'middle';
    return [
      line(x, top, x, foot + 4, 'pic-tick'),
      words(x, foot + 16, 'pic-note', label, anchor),
      below && words(x, foot + 31, 'pic-note', below, anchor),
    ];
  });

interface Markers {
  bottom: number;
  draw(foot: number): Part;
}

const labelOf = ({ word, short, at }: Moment, view: View, form: Form): string => {
  const time = `${form === 'wide' ? word : short} ${timeIn(at, lengthOf(isWithin(at, view.focus) ? view.focus : view.whole))}`;
  if (at < view.focus.from) return `◂ ${time}`;
  return at > view.focus.to ? `${time} ▸` : time;
};

/** Lines through all lanes with their labels above them; what lies outside has a label alone. */
const markers = (view: View, form: Form, plot: Plot, top: number): Markers => {
  const room = { left: plot.left, right: plot.right };
  const wishes = view.moments.map((moment) => ({
    x: xOf(plot, moment.at),
    text: fitted(labelOf(moment, view, form), room.right - room.left - 12, labelLettering),
    moment,
  }));
  const placed = staggered(wishes, room);
  const rows = Math.max(0, ...placed.map(({ row }) => row + 1));
  const bottom = top + rows * rowHeight + 8;
  const yOf = (row: number): number => bottom - 8 - row * rowHeight;
  const draw = (foot: number): Part => [
    placed.map(
      ({ x, row, moment }) =>
        isWithin(moment.at, view.focus) && [
          line(x, yOf(row) - 2, x, foot, `pic-moment-line pic-l-${moment.kind}`),
          symbol(moment.kind, x, yOf(row) + 1),
        ],
    ),
    placed.map(({ text, row, left, right, anchor }) =>
      words(
        anchor === 'start' ? left + 8 : right - 8,
        yOf(row),
        'pic-label',
        text,
        anchor === 'end' && 'end',
      ),
    ),
  ];
  return { bottom, draw };
};
