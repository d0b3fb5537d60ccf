import { describe, expect, it } from 'vitest';
import {
  lineagePicture,
  regionsPicture,
  sourcesPicture,
  tacticsPicture,
  timelinePicture,
} from '#lib/report/pictures.ts';
import { cases } from './cases.ts';
import { type Box, type Read, read } from './read-svg.ts';

const drawn = {
  timeline: timelinePicture,
  lineage: lineagePicture,
  sources: sourcesPicture,
  regions: regionsPicture,
  tactics: tacticsPicture,
};
const forms = ['wide', 'narrow'] as const;

const all = Object.entries(cases).flatMap(([name, make]) => {
  const kase = make();
  return Object.entries(drawn).flatMap(([picture, draw]) => {
    const markup = draw(kase)?.markup;
    return markup === undefined ? [] : forms.map((form) => ({ name, picture, form, markup }));
  });
});

const isInside = ({ x, y, width, height }: Box, field: Read): boolean =>
  x >= -0.5 && y >= -0.5 && x + width <= field.width + 0.5 && y + height <= field.height + 0.5;

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

describe.each(all)('$picture of $name, $form', ({ markup, form }) => {
  const field = read(markup, form);

  it('stands within its field, and has something in it', () => {
    expect(field.width).toBe(form === 'wide' ? 960 : 360);
    expect(field.texts.length).toBeGreaterThan(0);
    expect(field.boxes.filter((box) => !isInside(box, field))).toEqual([]);
    expect(field.texts.filter((text) => !isInside(text, field))).toEqual([]);
  });

  it('has no text that stands on another one', () => {
    const { texts } = field;
    const pairs = texts.flatMap((one, index) =>
      texts.slice(index + 1).flatMap((other) => (overlap(one, other) ? [[one.text, other.text]] : [])),
    );
    expect(pairs).toEqual([]);
  });

  it('takes no more room than a page has for it', () => {
    expect(markup.length).toBeLessThan(80_000);
  });
});

it('names each id once in a page', () => {
  for (const name of Object.keys(cases)) {
    const ids = all
      .filter((one) => one.name === name && one.form === 'wide')
      .flatMap(({ markup }) => [...markup.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
  }
});
