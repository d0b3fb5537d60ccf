import { expect, test } from 'vitest';
import { investigationMail } from '#lib/report/investigation-mail.ts';
import { action, bodyOf, context, first, found, key, made, row, source, unused } from './found.ts';

test('the whole mail reads like this', () => {
  const { subject, body } = investigationMail(found(), context);
  expect(subject).toBe(`Leaked key ${key}: 37 calls (5 failed), 2 change something, made 2 access keys`);
  expect(body.split('\n')).toEqual([
    `${key} made 37 calls (5 failed) in 2 regions between 2026-03-01T09:00:00Z and 2026-03-01T10:00:00Z.`,
    'Last call that succeeded: 2026-03-01T09:59:00Z, before containment (read back at 2026-03-01T10:00:05Z).',
    'Read to the end in 2 regions, from 2025-12-01T10:10:00Z on.',
    'CloudTrail runs about 5 minutes late: calls after 2026-03-01T10:05:00Z may be missing.',
    '',
    'Calls that change or issue something:',
    '  7  iam:CreateAccessKey  eu-west-1  -> 2 access keys, not named; 5 failed',
    '',
    'What now:',
    '  1. Look at each thing it made; stop or remove what is not yours.',
    '',
    'Calls that only read:',
    '  30  iam:ListUsers  us-east-1',
    '',
    'Used from:',
    '  37  198.51.100.7  aws-cli/2.15.0  between 2026-03-01T09:00:00Z and 2026-03-01T10:00:00Z',
    '',
    'Counted are calls signed with this key itself. Calls of sessions that it issued are not in these numbers, nor are data events (S3 objects, Lambda invocations, ...).',
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
  expect(subject).toBe(`Leaked key ${key}: INCOMPLETE, 37 calls (5 failed), 2 change something`);
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
  const changes = body.slice(body.indexOf('change or issue'), body.indexOf('only read'));
  expect(changes).toContain('iam:CreateUser');
  expect(changes).toContain('iam:Unknown');
  expect(body).toContain('3700  37 more kinds of calls');
});

test('what does not fit is summed, and the mail stays below 45 lines', () => {
  const many = <T>(make: (index: number) => T) => Array.from({ length: 60 }, (_, index) => make(index));
  const session = made('session token', 'GetSessionToken', [{}], 'sts');
  const role = made('role session', 'AssumeRole', [{ owner: { kind: 'role', name: 'r' } }], 'sts');
  const roles = made(
    'role',
    'CreateRole',
    many((index) => ({ id: `role-${index}` })),
  );
  const policies = made(
    'attached policy',
    'AttachUserPolicy',
    many((index) => ({ id: `arn:aws:iam::aws:policy/P${index}`, owner: { kind: 'user', name: 'a' } })),
  );
  const parts = [session, role, roles, policies];
  const body = bodyOf({
    coverage: many((index) => row(`region-${index}`, 'refused')),
    actions: [
      ...many((index) => action({ eventName: `Put${index}`, readOnly: false, events: 2, failed: 1 })),
      ...many((index) => action({ eventName: `Get${index}` })),
      ...parts.map((part) => part.action),
    ],
    made: parts.flatMap(({ things }) => things),
    sources: many((index) => source({ ip: `198.51.100.${index}`, events: 3 })),
  });
  expect(body.split('\n').length).toBeLessThan(45);
  expect(body).toContain('114  57 more kinds of calls');
  expect(body).toContain('57 failed');
  expect(body).toContain('168  56 more addresses');
  expect(body).toContain('and 7 more commands of these kinds');
});
