import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { destinations } from '#lib/incident/destinations.ts';
import { changesSince, silenceOf, summaryOf } from '#lib/investigation/changes.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { changesMail, investigationMail, type Mail } from '#lib/report/investigation-mail.ts';
import { investigationText } from '#lib/report/investigation-text.ts';
import { anyTime, forged, investigations, largeInvestigations, outside } from './report/investigations.ts';

const runs = { numRuns: process.env['LONG'] ? 5_000 : 150 };
const largeRuns = { numRuns: process.env['LONG'] ? 500 : 20 };

const contexts = fc.record(
  {
    incidentId: outside,
    look: fc.nat(5),
    containedAt: anyTime,
    nextLookAt: anyTime,
    keepsDrawing: fc.array(fc.record({ what: outside, command: outside }), { maxLength: 4 }),
    destinations: fc.array(
      fc.record({
        destination: fc.constantFrom(...destinations),
        outcome: fc.constantFrom('done', 'failed', 'refused'),
        reason: outside,
        reference: outside,
        status: outside,
        at: anyTime,
      }),
      { maxLength: 6 },
    ),
    evidence: outside,
    evidenceFailed: outside,
  },
  { requiredKeys: ['incidentId', 'look'] },
);
type Context = typeof contexts extends fc.Arbitrary<infer T> ? T : never;

/** The second mail about what was found, and the one of a later look that found it after something else. */
const mailsOf = (before: Investigation, found: Investigation, given: Context): Mail[] => {
  const { containedAt } = given;
  const context = { ...given, ...(containedAt && { silent: silenceOf(found, containedAt) }) };
  const later = changesMail(changesSince(summaryOf(before), found, context), found, context);
  return [investigationMail(found, context), ...(later ? [later] : [])];
};

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

const checkLines = (text: string): void => {
  for (const line of text.split('\n')) {
    expect(line).not.toMatch(unseen);
    expect(line).not.toMatch(/\bwww\./i);
    expect(line.startsWith(forged), line).toBe(false);
    if (/^\s+(aws|npm) /.test(line)) checkCommand(line.trim());
    else expect(line).not.toContain('://');
  }
};

/** What is left without quoted words must be words: nothing that a shell reads as more than text. */
const checkCommand = (line: string): void => {
  const words = line.replace(/'[^']*'/g, 'quoted').split(' ');
  for (const word of words) expect(word).toMatch(/^[\w+,.@:/%-][\w+=,.@:/%-]*$/);
  expect(words.slice(0, 4).join(' ')).toMatch(/^(aws [a-z0-9-]+ [a-z0-9-]+|npm run -s tourniquet)/);
};

describe('whatever the records say', () => {
  test('the text has no hidden characters, no forged lines and no command that is more than one', () => {
    fc.assert(
      fc.property(investigations, (found) => {
        const text = investigationText(found);
        checkLines(text);
        for (const line of text.split('\n'))
          if (!/^\s+(aws|npm) /.test(line)) expect([...line].length).toBeLessThanOrEqual(100);
      }),
      runs,
    );
  });

  test('so have the mails, and their subjects are such that SNS takes them', () => {
    fc.assert(
      fc.property(investigations, investigations, contexts, (before, found, context) => {
        for (const { subject, body } of mailsOf(before, found, context)) {
          checkLines(body);
          expect(subject).toMatch(/^[!-~]([ -~]{0,97}[!-~])?$/);
        }
      }),
      runs,
    );
  });

  test('nothing is called stopped that no incident says so of', () => {
    const undecided = investigations.map((found) => ({
      ...found,
      leak: { at: null, by: 'unknown' as const, why: '' },
      credentials: found.credentials.map((one) => ({
        ...one,
        ...(one.verdict && { verdict: { what: one.verdict.what, rule: 'thief', why: '' } }),
      })),
      created: found.created.map((one) => ({
        ...one,
        ...(one.verdict && { verdict: { what: one.verdict.what, rule: 'thief', why: '' } }),
      })),
    }));
    fc.assert(
      fc.property(undecided, (found) => {
        expect(investigationText(found)).not.toMatch(/\bstopped\b/);
        expect(investigationMail(found, { incidentId: 'i', look: 0 }).body).not.toMatch(/\bstopped\b/);
      }),
      runs,
    );
  });
});

describe('however much was found', () => {
  test('the text stays below 120 lines, the report below 60, a later mail below 45', () => {
    fc.assert(
      fc.property(largeInvestigations, largeInvestigations, contexts, (before, found, context) => {
        expect(investigationText(found).split('\n').length).toBeLessThan(120);
        const [report, later] = mailsOf(before, found, context).map(({ body }) => body.split('\n').length);
        expect(report).toBeLessThan(60);
        expect(later ?? 0).toBeLessThan(45);
      }),
      largeRuns,
    );
  });
});
