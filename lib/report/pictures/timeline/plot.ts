import { type Html, html, type Part } from '../../html.ts';
import { boxInPath } from '../marks.ts';
import { lengthFor, unit } from '../measure.ts';
import { type Extent, lengthOf } from './beats.ts';
import type { Column } from './columns.ts';

/** Where times stand in the picture. */
export interface Plot {
  extent: Extent;
  left: number;
  right: number;
}

/** Never outside, whatever the time is. */
export const xOf = ({ extent, left, right }: Plot, at: number): number =>
  left + Math.min(1, Math.max(0, (at - extent.from) / lengthOf(extent))) * (right - left);

/** How calls of columns are drawn: above a line what worked, below it what failed. */
export interface Strokes {
  /** The line's place. */
  y: number;
  /** The height of the longest. */
  room: number;
  /** How many calls that is. */
  most: number;
  /** Of all columns, with those that hold nothing. */
  number: number;
  fill: string;
}

export const strokes = ({ left, right }: Plot, columns: readonly Column[], how: Strokes): Part => {
  const each = (right - left) / how.number;
  const width = Math.max(2.5, each - 1);
  const x = (index: number): number => left + Math.min((index + 0.5) * each, right - left) - width / 2;
  const path = (kind: string, boxes: Html[], fill?: string): Part =>
    boxes.length > 0 && html`<path d="${boxes}" class="${kind}"${fill && html` fill="${fill}"`}/>`;
  const up = columns.flatMap(({ index, worked }) => {
    const height = lengthFor(worked, how.most, how.room);
    return height > 0 ? [boxInPath(x(index), how.y - height, width, height)] : [];
  });
  const down = columns.flatMap(({ index, failed }) => {
    const height = lengthFor(failed, how.most, how.room);
    return height > 0 ? [boxInPath(x(index), how.y + 1, width, height)] : [];
  });
  return [path('pic-worked', up), path('pic-failed', down, how.fill)];
};

/** Symbols of moments, about 8 high, at the upper end of their line. */
export const symbol = (kind: string, x: number, y: number): Html => {
  const [left, top] = [unit(x), unit(y)];
  const shapes: Record<string, Html> = {
    leaked: html`M${left} ${top}l5 -9h-10z`,
    used: html`M${left} ${top}m-4 -4a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`,
    contained: html`M${left} ${top}m-4 0v-8h8v8z`,
    succeeded: html`M${left} ${top}l-5 -5l5 -5l5 5z`,
    denied: html`M${left} ${top}m-5 -1l4 -4l-4 -4l1 -1l4 4l4 -4l1 1l-4 4l4 4l-1 1l-4 -4l-4 4z`,
  };
  return html`<path class="pic-moment pic-m-${kind}" d="${shapes[kind]}"/>`;
};
