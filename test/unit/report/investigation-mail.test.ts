import { expect, test } from 'vitest';
import type { ActionCount, SourceCount } from '#lib/investigation/activity.ts';
import type { Coverage } from '#lib/investigation/coverage.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { investigationMail } from '#lib/report/investigation-mail.ts';

const key = 'AKIATOURNIQUETTEST01';
const first = '2026-03-01T09:00:00.000Z';
const last = '2026-03-01T10:00:00.000Z';

const action = (details: Partial<ActionCount> = {}): ActionCount => ({
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  region: 'us-east-1',
  readOnly: true,
  events: 30,
  failed: 0,
  first,
  last,
  ...details,
});
const source = (details: Partial<SourceCount> = {}): SourceCount => ({
  ip: '198.51.100.7',
  userAgent: 'aws-cli/2.15.0',
  events: 37,
  first,
  last,
  ...details,
});
const row = (region: string, reason?: string): Coverage => ({
  region,
  source: 'lookup-events',
  complete: reason === undefined,
  events: 0,
  oldest: null,
  newest: null,
  ...(reason === undefined ? {} : { reason }),
});

const found = (details: Partial<Investigation> = {}): Investigation => ({
  accessKeyId: key,
  window: { from: '2025-12-01T10:10:00.000Z', to: '2026-03-01T10:10:00.000Z' },
  coverage: [row('us-east-1'), row('eu-west-1')],
  credentials: [
    {
      id: key,
      kind: 'access-key',
      issuedBy: null,
      via: null,
      issuedAt: null,
      principal: null,
      certain: true,
      why: '',
      events: 37,
      firstUsed: first,
      lastUsed: last,
    },
  ],
  events: 37,
  failed: 5,
  lastSucceeded: '2026-03-01T09:59:00.000Z',
  actions: [
    action(),
    action({ eventName: 'CreateAccessKey', readOnly: false, region: 'eu-west-1', events: 7, failed: 5 }),
  ],
  created: [],
  techniques: [],
  sources: [source()],
  notes: [],
  ...details,
});

const unused = { events: 0, failed: 0, lastSucceeded: null, actions: [], sources: [] };
const context = { incidentId: `${key}-1`, containedAt: '2026-03-01T10:00:05.000Z' };
const bodyOf = (details: Partial<Investigation> = {}, about = context) =>
  investigationMail(found(details), about).body;

test('the whole mail reads like this', () => {
  const { subject, body } = investigationMail(found(), context);
  expect(subject).toBe(`Leaked key ${key}: 37 calls (5 failed) in 2 regions`);
  expect(body.split('\n')).toEqual([
    `${key} made 37 calls (5 failed) in 2 regions between 2026-03-01T09:00:00Z and 2026-03-01T10:00:00Z.`,
    'Last call that succeeded: 2026-03-01T09:59:00Z, before containment (read back at 2026-03-01T10:00:05Z).',
    'Read to the end in 2 regions, from 2025-12-01T10:10:00Z on.',
    'CloudTrail is about 5 minutes late on average, more is possible: complete until 2026-03-01T10:05:00Z at best.',
    '',
    'Calls that change something:',
    '  7  iam:CreateAccessKey  eu-west-1  5 failed',
    '',
    'Calls that only read:',
    '  30  iam:ListUsers  us-east-1',
    '',
    'Used from:',
    '  37  198.51.100.7  aws-cli/2.15.0  between 2026-03-01T09:00:00Z and 2026-03-01T10:00:00Z',
    '',
    'Not in here: sessions that the key issued, and data events (S3 objects, Lambda invocations, ...).',
    `Incident ${key}-1`,
    '',
  ]);
});

test('a call that succeeded after containment is said loudly', () => {
  expect(bodyOf({ lastSucceeded: '2026-03-01T10:00:06.000Z' })).toContain('AFTER containment');
});

test('without a time of containment none is claimed', () => {
  const { body } = investigationMail(found(), { incidentId: 'i' });
  expect(body).toContain('containment has not been read back');
});

test('calls of which none is known to have succeeded are told so', () => {
  expect(bodyOf({ lastSucceeded: null })).toContain('None of them is known to have succeeded.');
});

test('regions that were not read stand in the subject and above the counts, with the reason', () => {
  const gap = { ...row('us-west-2', 'out of time'), events: 50, oldest: first };
  const coverage = [row('us-east-1'), row('eu-west-1', 'AccessDenied: an SCP'), gap];
  const { subject, body } = investigationMail(found({ coverage }), context);
  expect(subject).toBe(`Leaked key ${key}: INCOMPLETE, 37 calls (5 failed) in 2 regions`);
  const lines = body.split('\n');
  expect(lines.slice(2, 5)).toEqual([
    'INCOMPLETE: 1 of 3 regions read to the end. Not read:',
    '  eu-west-1: AccessDenied: an SCP',
    '  us-west-2: 50 calls back to 2026-03-01T09:00:00Z, then out of time',
  ]);
  expect(body).not.toContain('Read to the end in');
});

test('no calls is told as none found, not as none made', () => {
  const { subject, body } = investigationMail(found(unused), context);
  expect(subject).toBe(`Leaked key ${key}: no calls found so far`);
  expect(body.split('\n')[0]).toBe(
    `${key}: no call found between 2025-12-01T10:10:00Z and 2026-03-01T10:10:00Z.`,
  );
  expect(body).not.toContain('Used from');
  expect(body).not.toContain('succeeded');
});

test('a rare change is not hidden behind many reads, and an action that nobody classed counts as a change', () => {
  const reads = Array.from({ length: 40 }, (_, index) => action({ eventName: `List${index}`, events: 100 }));
  const rare = [
    action({ eventName: 'CreateUser', readOnly: false, events: 1 }),
    action({ eventName: 'Unknown', readOnly: null, events: 1 }),
  ];
  const body = bodyOf({ actions: [...reads, ...rare] });
  const changes = body.slice(body.indexOf('change something'), body.indexOf('only read'));
  expect(changes).toContain('iam:CreateUser');
  expect(changes).toContain('iam:Unknown');
  expect(body).toContain('3600  36 more kinds of calls');
});

test('what does not fit is summed, and the mail stays below 40 lines', () => {
  const many = <T>(make: (index: number) => T) => Array.from({ length: 60 }, (_, index) => make(index));
  const body = bodyOf({
    coverage: many((index) => row(`region-${index}`, 'refused')),
    actions: [
      ...many((index) => action({ eventName: `Put${index}`, readOnly: false, events: 2, failed: 1 })),
      ...many((index) => action({ eventName: `Get${index}` })),
    ],
    sources: many((index) => source({ ip: `198.51.100.${index}`, events: 3 })),
  });
  expect(body.split('\n').length).toBeLessThan(40);
  expect(body).toContain('106  53 more kinds of calls');
  expect(body).toContain('53 failed');
  expect(body).toContain('168  56 more');
});

test('what a thief writes into its user agent cannot forge a line or a link', () => {
  const userAgent = 'x\n\nAll clear: see https://evil.example\u001b[2K\u202e';
  const body = bodyOf({ sources: [source({ userAgent })] });
  expect(body).toContain('  37  198.51.100.7  x All clear: see https[:]//evil.example');
  expect(body.split('\n').filter((line) => line.startsWith('All clear'))).toEqual([]);
});

test('unknown addresses and agents are told as unknown', () => {
  expect(bodyOf({ sources: [source({ ip: null, userAgent: null, first: null, last: null })] })).toContain(
    '37  address unknown  agent unknown',
  );
});
