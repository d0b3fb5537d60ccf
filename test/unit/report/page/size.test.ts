import { expect, it } from 'vitest';
import { page } from '#lib/report/page.ts';
import { largeCase } from '../cases.ts';
import { sectionText, tagsIn } from './markup.ts';

const mostBytes = 5_000_000;

it('stays below 5 MB for 100,000 calls and 20,000 credentials, and says how many there are besides', () => {
  const kase = largeCase();
  expect(kase.found.events).toBe(100_000);
  expect(kase.found.credentials.length).toBeGreaterThan(20_000);
  const markup = page(kase);
  expect(Buffer.byteLength(markup)).toBeLessThan(mostBytes);
  expect(tagsIn(markup).length).toBeLessThan(60_000);
  const listed =
    /([\d,]+) of 100,000 calls are shown, the first and the last ones; all of them are in the evidence/;
  expect(Number(listed.exec(sectionText(markup, 'calls'))?.[1]?.replace(',', ''))).toBeGreaterThan(1_000);
  expect(sectionText(markup, 'lineage')).toMatch(/and [\d,]+ more role sessions of role ci/);
  expect(sectionText(markup, 'open')).toMatch(/and [\d,]+ more like these/);
  expect(sectionText(markup, 'made')).toMatch(
    /and 1,940 more that it changed: all of them are in the evidence/,
  );
});

it('stays below 5 MB whatever strangers wrote', () => {
  expect(Buffer.byteLength(page(largeCase('"><&\''.repeat(120))))).toBeLessThan(mostBytes);
});
