import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesSince, isNothing, type LookSummary, summaryOf } from '#lib/investigation/changes.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { investigations, largeInvestigations } from './report/investigations.ts';

const runs = { numRuns: process.env['LONG'] ? 5_000 : 150 };
const largeRuns = { numRuns: process.env['LONG'] ? 500 : 20 };

/** As it is kept between two looks. */
const remembered = (found: Investigation): LookSummary => JSON.parse(JSON.stringify(summaryOf(found)));

test('a look that finds the same has nothing to tell', () => {
  fc.assert(
    fc.property(investigations, (found) => {
      expect(isNothing(changesSince(remembered(found), found))).toBe(true);
    }),
    runs,
  );
});

test('so has one of a lineage that is too large to be remembered', () => {
  fc.assert(
    fc.property(largeInvestigations, (found) => {
      const changes = changesSince(remembered(found), found);
      expect(changes.moreNewCredentials).toBe(0);
      expect(changes.newCredentials.every(({ issuedAt }) => (issuedAt ?? '') > found.window.to)).toBe(true);
    }),
    largeRuns,
  );
});

test('what is kept of a look stays below 100 KB', () => {
  fc.assert(
    fc.property(largeInvestigations, (found) => {
      expect(Buffer.byteLength(JSON.stringify(summaryOf(found)))).toBeLessThan(100_000);
    }),
    largeRuns,
  );
});

test('new are exactly the credentials, things and touched things that were not there', () => {
  const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id).sort();
  const others = (all: readonly { id: string }[], before: readonly { id: string }[]) =>
    ids(all.filter(({ id }) => !before.some((one) => one.id === id)));
  fc.assert(
    fc.property(investigations, investigations, (before, now) => {
      const both = { ...now, credentials: [...before.credentials, ...now.credentials] };
      const changes = changesSince(remembered(before), both);
      expect(ids(changes.newCredentials)).toEqual(others(now.credentials, before.credentials));
      expect(changes.moreNewCredentials).toBe(0);
      for (const { id } of changes.newMade) expect(ids(now.made)).toContain(id);
      for (const thing of changes.newTouched) expect(before.touched ?? []).not.toContainEqual(thing);
    }),
    runs,
  );
});
