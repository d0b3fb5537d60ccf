import { expect, test } from 'vitest';
import { leakBegan } from '#lib/investigation/leak-began.ts';
import { type Source, UsePattern } from '#lib/investigation/pattern.ts';
import { abroad, office } from '#test/fixtures/cloudtrail/callers.ts';

const hour = 60 * 60_000;
const start = Date.UTC(2026, 2, 1, 8);
const iso = (hours: number): string => new Date(start + hours * hour).toISOString();

const used = (...uses: [Source, number[]][]): UsePattern => {
  const pattern = new UsePattern();
  for (const [source, hours] of uses) for (const at of hours) pattern.add(source, start + at * hour);
  return pattern;
};
const workload: [Source, number[]] = [office, [0, 24, 48, 72, 96]];

test('foreign use before the report began it', () => {
  expect(leakBegan(used(workload, [abroad, [90, 95]]), { reportedAt: iso(100) })).toEqual({
    at: iso(90),
    by: 'foreign-use',
    why: "first use from a place or with a tool that is not the workload's",
  });
});

test('the report began it where foreign use came later', () => {
  expect(leakBegan(used(workload, [abroad, [90]]), { reportedAt: iso(80) })).toMatchObject({
    at: iso(80),
    by: 'report',
  });
  expect(leakBegan(used(workload, [abroad, [90]]), { reportedAt: iso(90) })).toMatchObject({ by: 'report' });
});

test('without a report foreign use tells', () => {
  expect(leakBegan(used(workload, [abroad, [90]]), {})).toMatchObject({ at: iso(90), by: 'foreign-use' });
});

test('where no workload is known nothing is foreign to it: only the report tells', () => {
  const irregular = used([office, [0, 1]], [abroad, [90]]);
  expect(leakBegan(irregular, { reportedAt: iso(100) })).toMatchObject({ at: iso(100), by: 'report' });
  expect(leakBegan(new UsePattern(), { reportedAt: iso(100) })).toMatchObject({ by: 'report' });
});

test('of a key that has hardly been used, all is the leak', () => {
  expect(leakBegan(used([abroad, [3, 1, 70]]), {})).toEqual({
    at: iso(1),
    by: 'foreign-use',
    why: 'its first use: nothing before tells of a workload',
  });
});

test.each([
  ['long and irregular use', used([office, [0, 1]], [abroad, [90]]), 'its use is long and irregular'],
  ['a workload alone', used(workload), 'all its use is from where the workload works'],
  [
    'a workload that comes from everywhere, and perhaps a thief among it',
    used(...[1, 2, 3, 4, 5].map((at): [Source, number[]] => [{ ...office, ip: `192.0.${at}.1` }, [at * 24]])),
    'all its use is from where the workload works',
  ],
  ['no use at all', new UsePattern(), 'no use of it was found'],
])('of %s nobody can tell without a report', (_, pattern, why) => {
  const leak = leakBegan(pattern, {});
  expect(leak).toMatchObject({ at: null, by: 'unknown', why: expect.stringContaining(why) });
  expect(leak.why).toContain('no report was named');
});
