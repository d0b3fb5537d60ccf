import { describe, expect, it } from 'vitest';
import { ticksOf } from '#lib/report/pictures/timeline/axis.ts';
import { columnsIn, columnsOf } from '#lib/report/pictures/timeline/columns.ts';
import { spanWords } from '#lib/report/pictures/timeline/legend.ts';
import { timelinePicture } from '#lib/report/pictures.ts';
import { at, made, timelineOf } from './calls.ts';
import {
  burst,
  caseOf,
  dayAfter,
  drill,
  incident,
  large,
  lateUse,
  oneSecond,
  quiet,
  signal,
} from './cases.ts';
import { lineage } from './known.ts';
import { read, rowsOf } from './read-svg.ts';

type Kase = ReturnType<typeof drill>;
const markupOf = (kase: Kase): string => timelinePicture(kase)?.markup ?? '';

const momentX = (markup: string, kind: string): number =>
  read(markup, 'wide').lines.find((line) => line.kind.includes(`pic-l-${kind}`))?.x1 ?? Number.NaN;
const labels = (markup: string): string[] =>
  read(markup, 'wide')
    .texts.filter(({ kind }) => kind.includes('pic-label'))
    .map(({ text }) => text);
/** The marks of the lanes, without those of the strip above and of the legend. */
const marksOf = (markup: string, kind: string) => {
  const { boxes, texts } = read(markup, 'wide');
  const top = Math.max(...texts.filter((text) => text.kind.includes('pic-label')).map(({ y }) => y));
  return boxes.filter((box) => box.kind.includes(kind) && box.y > top && box.width !== 12);
};

describe('ten days of a workload and then four minutes of a thief', () => {
  const markup = markupOf(drill());

  it('draws the four minutes large: most of the width lies between the first use and the last call', () => {
    const [first, contained] = [momentX(markup, 'used'), momentX(markup, 'contained')];
    expect(first).toBeGreaterThan(170);
    expect(contained - first).toBeGreaterThan(0.35 * (948 - 170));
    expect(read(markup, 'wide').boxes.filter(({ kind }) => kind === 'pic-frame')).toHaveLength(1);
  });

  it('draws call by call what six hours of a slot would hide', () => {
    expect(marksOf(markup, 'pic-worked').length).toBeGreaterThan(30);
    expect(markup).toContain('a mark counts about 4 seconds');
  });

  it('tells the moments in their order, with their time', () => {
    expect(rowsOf(markup, 'Moments')).toEqual([
      ['leak began, first use', '2026-03-01T10:01:10Z'],
      ['leak reported', '2026-03-01T10:04:00Z'],
      ['contained', '2026-03-01T10:04:15Z'],
      ['last success', '2026-03-01T10:04:17Z'],
      ['first denial', '2026-03-01T10:04:18Z'],
    ]);
    const xs = ['used', 'leaked', 'contained', 'succeeded', 'denied'].map((kind) => momentX(markup, kind));
    expect(xs).toEqual(xs.toSorted((one, other) => one - other));
    expect(new Set(xs).size).toBe(5);
    expect(labels(markup)).toContain('contained 10:04:15Z');
  });

  it('has a lane for each tactic in the order of an attack, what is none last', () => {
    const names = read(markup, 'wide')
      .texts.filter(({ kind, x }) => kind === 'pic-text' && x === 0)
      .map(({ text }) => text);
    expect(names).toEqual([
      'Initial access',
      'Persistence',
      'Privilege escalation',
      'Defense evasion',
      'Credential access',
      'Discovery',
      'Collection',
      'Impact',
      'Other',
    ]);
  });

  it('puts what failed below the line, hatched', () => {
    const failed = marksOf(markup, 'pic-failed');
    expect(failed.length).toBeGreaterThan(5);
    expect(markup).toMatch(/class="pic-failed" fill="url\(#pic-timeline-wide-hatch\)"/);
    const lines = read(markup, 'wide')
      .lines.filter(({ kind }) => kind === 'pic-base')
      .map(({ y1 }) => y1);
    for (const mark of failed) expect(lines.some((y) => Math.abs(mark.y - (y + 0.5)) < 0.2)).toBe(true);
    for (const mark of marksOf(markup, 'pic-worked'))
      expect(lines.some((y) => Math.abs(mark.y + mark.height - (y - 0.5)) < 0.2)).toBe(true);
  });

  it('tells in tables the same numbers', () => {
    const { timeline } = drill().found;
    const counted =
      timeline?.lanes.map(({ slots }) => slots.reduce((all, { events }) => all + events, 0)) ?? [];
    const told = rowsOf(markup, 'Calls by tactic').map(([, events = '']) =>
      Number(events.replaceAll(',', '')),
    );
    expect(told.toSorted()).toEqual(counted.toSorted());
    const near = rowsOf(markup, 'Calls from').map(([, events = '', failed = '']) => [
      Number(events),
      Number(failed),
    ]);
    const lanes = read(markup, 'wide').texts.filter(({ text }) =>
      /^\d+ calls?( \(\d+ failed\))?$/.test(text),
    );
    const drawn = lanes.map(({ text }) => Number(text.split(' ')[0])).reduce((all, each) => all + each, 0);
    expect(near.reduce((all, [events = 0]) => all + events, 0)).toBe(drawn);
    expect(near.reduce((all, [, failed = 0]) => all + failed, 0)).toBeGreaterThan(10);
  });
});

