import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOpsItem } from '#infra/local/services/ops-item-input.ts';
import { findingRefused } from '#infra/local/services/securityhub/check-finding.ts';
import { findingOf } from '#lib/destinations/finding.ts';
import { incidentHtml, incidentText } from '#lib/destinations/incident-html.ts';
import { dedupOf, opsItemOf } from '#lib/destinations/ops-item.ts';
import { tellingOf } from '#lib/destinations/telling.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { ConfigError } from '#lib/platform/config-error.ts';
import { readAddresses } from '#lib/platform/mail-addresses.ts';
import { hostile, incidents } from '#test/unit/containment/any-incident.ts';
import { accountId } from '#test/unit/containment/fake-account.ts';
import { callOf, user } from '#test/unit/local/services/rig.ts';
import { secret, secretEverywhere } from './secrets.ts';
import { tags, tagsIn } from './tags.ts';

const runs = { numRuns: process.env['LONG'] ? 3_000 : 150 };
const region = 'eu-west-1';
const ways = { restoreFunction: 'tourniquet-restore', region, account: accountId };
const updatedAt = '2026-11-23T03:00:05.000Z';

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => [key, ...textsIn(held)]);
};

/** No controls but the line breaks of a text of several lines, nothing invisible, nothing that turns its direction. */
const expectInert = (document: unknown): void => {
  for (const text of textsIn(document))
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u);
};

const itemOf = (incident: Incident) => {
  const item = opsItemOf(incident, tellingOf(incident, ways), 's3://evidence/report.html');
  return { ...item, OperationalData: { ...item.OperationalData, ...dedupOf(incident) } };
};

const mailOf = (incident: Incident) => {
  const telling = tellingOf(incident, ways);
  const { subject } = telling;
  return {
    subject,
    text: incidentText(telling),
    html: incidentHtml(incident, telling, 's3://e/report.html'),
  };
};

const importedOf = (incident: Incident) =>
  findingOf(incident, tellingOf(incident, ways), { accountId, region, updatedAt });

describe('whatever strangers chose', () => {
  it('an OpsItem is one that OpsCenter takes, and text', () => {
    fc.assert(
      fc.property(incidents, (incident) => {
        const item = itemOf(incident);
        checkOpsItem({ ...item, Source: 'tourniquet' }, ['Title', 'Description', 'Source']);
        expectInert(item);
        // Nothing in it ends the block of code, in which Markdown is plain text.
        expect(item.Description.match(/```/g)).toHaveLength(2);
        expect(item.Description).toMatch(/^```\n[\s\S]*\n```$/);
      }),
      runs,
    );
  });

  it('a finding is one that Security Hub takes, and text', () => {
    const call = callOf('securityhub', 'BatchImportFindings', { caller: user(accountId), region });
    fc.assert(
      fc.property(incidents, (incident) => {
        const finding = importedOf(incident);
        expect(findingRefused(finding, call)).toBeUndefined();
        expectInert(finding);
      }),
      runs,
    );
  });

  it('an HTML mail has a subject of one line, and no markup but its own', () => {
    fc.assert(
      fc.property(incidents, (incident) => {
        const mail = mailOf(incident);
        expect(mail.subject).toMatch(/^[ -~]{1,99}$/);
        expectInert(mail);
        for (const tag of tagsIn(mail.html)) expect(tags).toContain(tag);
        for (const [, href = ''] of mail.html.matchAll(/href="([^"]*)"/g))
          expect(href).toMatch(/^https:\/\/[^"<>]+$/);
        expect(mail.html).not.toMatch(/<(?!!DOCTYPE|\/?[a-z])/);
        expect(mail.html.length).toBeLessThan(60_000);
      }),
      runs,
    );
  });

  it('no setting for a sender or a receiver begins another header or another receiver', () => {
    const text = fc.oneof(
      hostile,
      fc.constantFrom('a@example.com', 'b@example.com').chain((to) => hostile.map((more) => `${to}${more}`)),
    );
    fc.assert(
      fc.property(text, (setting) => {
        let read: string[];
        try {
          read = readAddresses('TOURNIQUET_SES_TO', setting);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          return;
        }
        for (const address of read) expect(address).toMatch(/^[^\s<>",;:@]+@[A-Za-z0-9.-]+$/);
      }),
      runs,
    );
  });

  it('a secret in any text of an incident is in none of them', () => {
    fc.assert(
      fc.property(incidents, (incident) => {
        const planted = secretEverywhere(incident);
        for (const told of [itemOf(planted), importedOf(planted), mailOf(planted)])
          expect(JSON.stringify(told)).not.toContain(secret);
      }),
      runs,
    );
  });
});
