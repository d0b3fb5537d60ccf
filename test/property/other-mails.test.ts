import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notice } from '#lib/containment/mail.ts';
import type { NoteRecord } from '#lib/containment/notes.ts';
import { pageText } from '#lib/containment/page-text.ts';
import { backlogMail, backlogPage } from '#lib/containment/remind/backlog-mail.ts';
import { digestMail } from '#lib/containment/remind/daily-digest.ts';
import { lookTeller } from '#lib/report/tell-look.ts';
import { forged, outside } from './report/investigations.ts';

const runs = { numRuns: process.env['LONG'] ? 5_000 : 200 };
const at = '2026-03-01T10:00:00.000Z';

const notes: fc.Arbitrary<NoteRecord[]> = fc.array(
  fc.record({
    id: outside,
    kind: fc.oneof(fc.constantFrom('dismissed', 'backlog'), outside),
    text: outside,
    at: fc.constant(at),
    about: fc.record({
      accessKeyId: outside,
      owner: outside,
      where: outside,
      url: fc.oneof(
        fc.webUrl(),
        outside,
        outside.map((path) => `https://evil.example/${path}`),
      ),
      reportedAt: outside,
    }),
  }),
  { maxLength: 5 },
);

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

const check = ({ subject, body }: { subject: string; body: string }): void => {
  expect(subject).toMatch(/^[!-~]([ -~]{0,97}[!-~])?$/);
  for (const line of body.split('\n')) {
    expect(line).not.toMatch(unseen);
    expect(line.startsWith(forged), line).toBe(false);
    // Only a whole plain link may be clicked; all else with an address in it must not be one.
    if (!/^ {2}https:\/\/[\w.-]+(:\d+)?\/[\w./%#?=&:~-]*$/.test(line)) expect(line).not.toContain('://');
    expect(line.length).toBeLessThan(3_000);
  }
};

test('the digest and the backlog are inert, whatever was reported', () => {
  fc.assert(
    fc.property(notes, (some) => {
      check(digestMail(some, at));
      check(backlogMail(some, { containFunction: 'tourniquet-contain', region: 'us-east-1' }));
      check(backlogPage(some.length, {}));
    }),
    runs,
  );
});

test('so are notices and pages, whatever their matter is called', () => {
  fc.assert(
    fc.property(outside, outside, fc.integer({ min: 1, max: 2_000 }), (about, reason, times) => {
      const mail = notice(about, reason);
      check(mail);
      check(pageText({ ...mail, id: about, times }));
      check(pageText({ ...mail, id: 'page', incidentId: reason, times }));
    }),
    runs,
  );
});

test('so is the mail about a look that failed, whatever the error says', async () => {
  await fc.assert(
    fc.asyncProperty(outside, outside, async (incidentId, message) => {
      const mails: { subject: string; body: string }[] = [];
      const teller = lookTeller({
        incidents: { marked: async () => false, mark: async () => true },
        records: { get: async () => undefined, set: async () => {} },
        mail: async (mail) => void mails.push(mail),
      });
      await teller.tellFailed(incidentId, { look: 1, error: new Error(message), pause: 600 });
      await teller.tellFailed(incidentId, { look: 4, error: new Error(message), pause: undefined });
      expect(mails).toHaveLength(2);
      mails.forEach(check);
    }),
    runs,
  );
});