describe('what is drawn large', () => {
  it('is not the day for which a workload goes on trying what is denied to it', () => {
    const markup = markupOf(dayAfter());
    expect(momentX(markup, 'contained') - momentX(markup, 'used')).toBeGreaterThan(250);
    expect(rowsOf(markup, 'Calls by tactic').at(-1)?.[4]).toBe('2026-03-02T12:00:00Z');
  });

  it('begins with the first use where the leak was reported days before, and says when that was', () => {
    const markup = markupOf(lateUse());
    expect(labels(markup)).toContain('◂ leak reported 24 Feb 10:01Z');
    expect(momentX(markup, 'contained') - momentX(markup, 'used')).toBeGreaterThan(250);
  });

  it('is all, without a strip above it, where all is short', () => {
    for (const kase of [burst(), oneSecond()]) {
      const markup = markupOf(kase);
      expect(markup).not.toContain('pic-frame');
      expect(markup).not.toContain('The strip');
    }
    expect(markupOf(burst())).toContain('a mark counts about 3 seconds');
  });

  it('begins and ends with the calls themselves where that is known, and not with their slots', () => {
    const [first] = lineage;
    if (!first) throw new Error('no credential');
    const begin = at('2026-03-01T10:01:10Z');
    const calls = [0, 30_000, 70_000].map((after) => made(begin + after, 'discovery'));
    const credentials = [{ ...first, firstUsed: '2026-03-01T10:01:10Z', lastUsed: '2026-03-01T10:02:20Z' }];
    const markup = markupOf(caseOf({ credentials, timeline: timelineOf(calls, 60), lastSucceeded: null }));
    expect(markup).toContain('from 2026-03-01T10:01:08Z to 2026-03-01T10:02:21Z');
  });

  it('is drawn by slots where the calls of that time are not all kept', () => {
    const markup = markupOf(large());
    expect(markup).toContain('a mark counts about 1 day');
    const whole = drill();
    const cut = { ...whole, calls: whole.calls.slice(0, -20) };
    expect(markupOf(cut)).toContain('a mark counts about 8 minutes');
  });

  it('leaves out calls that are of the lineage by inference alone, as the timeline does', () => {
    const kase = drill();
    const [first] = kase.calls;
    if (!first) throw new Error('no call');
    const inferred = {
      ...first,
      at: '2026-03-01T10:03:00Z',
      by: 'ASIAWAITS00000000001',
      tactic: 'exfiltration',
    };
    const markup = markupOf({ ...kase, calls: [...kase.calls, inferred] });
    expect(markup).not.toContain('Exfiltration');
  });
});

