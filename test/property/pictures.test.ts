import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Incident } from '#lib/incident/incident.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { KeptCall } from '#lib/investigation/kept-call.ts';
import type { Case } from '#lib/report/case.ts';
import { textWidth } from '#lib/report/pictures/measure.ts';
import { labelLettering, staggered } from '#lib/report/pictures/timeline/labels.ts';
import {
  lineagePicture,
  regionsPicture,
  sourcesPicture,
  tacticsPicture,
  timelinePicture,
} from '#lib/report/pictures.ts';
import { anyTime, investigations, largeInvestigations, outside } from './report/investigations.ts';

const long = process.env['LONG'] !== undefined;
const runs = { numRuns: long ? 3_000 : 60 };
const largeRuns = { numRuns: long ? 300 : 10 };
const patience = long ? 600_000 : 30_000;

const pictures = {
  timeline: timelinePicture,
  lineage: lineagePicture,
  sources: sourcesPicture,
  regions: regionsPicture,
  tactics: tacticsPicture,
};

/** Numbers and times as no record should have them, and as a file that somebody wrote may. */
const absurd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e300, 0.5);
const number = fc.oneof({ weight: 4, arbitrary: fc.nat(5000) }, { weight: 1, arbitrary: absurd });
const someTime = fc.oneof(
  { weight: 6, arbitrary: anyTime },
  { weight: 1, arbitrary: fc.constantFrom('', 'soon', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z') },
);

const timeline = fc.record({
  from: someTime,
  to: someTime,
  step: number,
  lanes: fc.array(
    fc.record({
      tactic: fc.oneof(outside, fc.constantFrom('impact', 'discovery', 'Other')),
      slots: fc.array(fc.record({ at: someTime, events: number, failed: number }), { maxLength: 12 }),
    }),
    { maxLength: 8 },
  ),
});

const call: fc.Arbitrary<KeptCall> = fc.record({
  at: fc.option(someTime),
  region: outside,
  eventSource: outside,
  eventName: outside,
  by: outside,
  ip: fc.option(outside),
  userAgent: fc.option(outside),
  readOnly: fc.option(fc.boolean()),
  errorCode: fc.option(outside),
  tactic: outside,
});

const incidents = fc.record({
  incidentId: outside,
  accessKeyId: outside,
  accountId: outside,
  principal: fc.constant(null),
  status: fc.constantFrom('contained' as const, 'not-contained' as const),
  signals: fc.array(
    fc.record({
      id: outside,
      source: fc.constant('github' as const),
      certainty: fc.constant('proven' as const),
      where: outside,
      reportedAt: someTime,
    }),
    { maxLength: 2 },
  ),
  steps: fc.constant<Incident['steps']>([]),
  openedAt: someTime,
  containedAt: someTime,
});

const casesOf = (found: fc.Arbitrary<Investigation>): fc.Arbitrary<Case> =>
  fc
    .record({
      found,
      timeline,
      firstDenied: someTime,
      incident: incidents,
      calls: fc.array(call, { maxLength: 12 }),
      callsInAll: number,
    })
    .map(({ found: investigation, timeline: drawn, firstDenied, ...more }) => ({
      ...more,
      found: { ...investigation, timeline: drawn, firstDenied },
      descendants: [],
      destinations: [],
      writtenAt: '2026-03-01T00:00:00Z',
    }));

const elements =
  /^(figure|figcaption|svg|title|desc|defs|pattern|rect|path|line|circle|g|text|details|summary|div|table|caption|thead|tbody|tr|th|td|p)$/;
const empty = /^(rect|path|line|circle)$/;
const attributes =
  /^(class|id|viewBox|role|focusable|aria-label(ledby)?|tabindex|scope|x|y|x1|x2|y1|y2|cx|cy|r|rx|d|width|height|fill|text-anchor|patternUnits|patternTransform)$/;
const numeric = /^(x|y|x1|x2|y1|y2|cx|cy|r|rx|width|height|viewBox|d)$/;

/** Every element is one of ours, closed in its order, with nothing in an attribute that we did not put there. */
const checkMarkup = (markup: string): void => {
  const open: string[] = [];
  const text = markup.replace(
    /<(\/?)([a-zA-Z]+)((?: [\w-]+="[^"<>]*")*)(\/?)>/g,
    (_, end, name, inside, closed) => {
      expect(name).toMatch(elements);
      if (end) expect(open.pop()).toBe(name);
      else if (!closed) open.push(name);
      else expect(name).toMatch(empty);
      for (const [, attribute = '', value = ''] of String(inside).matchAll(/ ([\w-]+)="([^"]*)"/g)) {
        expect(attribute).toMatch(attributes);
        if (numeric.test(attribute)) expect(value).toMatch(/^[MLHVZAmlhvzaq0-9 .-]*$/);
      }
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(text).not.toMatch(/[<>]/);
  expect(text).not.toMatch(/[\p{Cf}\p{Co}\p{Cs}]|(?!\n)\p{Cc}/u);
  expect(text).not.toMatch(/:\/\/|\bwww\./i);
};

const most = 150_000;

describe('whatever a case holds', () => {
  test(
    'each picture is markup of ours with inert text in it, and of bounded size',
    () => {
      fc.assert(
        fc.property(casesOf(investigations), (kase) => {
          for (const draw of Object.values(pictures)) {
            const markup = draw(kase)?.markup ?? '';
            checkMarkup(markup);
            expect(markup.length).toBeLessThan(most);
          }
        }),
        runs,
      );
    },
    patience,
  );

  test(
    'so it is of a large incident',
    () => {
      fc.assert(
        fc.property(casesOf(largeInvestigations), (kase) => {
          for (const draw of Object.values(pictures)) {
            const markup = draw(kase)?.markup ?? '';
            checkMarkup(markup);
            expect(markup.length).toBeLessThan(most);
          }
        }),
        largeRuns,
      );
    },
    patience,
  );
});

test('labels never stand on each other, and stay in the room that they have', () => {
  const room = { left: 0, right: 340 };
  const wish = fc.record({
    x: fc.double({ min: 0, max: 340, noNaN: true }),
    text: fc.constantFrom('contained 10:04:15Z', 'leak began, first use 10:01:10Z', 'last success 10:04Z'),
  });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 6 }), (wishes) => {
      const placed = staggered(wishes, room);
      expect(placed).toHaveLength(wishes.length);
      for (const [index, one] of placed.entries()) {
        expect(one.left).toBeGreaterThanOrEqual(room.left);
        expect(one.right).toBeLessThanOrEqual(room.right);
        expect(one.right - one.left).toBeGreaterThan(textWidth(one.text, labelLettering));
        for (const other of placed.slice(index + 1))
          if (one.row === other.row) expect(one.right <= other.left || other.right <= one.left).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
