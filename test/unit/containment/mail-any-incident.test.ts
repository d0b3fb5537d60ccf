import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incidentMail, mustPage } from '#lib/containment/mail.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { incidents } from './any-incident.ts';
import { accountId } from './fake-account.ts';

const ways = fc.constantFrom(
  {},
  { terminal: 'npm run -s tourniquet -- restore --state /tmp/x' },
  {
    restoreFunction: 'tourniquet-restore',
    containFunction: 'tourniquet-contain',
    region: 'us-east-1',
    account: accountId,
  },
);

const isCommand = (line: string): boolean => /^ {2}(aws|npm|for) /.test(line);

const forAny = (check: (incident: Incident, mail: { subject: string; body: string }) => void): void => {
  fc.assert(
    fc.property(incidents, ways, (incident, way) => {
      const mail = incidentMail(incident, way);
      check(incident, mail);
    }),
    { numRuns: 3_000 },
  );
};

describe('the mail of any incident at all', () => {
  it('is under 30 lines, with the two lines more that a page has', () => {
    forAny((incident, { body }) =>
      expect(body.split('\n').length).toBeLessThan(mustPage(incident) ? 28 : 30),
    );
  });

  it('has lines that a screen takes, but for commands', () => {
    forAny((_incident, { body }) => {
      for (const line of body.split('\n').filter((each) => !isCommand(each)))
        expect(line.length).toBeLessThanOrEqual(400);
    });
  });

  it('has a subject of one line that SNS takes, and holds nothing that is not text', () => {
    forAny((_incident, { subject, body }) => {
      expect(subject).toMatch(/^[ -~]{1,99}$/);
      expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u);
      expect(body.split('\n').filter((line) => line.startsWith('NOT CONTAINED. Call'))).toEqual([]);
    });
  });

  it('says that it no longer works only of what was contained', () => {
    forAny(({ status }, { body }) => {
      if (status !== 'contained') expect(body).not.toContain('no longer works');
    });
  });

  it('is a page’s by its subject exactly where a person must act', () => {
    forAny((incident, { subject }) =>
      expect(/^(NOT CONTAINED|PROTECTED)/.test(subject)).toBe(mustPage(incident)),
    );
  });

  it('holds no command with a word of others that a shell would act on', () => {
    forAny((_incident, { body }) => {
      for (const line of body.split('\n').filter(isCommand)) {
        expect(line).not.toMatch(/reboot/);
        expect(line.match(/'/g)?.length ?? 0).toSatisfy((quotes: number) => quotes % 2 === 0);
      }
    });
  });
});
