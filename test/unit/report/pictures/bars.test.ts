import { describe, expect, it } from 'vitest';
import { lengthFor } from '#lib/report/pictures/measure.ts';
import { regionsPicture, sourcesPicture, tacticsPicture } from '#lib/report/pictures.ts';
import { row, source } from '../found.ts';
import { caseOf, drill } from './cases.ts';
import { sources, techniques } from './known.ts';
import { read, rowsOf, svgOf } from './read-svg.ts';

const textsIn = (markup: string): string[] => read(markup, 'wide').texts.map(({ text }) => text);

describe('sources', () => {
  const markup = sourcesPicture(caseOf({ sources }))?.markup ?? '';

  it('shows the thief first, the workload beside it, and says that one of these is you', () => {
    const badges = read(markup, 'wide')
      .texts.filter(({ kind }) => kind === 'pic-badge-word')
      .map(({ text }) => text);
    expect(badges).toEqual(['foreign', 'shared', 'usual']);
    expect(markup).toContain('One of these is you');
    expect(textsIn(markup)).toContain('aws-cli/2.15.0 (61), python-requests/2.31 (9)');
  });

  it('says nothing of a pattern where there was none to compare with', () => {
    const plain = sourcesPicture(caseOf({ sources: [source()] }))?.markup ?? '';
    expect(plain).not.toContain('One of these is you');
    expect(plain).not.toContain('pic-badge');
  });

  it('draws a bar for each, the longest for the most calls', () => {
    const bars = read(markup, 'wide')
      .boxes.filter(({ kind }) => kind === 'pic-worked')
      .map(({ width }) => width);
    expect(bars).toHaveLength(4);
    expect(bars.indexOf(Math.max(...bars))).toBe(3);
    expect(Math.min(...bars)).toBeGreaterThanOrEqual(3);
  });

  it('tells how many more there are, with their calls', () => {
    const many = Array.from({ length: 300 }, (_, index) => source({ ip: `198.51.100.${index}`, events: 2 }));
    const large = sourcesPicture(caseOf({ sources: many }))?.markup ?? '';
    expect(textsIn(large)).toContain('and 280 more addresses with 560 calls');
    expect(rowsOf(large, 'Who used it')).toHaveLength(80);
    expect(large).toContain('<p>and 220 more addresses</p>');
  });
});

describe('Regions', () => {
  const kase = drill();
  const markup = regionsPicture(kase)?.markup ?? '';

  it('hatches those that were not read to their end, and tells them first and why', () => {
    const svg = svgOf(markup, 'wide');
    expect(svg.match(/pic-tile-unread/g)).toHaveLength(2);
    expect(svg).toContain('fill="url(#pic-regions-wide-hatch)" class="pic-tile-unread"');
    expect(
      rowsOf(markup, 'Regions')
        .slice(0, 2)
        .map(([name, state]) => [name, state]),
    ).toEqual([
      ['ap-south-1', 'only back to 2026-02-25T00:00:00Z: ThrottlingException after 20 tries'],
      ['me-central-1', 'not read: AccessDeniedException: not authorized to perform cloudtrail:LookupEvents'],
    ]);
    expect(textsIn(markup)).toEqual(
      expect.arrayContaining(['✗ read in part', '✗ not read', '✓ read to the end']),
    );
  });

  it('says until when each is known where silence was asked about', () => {
    const silent = {
      silent: true,
      since: '2026-03-01T10:04:16Z',
      succeededAfter: 0,
      credentials: 1,
      regions: [{ region: 'us-east-1', until: '2026-03-01T11:55:00.000Z', complete: true }],
      blindTo: [],
    };
    const told = regionsPicture({ ...kase, silent })?.markup ?? '';
    expect(textsIn(told)).toContain('✓ until 1 Mar 11:55Z');
    expect(rowsOf(told, 'Regions').find(([name]) => name === 'us-east-1')?.[1]).toBe(
      'to the end, known until 2026-03-01T11:55:00Z',
    );
  });

  it('sums up what no tile is left for', () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({
      ...row(`xx-test-${index}`, index > 57 ? 'denied' : undefined),
      events: 10,
    }));
    const large = regionsPicture(caseOf({ coverage: rows }))?.markup ?? '';
    expect(textsIn(large)).toEqual(expect.arrayContaining(['and 25 more', '250 records']));
    expect(large).toContain('58 of 60 Regions read to the end, 600 records read');
  });
});

describe('techniques', () => {
  const markup = tacticsPicture(caseOf({ techniques }))?.markup ?? '';

  it('stand below their tactics in the order of an attack', () => {
    const headings = read(markup, 'wide')
      .texts.filter(({ kind }) => kind === 'pic-heading')
      .map(({ text }) => text);
    expect(headings).toEqual(['Initial access', 'Persistence', 'Defense evasion', 'Discovery', 'Impact']);
  });

  it('have the part hatched that failed', () => {
    const { boxes } = read(markup, 'wide');
    const failed = boxes.filter(({ kind }) => kind === 'pic-failed');
    expect(failed).toHaveLength(4);
    const [mining] = failed.slice(-1);
    const worked = boxes.find(({ kind, y }) => kind === 'pic-worked' && y === mining?.y);
    expect((mining?.width ?? 0) / ((worked?.width ?? 0) + (mining?.width ?? 0))).toBeCloseTo(8 / 9, 1);
  });

  it('tell what is left out', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      id: `T${index}`,
      name: 'x',
      tactic: 'impact',
      events: 50 - index,
    }));
    const large = tacticsPicture(caseOf({ techniques: many }))?.markup ?? '';
    expect(textsIn(large)).toContain('and 20 more techniques in 210 calls');
  });
});

it('are nothing where there is nothing to draw', () => {
  const empty = caseOf({ sources: [], coverage: [], techniques: [] });
  expect([sourcesPicture(empty), regionsPicture(empty), tacticsPicture(empty)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it.each([
  [0, 10, 0],
  [10, 10, 100],
  [1, 4, 50],
  [1, 1_000_000, 3],
  [Number.NaN, 10, 0],
  [5, 0, 0],
  [5, Number.NaN, 0],
  [-3, 10, 0],
  [20, 10, 100],
])('%d of %d calls are %d of 100 long', (value, most, length) => {
  expect(lengthFor(value, most, 100)).toBe(length);
});
