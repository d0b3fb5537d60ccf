import { describe, expect, it } from 'vitest';
import { placeOf, type Source, toolOf, UsePattern } from '#lib/investigation/pattern.ts';

const hour = 60 * 60_000;
const day = 24 * hour;
const start = Date.UTC(2026, 2, 1, 8);
const office: Source = { ip: '203.0.113.20', userAgent: 'aws-sdk-js/3.700.0 os/linux' };
const abroad: Source = { ip: '198.51.100.77', userAgent: 'aws-cli/2.19.1' };

/** What was learnt from a source at these hours. */
const learnt = (...uses: [Source, number[]][]): UsePattern => {
  const pattern = new UsePattern();
  for (const [source, hours] of uses) for (const at of hours) pattern.add(source, start + at * hour);
  return pattern;
};
const everyDay = [0, 24, 48, 72];
/** A pipeline whose runner has another address every day. */
const runner = (number: number): Source => ({ ip: `192.0.${number}.9`, userAgent: 'Boto3/1.35 md/x' });
const runners = (count: number): [Source, number[]][] =>
  Array.from({ length: count }, (_, number) => [runner(number), [number * 24]]);

describe('a place', () => {
  it.each([
    [null, 'unknown'],
    ['203.0.113.20', '203.0.113'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:0:0:7::', '2001:db8:0:0'],
    ['2001:db8:0:0:7:7::0:0:1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['cloudformation.amazonaws.com', 'cloudformation.amazonaws.com'],
    ['AWS Internal', 'AWS Internal'],
  ])('of %s is %s', (ip, place) => {
    expect(placeOf(ip)).toBe(place);
  });
});

describe('a tool', () => {
  it.each([
    [null, 'unknown'],
    ['', 'unknown'],
    ['aws-cli/2.19.1 exec-env/none', 'aws-cli'],
    ['[Boto3/1.35.1 md/Botocore#1.35.1]', 'Boto3'],
    ['aws-sdk-go, again', 'aws-sdk-go'],
    ['/2', 'unknown'],
    ['x'.repeat(500), 'x'.repeat(80)],
  ])('of %j is %j', (userAgent, tool) => {
    expect(toolOf(userAgent)).toBe(tool);
  });
});

describe('a use', () => {
  it('is usual once its place and tool were seen on three days over 72 hours', () => {
    expect(learnt([office, everyDay]).classify(office)).toBe('usual');
    expect(learnt([office, [0, 30, 72]]).classify(office)).toBe('usual');
  });

  it.each([
    ['on two days only', [0, 1, 72]],
    ['within less than 72 hours', [0, 24, 71.9]],
    ['never', []],
  ])('is foreign when it was seen %s', (_, hours) => {
    const pattern = learnt([office, hours]);
    expect(pattern.classify(office)).toBe('foreign');
    expect(pattern.hasHistory).toBe(false);
  });

  it('is usual from the neighbouring address and with another version of the tool', () => {
    const pattern = learnt([office, everyDay]);
    expect(pattern.classify({ ip: '203.0.113.99', userAgent: 'aws-sdk-js/4.0.0' })).toBe('usual');
  });

  it('is foreign with another tool from the same place, and with the same tool from elsewhere', () => {
    const pattern = learnt([office, everyDay], [abroad, [72]]);
    expect(pattern.classify({ ...office, userAgent: abroad.userAgent })).toBe('foreign');
    expect(pattern.classify({ ...abroad, userAgent: office.userAgent })).toBe('foreign');
  });

  it('is shared where its tool comes from ever changing places: nobody can tell whose it is', () => {
    const pattern = learnt(...runners(5));
    expect(pattern.classify(runner(3))).toBe('shared');
    expect(pattern.classify(runner(200))).toBe('shared');
    expect(pattern.classify(abroad)).toBe('foreign');
    expect(pattern).toMatchObject({ hasHistory: true, isShort: false });
    expect(pattern.firstForeign()).toBeNull();
  });

  it('is foreign where the places are four, or all were seen within 72 hours', () => {
    expect(learnt(...runners(4)).classify(runner(200))).toBe('foreign');
    const inARush = runners(50).map(([source]): [Source, number[]] => [source, [1, 25, 70]]);
    expect(learnt(...inARush).classify(runner(200))).toBe('foreign');
  });

  it('stays foreign where a thief goes through many exits with the tool of the workload', () => {
    const exits = [1, 2, 3, 4, 5, 6].map((number): [Source, number[]] => [
      { ...office, ip: `10.0.${number}.1` },
      [100, 101],
    ]);
    for (const uses of [
      [[office, everyDay] as [Source, number[]], ...exits],
      [...exits, [office, everyDay] as [Source, number[]]],
    ]) {
      const pattern = learnt(...uses);
      expect(pattern.classify({ ...office, ip: '10.0.3.1' })).toBe('foreign');
      expect(pattern.firstForeign()).toBe(start + 100 * hour);
    }
  });

  it('of a place with a space in its name is told by its tool all the same', () => {
    const internal: Source = { ip: 'AWS Internal', userAgent: 'Boto3/1.35' };
    expect(learnt(...runners(5), [internal, [96]]).firstForeign()).toBeNull();
  });
});

describe('the first foreign use', () => {
  it('is that of the earliest place and tool that are not usual', () => {
    const pattern = learnt([office, everyDay], [abroad, [60, 50]], [runner(1), [70]]);
    expect(pattern.firstForeign()).toBe(start + 50 * hour);
    expect(learnt([office, everyDay]).firstForeign()).toBeNull();
  });

  it('is the same in whatever order the uses come', () => {
    const uses: [Source, number[]][] = [[office, everyDay], [abroad, [50, 60]], ...runners(6)];
    const [one, other] = [learnt(...uses), learnt(...uses.toReversed())];
    expect(one.firstForeign()).toBe(start + 50 * hour);
    expect(other.firstForeign()).toBe(one.firstForeign());
    expect(other.first).toBe(one.first);
  });
});

it('before the first use nothing is known', () => {
  expect(new UsePattern()).toMatchObject({ first: null, hasHistory: false, isShort: true });
});

it('a time of another era teaches nothing', () => {
  const pattern = new UsePattern();
  for (const at of [0, Date.UTC(2012, 11, 31), Date.UTC(2100), 9e15, -9e15, Number.NaN])
    pattern.add(abroad, at);
  expect(pattern.first).toBeNull();
  pattern.add(abroad, start);
  expect(pattern).toMatchObject({ first: start, isShort: true });
});

describe('a thief who calls itself something else with each call', () => {
  const flood = (pattern: UsePattern, at: number, count = 12_000): void => {
    for (let number = 0; number < count; number++)
      pattern.add(
        { ip: `10.${number >> 8}.${number & 255}.1`, userAgent: `tool${number}` },
        start + at * hour,
      );
  };

  it('cannot make us forget the workload, whichever is read first', () => {
    const floodFirst = new UsePattern();
    flood(floodFirst, 100);
    for (const at of everyDay) floodFirst.add(office, start + at * hour);
    const floodLast = learnt([office, everyDay]);
    flood(floodLast, 100);
    for (const pattern of [floodFirst, floodLast]) {
      expect(pattern.classify(office)).toBe('usual');
      expect(pattern.classify({ ip: '10.0.1.1', userAgent: 'tool1' })).toBe('foreign');
    }
  });

  it('fills a bounded memory even where it comes again on another day', () => {
    const pattern = learnt([office, everyDay]);
    flood(pattern, 0, 4_900);
    flood(pattern, 26, 4_900);
    flood(pattern, 100, 20_000);
    expect(pattern.classify(office)).toBe('usual');
    // There was no room for it any more.
    pattern.add(abroad, start);
    pattern.add(abroad, start + 2 * day);
    pattern.add(abroad, start + 4 * day);
    expect(pattern.classify(abroad)).toBe('foreign');
  });
});
