import { type Html, html, type Part } from '../html.ts';
import type { Drawing } from './figure.ts';
import { box, callsBar, type Form, fieldWidth, hatch, hatchFill, words } from './marks.ts';
import { countable, fitted, lengthFor, textWidth } from './measure.ts';

/** A bar with what it stands for, or a heading above the bars that follow. */
export type BarRow =
  | { heading: string; note?: string }
  | {
      label: string;
      /** The label is an address or an id. */
      mono?: true;
      /** In further lines, smaller. */
      below?: readonly string[];
      /** A word in a frame, told apart by its class: whose a source is. */
      badge?: { word: string; kind: string };
      events: number;
      failed: number;
      /** What stands behind the bar. */
      amount: string;
    };

const labelWidth = 400;
const barHeight = 14;
const big = { size: 13 };
const small = { size: 12 };

/** Bars below each other, with the label beside them, or above where there is little room. */
export const bars = (name: string, form: Form, rows: readonly BarRow[]): Drawing => {
  const width = fieldWidth[form];
  const most = Math.max(0, ...rows.map((row) => ('heading' in row ? 0 : countable(row.events))));
  let height = 2;
  const content = rows.map((row) => {
    const top = height;
    if ('heading' in row) {
      height += 30;
      return headingOf(row, top, width);
    }
    const place = placeOf(row, form);
    height += place.height;
    return [labelOf(row, top, place), barOf(row, top + place.bar.y, place, most, hatchFill(name, form))];
  });
  return { width, height: height + 4, content: [hatch(name, form), content] };
};

type Bar = Exclude<BarRow, { heading: string }>;

interface Place {
  height: number;
  label: number;
  bar: { x: number; y: number; room: number };
}

const placeOf = ({ below, amount }: Bar, form: Form): Place => {
  const lines = 1 + (below?.length ?? 0);
  const beside = textWidth(amount, small) + 10;
  if (form === 'wide')
    return {
      height: lines * 17 + 9,
      label: labelWidth,
      bar: { x: labelWidth + 12, y: 3, room: fieldWidth.wide - labelWidth - 12 - beside },
    };
  return {
    height: lines * 17 + barHeight + 14,
    label: fieldWidth.narrow,
    bar: { x: 0, y: lines * 17 + 4, room: fieldWidth.narrow - beside },
  };
};

const headingOf = (
  { heading, note }: { heading: string; note?: string },
  top: number,
  width: number,
): Part => {
  const shown = fitted(heading, width, big);
  const room = width - textWidth(shown, big) - 16;
  return [
    words(0, top + 21, 'pic-heading', shown),
    note && words(textWidth(shown, big) + 12, top + 21, 'pic-note', fitted(note, room, small)),
  ];
};

const labelOf = ({ label, mono, below, badge }: Bar, top: number, { label: width }: Place): Html[] => {
  const lettering = { ...big, ...(mono && { mono }) };
  const badgeWidth = badge ? textWidth(badge.word, small) + 12 : 0;
  const shown = fitted(label, width - badgeWidth - 8, lettering);
  const behind = textWidth(shown, lettering) + 8;
  return [
    words(0, top + 14, mono ? 'pic-mono' : 'pic-text', shown),
    ...(badge ? [badgeOf(badge, behind, top, badgeWidth)] : []),
    ...(below ?? []).map((text, index) =>
      words(0, top + 31 + index * 16, 'pic-note', fitted(text, width, small)),
    ),
  ];
};

const badgeOf = (
  { word, kind }: { word: string; kind: string },
  x: number,
  top: number,
  width: number,
): Html =>
  html`${box(x, top + 1, width, 17, `pic-badge ${kind}`, 8)}${words(x + width / 2, top + 14, 'pic-badge-word', word, 'middle')}`;

const barOf = (row: Bar, top: number, { bar }: Place, most: number, fill: string): Part => {
  const length = lengthFor(row.events, most, bar.room);
  return [
    callsBar({ x: bar.x, y: top, length, height: barHeight }, row, fill),
    words(bar.x + length + 6, top + 12, 'pic-amount', row.amount),
  ];
};
