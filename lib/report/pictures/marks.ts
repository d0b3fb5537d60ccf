import { type Html, html, type Part } from '../html.ts';
import { countable, unit } from './measure.ts';

export type Form = 'wide' | 'narrow';

/**
 * How wide a picture is in its own units. The narrow one is as wide as a phone leaves room for, about 324 pixels, so that
 * letters of 12 units are hardly smaller on it.
 */
export const fieldWidth = { wide: 960, narrow: 330 } as const satisfies Record<Form, number>;

const patternId = (name: string, form: Form): string => `pic-${name}-${form}-hatch`;

/**
 * What failed is hatched and has an edge, so that it is told apart without colour. Each picture has a pattern of its
 * own: one in a picture that is not shown is not drawn in another either.
 */
export const hatch = (
  name: string,
  form: Form,
): Html => html`<defs><pattern id="${patternId(name, form)}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="pic-hatch-ground" width="4" height="4"/><rect class="pic-hatch-line" width="1.6" height="4"/></pattern></defs>`;

export const hatchFill = (name: string, form: Form): string => `url(#${patternId(name, form)})`;

/** Letters at a place. Their baseline is `y`. */
export const words = (
  x: number,
  y: number,
  kind: string,
  text: string,
  anchor?: 'middle' | 'end' | false,
): Html =>
  html`<text x="${unit(x)}" y="${unit(y)}" class="${kind}"${anchor && html` text-anchor="${anchor}"`}>${text}</text>`;

export const box = (x: number, y: number, width: number, height: number, kind: string, round = 0): Html =>
  html`<rect x="${unit(x)}" y="${unit(y)}" width="${unit(width)}" height="${unit(height)}" class="${kind}"${round > 0 && html` rx="${unit(round)}"`}/>`;

/** A hatched box. */
export const hatched = (
  x: number,
  y: number,
  width: number,
  height: number,
  kind: string,
  fill: string,
  round = 0,
): Html =>
  html`<rect x="${unit(x)}" y="${unit(y)}" width="${unit(width)}" height="${unit(height)}" fill="${fill}" class="${kind}"${round > 0 && html` rx="${unit(round)}"`}/>`;

/** A bar of calls: what worked first, then what failed, hatched. */
export const callsBar = (
  at: { x: number; y: number; length: number; height: number },
  { events, failed }: { events: number; failed?: number },
  fill: string,
): Part => {
  const { x, y, length, height } = at;
  const ofFailed = countable(events) > 0 ? Math.min(1, countable(failed) / countable(events)) * length : 0;
  return [
    length > ofFailed && box(x, y, length - ofFailed, height, 'pic-worked'),
    ofFailed > 0 && hatched(x + length - ofFailed, y, ofFailed, height, 'pic-failed', fill),
  ];
};

export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): Html =>
  html`<line x1="${unit(x1)}" y1="${unit(y1)}" x2="${unit(x2)}" y2="${unit(y2)}" class="${kind}"/>`;

/** A box as a part of a path: many of them are one element. */
export const boxInPath = (x: number, y: number, width: number, height: number): Html =>
  html`M${unit(x)} ${unit(y)}h${unit(width)}v${unit(height)}h${-unit(width)}z`;
