import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPacers } from '#lib/investigation/pacer.ts';
import { lookupEvents } from '#lib/investigation/trail.ts';
import { createTrailClients } from '#lib/investigation/trail-clients.ts';
import { sleep } from '#lib/platform/clock.ts';
import { awsError, call, cloudTrail, key } from '#test/unit/investigation/world.ts';

const start = new Date('2026-03-01T10:00:00Z').getTime();

beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** How one region of CloudTrail behaves: its pages, how long each answer takes, which requests it throttles. */
const region = fc.record({
  pages: fc.integer({ min: 1, max: 12 }),
  latencies: fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 1, maxLength: 8 }),
  throttled: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }),
});
type Region = ReturnType<typeof region.generate>['value'];

const playCloudTrail = (regions: Region[]) => {
  const sent = regions.map((): number[] => []);
  cloudTrail.reset();
  cloudTrail.on(LookupEventsCommand).callsFake(async (input, getClient) => {
    const index = Number((await getClient().config.region()).split('-').at(-1));
    const [behaviour, times] = [regions[index], sent[index]];
    if (!behaviour || !times) throw new Error('no such region');
    const number = times.push(Date.now()) - 1;
    await sleep(behaviour.latencies[number % behaviour.latencies.length] ?? 0);
    if (behaviour.throttled.includes(number)) throw awsError('ThrottlingException');
    const page = Number(input.NextToken ?? 0);
    return { Events: [call()], ...(page + 1 < behaviour.pages ? { NextToken: String(page + 1) } : {}) };
  });
  return sent;
};

const look = async (regions: Region[]) => {
  const sent = playCloudTrail(regions);
  const trail = {
    clientFor: createTrailClients(),
    pacerFor: createPacers(),
    pause: sleep,
    timeLeft: () => Number.POSITIVE_INFINITY,
  };
  const names = regions.map((_, index) => `region-${index}`);
  const window = { from: new Date(start - 1_000), to: new Date(start) };
  const lookup = { attribute: { key: 'AccessKeyId', value: key }, ...window, regions: names } as const;
  const looked = lookupEvents(lookup, () => {}, trail);
  await vi.runAllTimersAsync();
  return { sent, coverage: await looked };
};

test('no region ever gets more than 2 requests in any second, and every page is read once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(region, { minLength: 1, maxLength: 4 }), async (regions) => {
      const { sent, coverage } = await look(regions);
      for (const times of sent) {
        times.slice(2).forEach((time, index) => {
          expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
        });
      }
      expect(coverage.map(({ complete }) => complete)).toEqual(regions.map(() => true));
      expect(coverage.map(({ events }) => events)).toEqual(regions.map(({ pages }) => pages));
    }),
  );
});

test('a region that answers quickly is read at the full pace, whatever the others do', async () => {
  const quick = { pages: 9, latencies: [10], throttled: [] };
  const slow = { pages: 3, latencies: [1_500], throttled: [0, 1, 2] };
  const { sent } = await look([quick, slow]);
  expect((sent[0]?.at(-1) ?? 0) - start).toBe(4_000);
});
