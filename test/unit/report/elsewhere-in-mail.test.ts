import { describe, expect, it } from 'vitest';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import { summaryOf } from '#lib/investigation/changes.ts';
import type { Told } from '#lib/investigation/look-once.ts';
import { mailOf } from '#lib/report/tell-look.ts';
import { context, found, key } from './found.ts';

const outcome = (more: Partial<DestinationOutcome>): DestinationOutcome => ({
  destination: 'security-hub',
  outcome: 'failed',
  reason: 'AccessDenied: not authorized to perform securityhub:BatchImportFindings',
  status: 'contained',
  at: context.containedAt,
  ...more,
});
const done = outcome({ outcome: 'done', reference: 'arn:x' });
const told = (more: Partial<Told>): Told => ({
  incidentId: `${key}-1`,
  incident: undefined,
  found: found(),
  look: 0,
  before: undefined,
  nextLookAt: context.nextLookAt,
  ...more,
});
const bodyOf = (more: Partial<Told>) => mailOf(told(more))?.body ?? '';
const place = 's3://acme-evidence/tourniquet/AKIATOURNIQUETTEST01-1/look-0/';

describe('the report', () => {
  it('says where the incident could not be told, with the reason, and nothing of where it was', () => {
    const github = outcome({ destination: 'github', outcome: 'refused', reason: 'dismissal is delegated' });
    const body = bodyOf({ destinations: [outcome({}), github, outcome({ ...done, destination: 'chat' })] });
    expect(body).toContain(
      'NOT TOLD to Security Hub: AccessDenied: not authorized to perform securityhub:BatchImportFindings.\n',
    );
    expect(body).toContain('NOT TOLD to GitHub: dismissal is delegated. A person has to do it there.\n');
    expect(body).not.toContain('the chat');
  });

  it('names three of many, and how many more there are', () => {
    const all = (['event-bus', 'github', 'ops-center', 'security-hub', 'chat'] as const).map((destination) =>
      outcome({ destination, reason: 'x'.repeat(10_000) }),
    );
    const body = bodyOf({ destinations: all });
    expect(body.match(/NOT TOLD/g)).toHaveLength(2);
    expect(body).toContain('and 3 more places where it could not be told');
    expect(Math.max(...body.split('\n').map((line) => line.length))).toBeLessThan(400);
  });

  it('says where page and evidence lie, or why they could not be kept', () => {
    expect(bodyOf({ evidence: place })).toContain(`\nPage and evidence: ${place}\n`);
    expect(bodyOf({})).not.toContain('evidence');
    const failed = bodyOf({ evidenceFailed: 's3:PutObject: AccessDenied' });
    expect(failed).toContain('evidence NOT KEPT WHOLE: s3:PutObject: AccessDenied.\n');
    expect(bodyOf({ evidence: 'https://evil.example/\u202e' })).toContain('https[:]//evil.example/\n');
  });
});

describe('a later mail', () => {
  const later = (now: Partial<Told>, before: Parameters<typeof summaryOf>[1] = {}) =>
    mailOf(told({ look: 2, before: summaryOf(found(), before), ...now }));

  it('comes where that it could not be told is the only news', () => {
    const mail = later({ destinations: [outcome({})], evidence: place });
    expect(mail?.subject).toBe(`Leaked key ${key}: NOT TOLD to Security Hub`);
    expect(mail?.body).toContain('NOT TOLD to Security Hub: AccessDenied');
    expect(mail?.body).toContain(`\nPage and evidence: ${place}\n`);
    expect(later({ evidenceFailed: 'no such bucket' })?.subject).toBe(
      `Leaked key ${key}: evidence NOT KEPT WHOLE`,
    );
  });

  it('does not come where people know that, or where it could be told', () => {
    expect(later({ destinations: [outcome({})] }, { destinations: [outcome({})] })).toBeUndefined();
    expect(later({ evidenceFailed: 'still' }, { evidenceFailed: 'no such bucket' })).toBeUndefined();
    expect(later({ destinations: [done] })).toBeUndefined();
    expect(later({ destinations: [done] }, { destinations: [outcome({})] })).toBeUndefined();
  });

  it('names only what newly failed', () => {
    const chat = outcome({ destination: 'chat', reason: 'NotFound' });
    const body = later({ destinations: [outcome({}), chat] }, { destinations: [outcome({})] })?.body;
    expect(body).toContain('NOT TOLD to the chat: NotFound.');
    expect(body).not.toContain('Security Hub');
  });
});
