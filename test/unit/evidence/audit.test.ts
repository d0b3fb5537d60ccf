import { describe, expect, it } from 'vitest';
import { auditOf } from '#lib/evidence/audit/audit.ts';
import { auditCsv } from '#lib/evidence/audit/audit-csv.ts';
import { noteEvidence } from '#lib/incident/evidence-record.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { noteMode } from '#lib/incident/mode-record.ts';
import { accountId, key, signal } from '#test/unit/containment/fake-account.ts';
import { incident, step } from '#test/unit/containment/incidents.ts';
import { emptyRecords } from '#test/unit/containment/records.ts';

const github = signal({
  id: 'github:acme/shop#7',
  source: 'github',
  certainty: 'proven',
  where: 'acme/shop: config/aws.env line 2',
  reportedAt: '2026-11-23T02:59:40.000Z',
});
const year = { since: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' };
const evidence = {
  where: 's3://b/p/',
  manifestSha256: 'a'.repeat(64),
  signed: true,
  at: '2026-11-24T00:00:00.000Z',
};

const audit = async (incidents: Incident[], records = emptyRecords(), span = year) =>
  auditOf(span, { incidents: { all: async () => incidents }, records: await records });

const rowOf = async (over: Partial<Incident>) => (await audit([incident(over)])).incidents[0];

describe('the row of an incident', () => {
  it('says when it was reported, off and denied, by whom it was asked for, and where the evidence lies', async () => {
    const records = await emptyRecords();
    await noteEvidence(records, `${key}-1`, 0, { ...evidence, where: 's3://b/first/' });
    await noteEvidence(records, `${key}-1`, 1, {
      ...evidence,
      silent: true,
      silentUntil: '2026-11-23T03:30:00.000Z',
    });
    await records.set('page', 'p', {
      incidentId: `${key}-1`,
      acknowledgedAt: '2026-11-23T03:04:00.000Z',
      acknowledgedBy: 'ann',
    });
    await records.set('page', 'other', { incidentId: 'other', acknowledgedAt: 'x', acknowledgedBy: 'bob' });
    const steps = [
      step('deactivate-key', 'done', { at: '2026-11-23T03:00:01.000Z' }),
      step('deny-user', 'done', { at: '2026-11-23T03:00:01.500Z' }),
    ];
    const manual = signal({ reason: 'seen on pastebin', override: ['protected'] });
    const found = await audit([incident({ steps, signals: [github, manual] })], Promise.resolve(records));
    expect(auditCsv(found)).toContain(',s3://b/first/ | s3://b/p/,');
    expect(found.incidents).toEqual([
      {
        incidentId: `${key}-1`,
        accessKeyId: key,
        accountId,
        principal: `arn:aws:iam::${accountId}:user/ci/deploy-bot`,
        sources: ['github', 'manual'],
        where: 'acme/shop: config/aws.env line 2',
        reportedAt: '2026-11-23T02:59:40.000Z',
        openedAt: '2026-11-23T03:00:00.000Z',
        keyOffAt: '2026-11-23T03:00:01.000Z',
        deniedAt: '2026-11-23T03:00:01.500Z',
        secondsToDenied: 22,
        silent: 'yes',
        silentUntil: '2026-11-23T03:30:00.000Z',
        mode: 'acted',
        approvals: [
          {
            what: 'asked-for',
            by: 'a person (manual:1)',
            at: '2026-11-23T03:00:00.000Z',
            reason: 'over protected; seen on pastebin',
          },
          { what: 'page-acknowledged', by: 'ann', at: '2026-11-23T03:04:00.000Z' },
        ],
        status: 'contained',
        reason: 'a long-term key of an IAM user',
        restoredAt: null,
        restoredBy: null,
        drill: false,
        evidence: [
          { look: 0, ...evidence, where: 's3://b/first/' },
          { look: 1, ...evidence },
        ],
        descendantOf: null,
      },
    ]);
  });

  it('claims no time for a step that failed or was only planned', async () => {
    const steps = [
      step('deactivate-key', 'failed'),
      step('deny-user', 'skipped'),
      step('bound-user', 'failed'),
    ];
    const { containedAt: _, ...failed } = incident({ steps, status: 'not-contained' });
    expect((await audit([failed])).incidents[0]).toMatchObject({
      keyOffAt: null,
      deniedAt: null,
      secondsToDenied: null,
      silent: null,
      mode: 'acted',
    });
    const planned = [step('deactivate-key', 'planned'), step('deny-user', 'planned')];
    expect(await rowOf({ steps: planned, status: 'observed' })).toMatchObject({
      keyOffAt: null,
      mode: 'observed',
    });
    expect(await rowOf({ steps: [], status: 'protected' })).toMatchObject({ deniedAt: null, mode: 'left' });
  });

  it('keeps the first containment where a later look did a step again', async () => {
    const steps = [step('deny-user', 'done', { at: '2026-11-23T03:20:00.000Z' })];
    expect(await rowOf({ steps })).toMatchObject({
      deniedAt: '2026-11-23T03:00:02.000Z',
      secondsToDenied: 2,
    });
  });

  it.each([
    [{ silent: true }, 'yes'],
    [{ silent: false, succeededAfter: 3 }, 'no'],
    [{ silent: false, succeededAfter: 0 }, 'not proved'],
    [{}, 'not proved'],
  ])('tells of %j as %s', async (silence, expected) => {
    const records = await emptyRecords();
    await noteEvidence(records, `${key}-1`, 0, { ...evidence, ...silence });
    expect((await audit([incident()], Promise.resolve(records))).incidents[0]?.silent).toBe(expected);
  });
});

it('lets no report that names a time to come make the answer come before the question', async () => {
  const row = await rowOf({ signals: [signal({ reportedAt: '2999-01-01T00:00:00.000Z' })] });
  expect(row?.reportedAt).toBe(incident().openedAt);
  expect(row?.secondsToDenied).toBeGreaterThanOrEqual(0);
});

describe('a drill', () => {
  const drill = signal({ reason: 'Drill of March' });
  const scanned = signal({ id: 's', source: 'scanner', where: 'drill: config/aws.env' });
  const lineage = signal({ id: 'l', source: 'lineage', descendantOf: `${key}-1` });

  it.each([
    ['every report says so', [drill, scanned], true],
    ['one report does not say so', [drill, github], false],
    ['GitHub’s report speaks of a folder called drill', [{ ...github, where: 'drill/aws.env' }], false],
    ['a scanner alone says so, who may be anybody', [scanned], false],
    ['a person’s reason names a folder called drill', [signal({ reason: 'drill/aws.env leaked' })], false],
    ['the word is part of another', [signal({ reason: 'drilling machine' })], false],
    ['nobody gave a reason', [signal()], false],
  ])('is one where %s: %j', async (_, signals, expected) => {
    expect((await rowOf({ signals }))?.drill).toBe(expected);
  });

  it('is one by a scanner’s word alone where AWS shows that the key is a canary’s', async () => {
    const userOf = (path: string): Incident['principal'] => ({
      kind: 'user',
      name: 'tourniquet-drill-1',
      arn: `arn:aws:iam::111122223333:user${path}tourniquet-drill-1`,
    });
    const canary = { signals: [scanned], principal: userOf('/tourniquet-drill/') };
    expect((await rowOf(canary))?.drill).toBe(true);
    expect((await rowOf({ ...canary, principal: userOf('/') }))?.drill).toBe(false);
    expect((await rowOf({ ...canary, principal: null }))?.drill).toBe(false);
    expect((await rowOf({ ...canary, signals: [scanned, github] }))?.drill).toBe(false);
  });

  it('has descendants that are part of it', async () => {
    const child = incident({ incidentId: 'child', descendantOf: `${key}-1`, signals: [lineage] });
    const orphan = incident({ incidentId: 'orphan', descendantOf: 'gone', signals: [lineage] });
    const self = incident({ incidentId: 'self', descendantOf: 'self', signals: [lineage] });
    const { incidents } = await audit([incident({ signals: [drill] }), child, orphan, self]);
    expect(incidents.map((row) => row.drill)).toEqual([true, true, false, false]);
  });
});

describe('the table', () => {
  it('holds what was opened in the span and the changes of mode in it, in the order of time', async () => {
    const records = await emptyRecords();
    await noteMode(records, { mode: 'observe', modes: [] }, '2025-12-31T00:00:00.000Z');
    const modes = [{ account: accountId, mode: 'observe' as const }];
    await noteMode(records, { mode: 'contain', modes }, '2026-06-01T00:00:00.000Z');
    const at = (openedAt: string) => incident({ openedAt, signals: [github] });
    const all = [
      at('2027-01-01T00:00:00.000Z'),
      at('2026-11-23T03:00:00.000Z'),
      at('2026-01-01T00:00:00.000Z'),
      at('2025-12-31T23:59:59.999Z'),
    ];
    const lines = auditCsv(await audit(all, Promise.resolve(records))).split('\r\n');
    expect(lines[0]).toBe(
      'record,at,incidentId,accessKeyId,accountId,principal,source,where,reportedAt,keyOffAt,deniedAt,secondsToDenied,silent,silentUntil,mode,approvedBy,status,reason,restoredAt,restoredBy,drill,evidence,manifestSha256,signed,descendantOf',
    );
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual([
      ['incident', '2026-01-01T00:00:00.000Z'],
      ['mode-change', '2026-06-01T00:00:00.000Z'],
      ['incident', '2026-11-23T03:00:00.000Z'],
      [''],
    ]);
    expect(lines[2]).toContain(`contain,,,observe for ${accountId} and every source,`);
    expect(lines.slice(0, -1).every((line) => line.split(',').length === 25)).toBe(true);
  });

  it('shows what a thief or a person wrote as text', async () => {
    const hostile = incident({
      restoredBy: '=HYPERLINK("http://evil.example","x")',
      reason: 'a,b\r\n"c"\u202e',
      signals: [signal({ where: '@SUM(1)\u001b[2J', reason: '-2+3' })],
    });
    const text = auditCsv(await audit([hostile]));
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain(`"'=HYPERLINK(""http[:]//evil.example"",""x"")"`);
    expect(text).toContain(`"a,b ""c"""`);
    expect(text).toContain(`,'@SUM(1),`);
  });
});
