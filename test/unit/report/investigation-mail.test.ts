import { expect, test } from 'vitest';
import { investigationMail } from '#lib/report/investigation-mail.ts';
import {
  action,
  bodyOf,
  context,
  createdUser,
  first,
  found,
  issued,
  key,
  made,
  row,
  sectionOf,
  source,
  trustPolicy,
  unused,
  verdict,
} from './found.ts';

const worst = 'What it did, the worst first';

test('the whole mail reads like this', () => {
  const { subject, body } = investigationMail(found(), context);
  expect(subject).toBe(`Leaked key ${key}: made 2 access keys, 37 calls (5 failed)`);
  expect(body.split('\n')).toEqual([
    `${key} made 37 calls (5 failed) in 2 Regions between 2026-03-01T09:00:00Z and 2026-03-01T10:00:00Z.`,
    'Last call that succeeded: 2026-03-01T09:59:00Z, before containment (read back at 2026-03-01T10:00:05Z).',
    '',
    'What it did, the worst first:',
    '  Changed      iam:CreateAccessKey (2) -> 2 access keys',
    '  Only looked  iam:ListUsers (30)',
    '',
    'What it made, and is still there:',
    '  not named in the records: 2 access keys',
    '',
    'Used from:',
    '  37  198.51.100.7  aws-cli/2.15.0  between 2026-03-01T09:00:00Z and 2026-03-01T10:00:00Z',
    '',
    'Up to when this is known:',
    '  Read to the end: 2 Regions, from 2025-12-01T10:10:00Z to 2026-03-01T10:10:00Z.',
    '  CloudTrail runs about 5 minutes late: calls after 2026-03-01T10:05:00Z may be missing. It is looked at again at 2026-03-01T10:15:00Z.',
    '',
    'What now:',
    '  1. Look at each thing it made; stop or remove what is not yours.',
    '',
    'Counted are the calls of this credential. Data events (S3 objects, Lambda invocations, ...) are not in these numbers.',
    `Incident ${key}-1`,
    '',
  ]);
});

test('a call that succeeded after containment is said loudly', () => {
  expect(bodyOf({ lastSucceeded: '2026-03-01T10:00:06.000Z' })).toContain('AFTER containment');
});

test('without a time of containment none is claimed', () => {
  const { body } = investigationMail(found(), { incidentId: 'i', look: 0 });
  expect(body).toContain('containment has not been read back');
});

test('calls of which none is known to have succeeded are told so', () => {
  expect(bodyOf({ lastSucceeded: null })).toContain('None of them is known to have succeeded.');
});

test('when the leak began is told with how that is known', () => {
  const leak = { at: first, by: 'report' as const, why: 'it was reported then' };
  expect(bodyOf({ leak })).toContain('The leak began at 2026-03-01T09:00:00Z (it was reported then).');
  const unknown = { at: null, by: 'unknown' as const, why: 'no report was named' };
  expect(bodyOf({ leak: unknown })).toContain('When the leak began is not known (no report was named).');
});

test('a Region that could not be read is named in the first line, and in the subject', () => {
  const coverage = [row('us-east-1'), row('eu-west-1', 'AccessDenied: an SCP')];
  const { subject, body } = investigationMail(found({ coverage }), context);
  expect(subject).toBe(`Leaked key ${key}: INCOMPLETE, made 2 access keys, 37 calls (5 failed)`);
  expect(body.split('\n')[0]).toBe('INCOMPLETE: eu-west-1 could not be read: AccessDenied: an SCP');
  expect(body).not.toContain('Read to the end');
});

test('several such Regions are named below it, each with its reason', () => {
  const gap = { ...row('us-west-2', 'out of time'), events: 50, oldest: first };
  const others = ['ap-south-1', 'ap-south-2', 'sa-east-1'].map((region) => row(region, 'refused'));
  const coverage = [row('us-east-1'), row('eu-west-1', 'AccessDenied: an SCP'), gap, ...others];
  expect(bodyOf({ coverage }).split('\n').slice(0, 5)).toEqual([
    'INCOMPLETE: 5 of 6 Regions could not be read to the end:',
    '  eu-west-1 could not be read: AccessDenied: an SCP',
    '  us-west-2 was read only back to 2026-03-01T09:00:00Z (50 calls): out of time',
    '  ap-south-1 could not be read: refused',
    '  and ap-south-2, sa-east-1',
  ]);
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
  expect(sectionOf(bodyOf({ actions: [...reads, ...rare] }), worst)).toEqual([
    'Changed      iam:CreateUser, iam:Unknown',
    expect.stringMatching(/^Only looked {2}iam:List0 \(100\), iam:List1 \(100\), /),
    expect.stringMatching(/^ {13}iam:List5 \(100\), .* and 32 more$/),
  ]);
});

test('what does not fit is summed, and the mail stays below 60 lines', () => {
  const many = <T>(make: (index: number) => T) => Array.from({ length: 60 }, (_, index) => make(index));
  const roles = made(
    'role',
    'CreateRole',
    many((index) => ({ id: `role-${index}` })),
  );
  const body = bodyOf({
    coverage: many((index) => row(`region-${index}`, 'refused')),
    credentials: [...found().credentials, ...many((index) => issued(`ASIA${index}`, { events: 1 }))],
    created: many((index) => createdUser(`user-${index}`, { verdict: verdict('waits', 'too-many') })),
    touched: many((index) => ({ ...trustPolicy, id: `role-${index}-of-them` })),
    keepsDrawing: many((index) => ({ what: `i-${index} draws`, by: key })),
    actions: [
      ...many((index) => action({ eventName: `Put${index}`, readOnly: false, events: 2, failed: 1 })),
      ...many((index) => action({ eventName: `Get${index}` })),
      roles.action,
    ],
    made: roles.things,
    sources: many((index) => source({ ip: `198.51.100.${index}`, events: 3 })),
  });
  expect(body.split('\n').length).toBeLessThan(60);
  expect(sectionOf(body, 'What came from it (120)').at(-1)).toMatch(
    /^and 11\d more: 5\d waiting for you, 60 not decided$/,
  );
  expect(sectionOf(body, worst)[0]).toMatch(/^Changed {6}iam:CreateRole \(60\) -> 60 roles, iam:Put0, /);
  expect(sectionOf(body, 'Used from').at(-1)).toMatch(/^(and )?\d\d (more )?addresses with 1\d\d calls$/);
});
