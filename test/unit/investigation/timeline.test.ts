import { describe, expect, it } from 'vitest';
import type { Timeline } from '#lib/investigation/investigation.ts';
import { TimelineCounter } from '#lib/investigation/timeline.ts';
import { readRecord } from '#lib/investigation/trail-record.ts';
import { attachUserPolicy, createUser } from '#test/fixtures/cloudtrail/iam.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { investigated, thief } from './lineage.ts';

const calls = (...times: string[]): Timeline | undefined => {
  const timeline = new TimelineCounter();
  for (const time of times) timeline.add(readRecord(record(thief, 's3:ListBuckets', time)), undefined);
  return timeline.result();
};

const slotsOf = (timeline: Timeline | undefined): number =>
  timeline ? (Date.parse(timeline.to) - Date.parse(timeline.from)) / 1000 / timeline.step : 0;

describe('the timeline', () => {
  it('has a lane for each tactic that calls served, in the order of an attack, and one for all other calls', () => {
    const stop = record(thief, 'cloudtrail:StopLogging', at(3), { requestParameters: { name: 'trail' } });
    const { timeline } = investigated([
      record(thief, 'sts:AssumeNothing', at(5)),
      stop,
      createUser(thief, at(2), 'backdoor'),
      refused(createUser(thief, at(2.5), 'another')),
      record(thief, 's3:ListBuckets', at(1)),
    ]);
    const cell = (minutes: number, events: number, failed = 0) => ({
      at: at(minutes).replace('Z', '.000Z'),
      events,
      failed,
    });
    expect(timeline).toEqual({
      from: '2026-05-04T08:01:00.000Z',
      to: '2026-05-04T08:06:00.000Z',
      step: 60,
      lanes: [
        { tactic: 'persistence', slots: [cell(2, 2, 1)] },
        { tactic: 'defense evasion', slots: [cell(3, 1)] },
        { tactic: 'discovery', slots: [cell(1, 1)] },
        { tactic: 'Other', slots: [cell(5, 1)] },
      ],
    });
  });

  it("has AWS's own quarantine under none of the thief's tactics", () => {
    const policy = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
    const { timeline, events } = investigated([attachUserPolicy(thief, at(1), 'ci', policy)]);
    expect(timeline?.lanes.map(({ tactic }) => tactic)).toEqual(['Other']);
    expect(events).toBe(1);
  });

  it.each([
    ['four hours less a minute', at(239), 60],
    ['four hours', at(240), 300],
    ['two days', at(2 * 24 * 60), 900],
    ['nine days', at(9 * 24 * 60), 3600],
    ['two months', '2026-07-01T00:00:00Z', 6 * 3600],
    ['half a year', '2026-11-01T00:00:00Z', 24 * 3600],
    ['four years', '2030-05-04T08:00:00Z', 7 * 24 * 3600],
    ['twelve years', '2038-05-04T08:00:00Z', 28 * 24 * 3600],
    ['seventy years', '2096-05-04T08:00:00Z', 364 * 24 * 3600],
  ])('over %s has slots as short as fit', (_, end, step) => {
    const timeline = calls(at(0), end);
    expect(timeline?.step).toBe(step);
    expect(slotsOf(timeline)).toBeLessThanOrEqual(240);
    expect(timeline?.lanes[0]?.slots.map(({ events }) => events)).toEqual([1, 1]);
  });

  it('has days that begin at midnight and weeks that begin on Mondays', () => {
    expect(calls('2026-05-06T10:00:00Z', '2026-11-01T10:00:00Z')?.from).toBe('2026-05-06T00:00:00.000Z');
    expect(calls('2026-05-06T10:00:00Z', '2028-11-01T10:00:00Z')?.from).toBe('2026-05-04T00:00:00.000Z');
  });

  it('holds every time that there can be in bounded slots', () => {
    expect(slotsOf(calls('2013-01-01T00:00:00Z', '2099-12-31T23:59:59Z'))).toBeLessThanOrEqual(240);
  });

  it.each(['soon', '2012-12-31T23:59:59Z', '2100-01-01T00:00:00Z', '+020026-05-04T08:00:00Z'])(
    'leaves out a call whose time cannot be right: %s',
    (time) => {
      expect(calls(at(1), time)).toEqual(calls(at(1)));
      expect(calls(time)).toBeUndefined();
    },
  );

  it('is absent where nothing was called', () => {
    expect(investigated([])).not.toHaveProperty('timeline');
  });
});
