import { expect, test } from 'vitest';
import { investigationMail } from '#lib/report/investigation-mail.ts';
import {
  action,
  bodyOf,
  context,
  first,
  found,
  foundMade,
  key,
  last,
  made,
  source,
  unused,
} from './found.ts';

test('what the key made is named, with whose it is, and told in the subject', () => {
  const parts = foundMade(
    made('instance', 'RunInstances', [{ id: 'i-1', region: 'us-east-1' }, { id: 'i-2' }], 'ec2'),
    made('attached policy', 'AttachUserPolicy', [
      { id: 'arn:aws:iam::aws:policy/AdministratorAccess', owner: { kind: 'user', name: 'ci' } },
    ]),
    made('session token', 'GetSessionToken', [{ id: 'ASIATOURNIQUETTEST01' }], 'sts'),
    made('user', 'CreateUser', [{ id: 'support' }]),
  );
  const { subject, body } = investigationMail(found({ ...parts, events: 5, failed: 0 }), context);
  expect(subject).toBe(`Leaked key ${key}: 5 calls, 5 change something, made 1 user, 1 attached policy`);
  expect(body).toContain('1  iam:CreateUser        us-east-1  -> user support\n');
  expect(body).toContain('-> attached policy arn:aws:iam::aws:policy/AdministratorAccess to user ci\n');
  expect(body).toContain('-> instances i-1, i-2\n');
  expect(body).toContain('-> session token ASIATOURNIQUETTEST01\n');
});

test('the subject tells only whole parts, below 100 characters', () => {
  const parts = foundMade(
    made('user', 'CreateUser', Array(1_000).fill({})),
    made('access key', 'CreateAccessKey', Array(1_000).fill({})),
  );
  const { subject } = investigationMail(found({ ...parts, events: 200_000, failed: 100_000 }), context);
  expect(subject).toBe(`Leaked key ${key}: 200000 calls (100000 failed), 2000 change something`);
});

test('commands come with what they remove, and the deny on a made user stands for all that is of it', () => {
  const owner = { kind: 'user', name: 'support' } as const;
  const body = bodyOf(
    foundMade(
      made('user', 'CreateUser', [{ id: 'support' }]),
      made('access key', 'CreateAccessKey', [
        { id: 'AKIATOURNIQUETTEST02', owner },
        { id: 'AKIATOURNIQUETTEST03', owner: { kind: 'user', name: 'alice' } },
      ]),
      made('console login', 'CreateLoginProfile', [{ id: 'support' }]),
      made('instance', 'RunInstances', [{ id: 'i-1' }, { id: 'i-2' }, { id: 'i-3', removedAt: last }], 'ec2'),
    ),
  );
  expect(body.split('\n').filter((line) => line.startsWith('     '))).toEqual([
    '     aws iam attach-user-policy --user-name support --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    '     aws iam delete-access-key --user-name alice --access-key-id AKIATOURNIQUETTEST03',
    '     aws ec2 terminate-instances --region us-east-1 --instance-ids i-1 i-2',
  ]);
  expect(body).toContain('i-3 (removed again)');
});

test.each([
  '$(reboot)',
  "a';b",
  '-x',
  '--help',
  '=ls',
  'a b',
  '`id`',
  'a\nb',
  'www.evil.example',
  `x${'y'.repeat(120)}…`,
])('the name %j is shown but never part of a command', (id) => {
  const user = made('user', 'CreateUser', [{ id }]);
  const access = made('access key', 'CreateAccessKey', [{ id: 'A', owner: { kind: 'user', name: id } }]);
  const function_ = made('function', 'CreateFunction', [{ id: 'f', region: id }], 'lambda');
  const body = bodyOf(foundMade(user, access, { ...function_, action: { ...function_.action, region: id } }));
  expect(body).toContain('-> user ');
  expect(body).not.toContain('     aws');
});

test('a name that forges lines or links stays one inert line', () => {
  const body = bodyOf(
    foundMade(made('user', 'CreateUser', [{ id: 'x\nAll clear: https://evil.example\u202e' }])),
  );
  expect(body).toContain('-> user x All clear: https[:]//evil.example\n');
});

test('no more than 20 things are named, each kind of call gets its share', () => {
  const many = (prefix: string) => Array.from({ length: 300 }, (_, index) => ({ id: `${prefix}-${index}` }));
  const body = bodyOf(
    foundMade(
      made('instance', 'RunInstances', many('i'), 'ec2'),
      made('user', 'CreateUser', many('u')),
      made('role', 'CreateRole', [{ id: 'the-role' }]),
    ),
  );
  const rows = body.slice(0, body.indexOf('What now'));
  expect(rows.match(/\b[iu]-\d+/g)).toHaveLength(12);
  expect(rows).toContain('-> role the-role');
  expect(rows.match(/and 294 more/g)).toHaveLength(2);
});

test('what now tells of sessions that outlive the key, and which roles to look at', () => {
  const owner = { kind: 'role', name: 'arn:aws:iam::111122223333:role/admin' } as const;
  const body = bodyOf(
    foundMade(
      made('federation token', 'GetFederationToken', [{}, {}], 'sts'),
      made('role session', 'AssumeRole', [{ owner }, { owner }], 'sts'),
    ),
  );
  expect(body).toContain(
    '  1. 2 sessions it issued can live for up to 36 hours: keep the deny on the user, only that stops them.',
  );
  expect(body).toContain(
    `  2. Role sessions it issued outlive every deny on it, for up to 36 hours: IAM console, Revoke sessions of ${owner.name}.`,
  );
});

test.each([
  [{ ...unused }, 'Nothing to remove so far. CloudTrail is late'],
  [{ actions: [action()] }, 'Nothing to remove so far: it is not known to have changed anything.'],
  [{ actions: [action({ readOnly: false, eventName: 'StopLogging' })] }, 'Look at each change above'],
])('what now has a line for every case: %#', (details, line) => {
  expect(bodyOf(details)).toContain(`What now:\n  1. ${line}`);
});

test('addresses come with their agents, builds left out, most calls first', () => {
  const cli = 'aws-cli/2.15.0 md/awscrt#0.19 os/linux#6.1';
  const sources = [
    source({ ip: '203.0.113.1', events: 5, first: last, userAgent: '[Boto3/1.34.0 md/x]' }),
    source({ events: 4, last: first, userAgent: cli }),
    source({ events: 3, first: last, userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9 (+https://x)' }),
    source({ events: 2, userAgent: cli.replace('6.1', '5.0') }),
  ];
  const lines = bodyOf({ sources }).split('Used from:\n')[1]?.split('\n').slice(0, 2);
  expect(lines).toEqual([
    '  9  198.51.100.7  aws-cli/2.15.0 (6), Terraform/1.9 (3)  between 2026-03-01T09:00:00Z and 2026-03-01T10:00:00Z',
    '  5  203.0.113.1   Boto3/1.34.0                           at 2026-03-01T10:00:00Z',
  ]);
});

test('what a thief writes into its user agent cannot forge a line or a link', () => {
  const userAgent = 'x://evil.example\u001b[2K\u202e\n\nAll clear';
  const body = bodyOf({ sources: [source({ userAgent })] });
  expect(body).toContain('  37  198.51.100.7  x[:]//evil.example  between');
  expect(body).not.toContain('All clear');
});

test('unknown addresses and agents are told as unknown', () => {
  expect(bodyOf({ sources: [source({ ip: null, userAgent: null, first: null, last: null })] })).toContain(
    '37  address unknown  agent unknown',
  );
});
