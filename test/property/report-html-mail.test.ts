import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silenceOf } from '#lib/investigation/changes.ts';
import type { Case } from '#lib/report/case.ts';
import { investigationHtmlMail } from '#lib/report/html-mail.ts';
import { incidents } from '#test/unit/containment/any-incident.ts';
import { secret } from './destinations/secrets.ts';
import { tags, tagsIn } from './destinations/tags.ts';
import { anyTime, investigations, largeInvestigations, outside } from './report/investigations.ts';

const runs = { numRuns: process.env['LONG'] ? 1_500 : 60 };
const largeRuns = { numRuns: process.env['LONG'] ? 150 : 8 };

const outcome = fc.record(
  {
    destination: fc.constantFrom('github', 'ops-center', 'html-mail'),
    outcome: fc.constantFrom('done', 'failed', 'refused'),
    reason: outside,
    status: outside,
    at: anyTime,
  },
  { requiredKeys: ['destination', 'outcome', 'status', 'at'] },
);

const casesOf = (found: fc.Arbitrary<Case['found']>): fc.Arbitrary<Case> =>
  fc
    .record({
      found,
      incident: fc.option(incidents),
      nextLookAt: fc.option(anyTime),
      containedAt: fc.option(anyTime),
      destinations: fc.array(outcome, { maxLength: 4 }),
      evidence: fc.option(fc.oneof(outside, fc.constant('s3://acme/AKIA-1/look-0/'))),
      evidenceFailed: fc.option(outside),
    })
    .map(({ incident, nextLookAt, containedAt, evidence, evidenceFailed, ...told }) => ({
      ...told,
      ...(incident && { incident }),
      ...(nextLookAt && { nextLookAt }),
      ...(containedAt && { silent: silenceOf(told.found, containedAt) }),
      ...(evidence && { evidence }),
      ...(evidenceFailed && { evidenceFailed }),
      descendants: [],
      calls: [],
      callsInAll: told.found.events,
      writtenAt: '2026-03-01T10:00:00.000Z',
    }));

const checkMail = ({ subject, html }: { subject: string; html: string }): void => {
  expect(subject).toMatch(/^[ -~]{1,99}$/);
  expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u);
  expect(html).not.toMatch(/<(?!!DOCTYPE|\/?[a-z])/);
  for (const tag of tagsIn(html)) expect(tags).toContain(tag);
  for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https:\/\/[^"<>]+$/);
  expect(Buffer.byteLength(html)).toBeLessThan(60_000);
};

describe('whatever the records say, the second mail as HTML', () => {
  it('is markup of ours around text', () => {
    fc.assert(
      fc.property(casesOf(investigations), (kase) => checkMail(investigationHtmlMail(kase))),
      runs,
    );
  });

  it('stays small of a large incident', () => {
    fc.assert(
      fc.property(casesOf(largeInvestigations), (kase) => checkMail(investigationHtmlMail(kase))),
      largeRuns,
    );
  });

  it('holds no secret that stands in a text of the records', () => {
    const planted = (value: unknown): unknown => {
      if (typeof value === 'string')
        return /^\d{4}-|^[a-z-]{2,20}$/.test(value) ? value : `${value.slice(0, 20)} ${secret}`;
      if (Array.isArray(value)) return value.map(planted);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, planted(held)]));
    };
    fc.assert(
      fc.property(casesOf(investigations), ({ found, ...kase }) => {
        const { subject, html } = investigationHtmlMail({ ...kase, found: planted(found) as Case['found'] });
        expect(subject + html).not.toContain(secret);
      }),
      runs,
    );
  });
});
