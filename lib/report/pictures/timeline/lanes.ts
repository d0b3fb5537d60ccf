import type { Part } from '../../html.ts';
import { callsOf, grouped } from '../../layout.ts';
import { capital } from '../../technique-lines.ts';
import { type Form, hatchFill, line, words } from '../marks.ts';
import { fitted, textWidth } from '../measure.ts';
import { type Beat, countsOf, lengthOf } from './beats.ts';
import { columnsIn, columnsOf, tallest } from './columns.ts';
import { type Plot, strokes } from './plot.ts';
import type { View } from './view.ts';

const columnsOfLanes = { wide: 110, narrow: 60 } as const satisfies Record<Form, number>;

const room = 18;
/** Above the marks of a lane, for its name, where there is no room beside it. */
const nameHeight = { wide: 0, narrow: 17 } as const satisfies Record<Form, number>;

/** Name and numbers stand below each other. */
const leastHeight = 40;

interface Lane {
  tactic: string;
  near: Beat[];
  /** Calls in the whole time. */
  inAll: number;
  top: number;
  height: number;
}

const lanesOf = ({ tactics, near, all }: View, form: Form, top: number): Lane[] => {
  let next = top;
  return tactics.map((tactic) => {
    const mine = near.filter((beat) => beat.tactic === tactic);
    const inAll = countsOf(all.filter((beat) => beat.tactic === tactic)).events;
    const below = mine.some(({ failed }) => failed > 0) ? room : 6;
    const height = Math.max(leastHeight, nameHeight[form] + room + below + 8);
    next += height;
    return { tactic, near: mine, inAll, top: next - height, height };
  });
};

const noteOf = ({ near, inAll }: Lane, isPart: boolean): string => {
  const counts = countsOf(near);
  if (!isPart || counts.events === inAll) return callsOf(counts);
  return counts.events === 0 ? `none here, ${grouped(inAll)} in all` : callsOf(counts);
};

const naming = (lane: Lane, form: Form, width: number, isPart: boolean): Part => {
  const name = capital(lane.tactic);
  const note = noteOf(lane, isPart);
  if (form === 'wide')
    return [
      words(0, lane.top + 15, 'pic-text', fitted(name, width, { size: 13 })),
      words(0, lane.top + 30, 'pic-note', fitted(note, width, { size: 12 })),
    ];
  const shown = fitted(name, 170, { size: 13 });
  const behind = 6 + textWidth(shown, { size: 13 }) + 8;
  return [
    words(6, lane.top + 15, 'pic-text pic-halo', shown),
    words(behind, lane.top + 15, 'pic-note pic-halo', fitted(note, width - behind, { size: 12 })),
  ];
};

/**
 * A lane for each tactic with what worked above its line and what failed below it.
 * @returns `each`: how long a mark counts, milliseconds
 */
export const lanes = (
  view: View,
  form: Form,
  plot: Plot,
  top: number,
): { content: Part; bottom: number; each: number } => {
  const rows = lanesOf(view, form, top);
  const number = columnsIn(view.focus, view.near, columnsOfLanes[form]);
  const columns = rows.map(({ near }) => columnsOf(near, view.focus, number));
  const most = Math.max(...columns.map(tallest));
  const content = rows.map((lane, index) => {
    const y = lane.top + nameHeight[form] + room + 4;
    return [
      index > 0 && line(0, lane.top - 0.5, plot.right, lane.top - 0.5, 'pic-rule'),
      naming(lane, form, form === 'wide' ? plot.left - 12 : plot.right, view.isPart),
      line(plot.left, y + 0.5, plot.right, y + 0.5, 'pic-base'),
      strokes(plot, columns[index] ?? [], { y, room, most, number, fill: hatchFill('timeline', form) }),
    ];
  });
  const last = rows.at(-1);
  return { content, bottom: last ? last.top + last.height : top, each: lengthOf(view.focus) / number };
};
