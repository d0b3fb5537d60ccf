import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { tactics } from '#lib/investigation/meaning/techniques/catalogue.ts';
import { investigateRecords } from '#lib/investigation/offline.ts';
import { record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, leaked, thief } from '#test/unit/investigation/lineage.ts';
import { stories } from './lineage/steps.ts';
import { delivered, worldOf } from './lineage/story.ts';
import { leaked as leakedThere } from './lineage/world.ts';

const runs = { numRuns: process.env['LONG'] ? 5_000 : 200 };

const actions = ['s3:ListBuckets', 'iam:CreateUser', 'sts:GetCallerIdentity', 'kms:Decrypt', 'x:Y'];

/** Times of every density: of one morning, of months, of all years that there can be, and some that there cannot. */
const time = fc
  .oneof(
    fc.integer({ min: 0, max: 5 * 3_600 }).map((seconds) => Date.UTC(2026, 4, 4, 8) + seconds * 1_000),
    fc.integer({ min: 0, max: 200 * 86_400 }).map((seconds) => Date.UTC(2026, 4, 4) + seconds * 1_000),
    fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2120, 0) }),
  )
  .map((at) => new Date(at).toISOString());

const call = fc
  .record({ time, action: fc.constantFrom(...actions), fails: fc.boolean(), theirs: fc.boolean() })
  .map(({ time: at, action, fails, theirs }) => {
    const done = record(theirs ? thief : colleague, action, at);
    return fails ? refused(done) : done;
  });

const isPlausible = (at: string | null): boolean =>
  at !== null && at >= '2013' && at < '2100' && at[0] === '2';

const sums = ({ timeline }: Investigation): { events: number; failed: number } => {
  const slots = (timeline?.lanes ?? []).flatMap((lane) => lane.slots);
  return {
    events: slots.reduce((sum, { events }) => sum + events, 0),
    failed: slots.reduce((sum, { failed }) => sum + failed, 0),
  };
};

const isBounded = ({ timeline }: Investigation): void => {
  if (!timeline) return;
  const { from, to, step, lanes } = timeline;
  const number = (at: string): number => (Date.parse(at) - Date.parse(from)) / 1_000 / step;
  expect(number(to)).toBeLessThanOrEqual(240);
  const order = [...tactics, 'Other'].map(String);
  const places = lanes.map(({ tactic }) => order.indexOf(tactic));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const { slots } of lanes) {
    const numbers = slots.map(({ at }) => number(at));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers.every((at) => Number.isInteger(at) && at >= 0 && at < number(to))).toBe(true);
  }
};

describe('the timeline of any calls', () => {
  const ask = (records: Json[], accessKeyId = leaked) => investigateRecords({ accessKeyId }, records);

  it('holds each counted call with a time that can be right once, in bounded slots', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const found = ask(calls);
        const timed = calls
          .filter(({ userIdentity }) => userIdentity === thief.identity)
          .filter(({ eventTime }) => isPlausible(String(eventTime)));
        const failed = timed.filter(({ errorCode }) => errorCode !== undefined).length;
        expect(sums(found)).toEqual({ events: timed.length, failed });
        isBounded(found);
      }),
      runs,
    );
  });

  it('is the same in whatever order they are read, and so is the first denial', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), fc.func(fc.nat()), (calls, rank) => {
        const shuffled = calls
          .map((each) => ({ each, at: rank(each['eventID']) }))
          .sort((a, b) => a.at - b.at)
          .map(({ each }) => each);
        const [one, other] = [ask(calls), ask(shuffled)];
        expect(other.timeline).toEqual(one.timeline);
        expect(other.firstDenied).toEqual(one.firstDenied);
      }),
      runs,
    );
  });

  it('of a whole story holds all that was counted of certain credentials', () => {
    fc.assert(
      fc.property(stories, ({ steps, delivery }) => {
        const found = ask([...delivered(worldOf(steps).records, delivery)], leakedThere);
        expect(sums(found)).toEqual({ events: found.events, failed: found.failed });
        isBounded(found);
      }),
      { numRuns: runs.numRuns / 2 },
    );
  });
});
