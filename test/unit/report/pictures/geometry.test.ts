import { describe, expect, it } from 'vitest';
import {
  lineagePicture,
  regionsPicture,
  sourcesPicture,
  tacticsPicture,
  timelinePicture,
} from '#lib/report/pictures.ts';
import { issued, row, source } from '../found.ts';
import { at } from './calls.ts';
import { caseOf, cases, incident } from './cases.ts';
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
    expect(field.width).toBe(form === 'wide' ? 960 : 330);
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

describe('a case as large as it can be, with names that grow when they are escaped', () => {
  const quotes = '"'.repeat(600);
  const many = <T>(number: number, make: (index: number) => T): T[] =>
    Array.from({ length: number }, (_, index) => make(index));
  const from = at('2026-03-01T00:00:00Z');
  const worst = caseOf(
    {
      credentials: many(3000, (index) =>
        issued(`${index}${quotes}`, {
          via: quotes,
          issuedBy: `${index - 1}${quotes}`,
          principal: { kind: quotes, name: quotes, arn: quotes },
          sessionName: quotes,
          events: index,
          verdict: { what: 'waits', rule: quotes, why: quotes },
        }),
      ),
      sources: many(1000, (index) =>
        source({ ip: `${index}${quotes}`, userAgent: quotes, pattern: 'foreign' }),
      ),
      coverage: many(300, (index) => row(`${index}${quotes}`, quotes)),
      techniques: many(300, (index) => ({
        id: quotes,
        name: `${index}${quotes}`,
        tactic: `${index % 40}${quotes}`,
        events: 5,
        failed: 2,
      })),
      timeline: {
        from: '',
        to: '',
        step: 60,
        lanes: many(12, (lane) => ({
          tactic: `${lane}${quotes}`,
          slots: many(240, (index) => ({
            at: new Date(from + index * 60_000).toISOString(),
            events: 10_000 + index,
            failed: 5_000,
          })),
        })),
      },
    },
    { incident: incident({ containedAt: '2026-03-01T02:00:00Z' }) },
  );

  it.each(Object.entries(drawn))('%s stays below 150 KB', (_, draw) => {
    const size = draw(worst)?.markup.length ?? 0;
    expect(size).toBeGreaterThan(10_000);
    expect(size).toBeLessThan(150_000);
  });
});