describe('moments', () => {
  it('of a report that says since when it leaked are one', () => {
    const kase = quiet();
    const again = incident({ signals: [signal('2026-03-01T10:01:12Z'), signal('2026-03-01T10:01:14Z')] });
    const told = rowsOf(markupOf({ ...kase, incident: again }), 'Moments').map(([word]) => word);
    expect(told).toEqual(['last success', 'leak reported']);
  });

  it('of a quiet leak tell that it was never used', () => {
    const told = rowsOf(markupOf(quiet()), 'Moments').map(([word]) => word);
    expect(told).toEqual(['last success', 'leak reported', 'contained']);
  });

  it('of one second stand above each other', () => {
    const { texts } = read(markupOf(oneSecond()), 'narrow');
    const rows = texts.filter(({ kind }) => kind === 'pic-label').map(({ y }) => y);
    expect(rows).toHaveLength(4);
    expect(new Set(rows).size).toBe(4);
  });

  it('may have no time, or an absurd one', () => {
    const calls = [made(at('2026-03-01T10:00:00Z'), 'discovery')];
    const markup = markupOf(
      caseOf(
        { timeline: timelineOf(calls, 60), lastSucceeded: '0001-01-01T00:00:00Z', firstDenied: 'soon' },
        { incident: incident({ containedAt: '9999-12-31T00:00:00Z' }) },
      ),
    );
    expect(rowsOf(markup, 'Moments')).toEqual([['first use', '2026-03-01T09:00:00Z']]);
    expect(markup).not.toMatch(/NaN|Infinity/);
  });
});

describe('nothing to draw', () => {
  it.each([
    ['no timeline', {}],
    ['no lanes', { timeline: { from: 'x', to: 'x', step: 60, lanes: [] } }],
    [
      'no time that can be',
      {
        timeline: {
          from: 'x',
          to: 'x',
          step: 60,
          lanes: [{ tactic: 'impact', slots: [{ at: 'x', events: 3, failed: 0 }] }],
        },
      },
    ],
    [
      'no calls',
      {
        timeline: {
          from: 'x',
          to: 'x',
          step: 60,
          lanes: [{ tactic: 'impact', slots: [{ at: '2026-03-01T10:00:00Z', events: 0, failed: 0 }] }],
        },
      },
    ],
  ])('%s', (_, details) => {
    expect(timelinePicture(caseOf(details))).toBeUndefined();
  });
});

describe('the time below', () => {
  const begin = at('2026-03-01T10:00:07Z');
  it.each([
    [20_000, '10:00:10'],
    [240_000, '10:00:30'],
    [3 * 3600_000, '10:30'],
    [10 * 86_400_000, '2 Mar'],
    [90 * 86_400_000, '8 Mar'],
  ])('has round ticks for %d milliseconds', (length, first) => {
    const ticks = ticksOf({ from: begin, to: begin + length }, 9);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.length).toBeLessThanOrEqual(10);
    expect(ticks[0]?.label).toBe(first);
    for (const tick of ticks) expect(tick.at >= begin && tick.at <= begin + length).toBe(true);
  });

  it('names the day once, and again when it is another one', () => {
    const ticks = ticksOf({ from: at('2026-03-01T22:30:00Z'), to: at('2026-03-02T01:30:00Z') }, 6);
    expect(ticks.flatMap(({ below }) => below ?? [])).toEqual(['2026-03-01', '2026-03-02']);
  });

  it.each([
    [3_700, '4 seconds'],
    [90_000, '90 seconds'],
    [25 * 3600_000, '1 day'],
    [0, '1 second'],
  ])('tells %d milliseconds as %s', (length, words) => {
    expect(spanWords(length)).toBe(words);
  });
});

it('has a picture of its own for narrow pages, which tells the same', () => {
  const markup = markupOf(drill());
  const narrow = read(markup, 'narrow').texts.filter(({ kind }) => kind === 'pic-label');
  const told = labels(markup).map((text) => text.replace('leak began, first use', 'leak began'));
  expect(narrow.map(({ text }) => text).toSorted()).toEqual(told.toSorted());
});

it('counts in a column what was called in its time, what worked apart from what failed', () => {
  const beat = { tactic: 'impact', span: 1000, events: 5, failed: 2 };
  const beats = [0, 10_000, 10_500, 99_000].map((at) => ({ ...beat, at }));
  expect(columnsOf(beats, { from: 0, to: 100_000 }, 10)).toEqual([
    { index: 0, worked: 3, failed: 2 },
    { index: 1, worked: 6, failed: 4 },
    { index: 9, worked: 3, failed: 2 },
  ]);
  expect(columnsIn({ from: 0, to: 100_000 }, beats, 110)).toBe(100);
  expect(columnsIn({ from: 0, to: 100_000 }, beats, 60)).toBe(60);
});
