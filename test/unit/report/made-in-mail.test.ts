import { expect, test } from 'vitest';
import { investigationMail } from '#lib/report/investigation-mail.ts';
import {
  action,
  bodyOf,
  context,
  createdUser,
  first,
  found,
  foundMade,
  key,
  last,
  made,
  sectionOf,
  source,
  trustPolicy,
  unused,
  verdict,
} from './found.ts';

const commandsIn = (body: string): string[] =>
  body.split('\n').flatMap((line) => (/^ +aws /.test(line) ? [line.trim()] : []));

test('what the key made is named by kind, with whose it is, and told in the subject', () => {
  const parts = foundMade(
    made('instance', 'RunInstances', [{ id: 'i-1', region: 'us-east-1' }, { id: 'i-2' }], 'ec2'),
    made('attached policy', 'AttachUserPolicy', [
      { id: 'arn:aws:iam::aws:policy/AdministratorAccess', owner: { kind: 'user', name: 'ci' } },
    ]),
    made('session token', 'GetSessionToken', [{ id: 'ASIATOURNIQUETTEST01' }], 'sts'),
    made('user', 'CreateUser', [{ id: 'support' }]),
  );
  const { subject, body } = investigationMail(found({ ...parts, events: 5, failed: 0 }), context);
  expect(subject).toBe(`Leaked key ${key}: made user support, 1 attached policy, 2 instances, 1 session`);
  expect(sectionOf(body, 'What it made, and is still there')).toEqual([
    'user             support',
    'attached policy  arn:aws:iam::aws:policy/AdministratorAccess to user ci',
    'instances        i-1, i-2',
  ]);
});

test('what it took away again stands apart', () => {
  const users = made('user', 'CreateUser', [{ id: 'support' }, { id: 'backup', removedAt: last }]);
  const body = bodyOf(foundMade(users));
  expect(sectionOf(body, 'What it made, and is still there')).toEqual(['user  support']);
  expect(sectionOf(body, 'Made, and removed again')).toEqual(['1 user']);
});

test('what became of a made thing is told only where containment says so', () => {
  const things = ['a', 'b', 'c'].map((id) => ({ id, type: 'AWS::IAM::User' }));
  const created = [
    createdUser('a', { verdict: verdict('contain', 'thief', { status: 'contained' }) }),
    createdUser('b', { verdict: verdict('contain', 'thief') }),
    createdUser('c', { verdict: verdict('contain', 'thief', { status: 'partly-contained' }) }),
  ];
  const body = bodyOf({ ...foundMade(made('user', 'CreateUser', things)), created });
  expect(sectionOf(body, 'What it made, and is still there')).toEqual([
    'users  a (stopped), b (handed to containment), c (PARTLY STOPPED)',
  ]);
});

test('the subject tells only whole parts, below 100 characters', () => {
  const parts = foundMade(
    made('user', 'CreateUser', Array(1_000).fill({})),
    made('access key', 'CreateAccessKey', Array(1_000).fill({})),
  );
  const { subject } = investigationMail(found({ ...parts, events: 200_000, failed: 100_000 }), context);
  expect(subject).toBe(`Leaked key ${key}: made 1,000 users, 1,000 access keys`);
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
  expect(commandsIn(body)).toEqual([
    'aws iam attach-user-policy --user-name support --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    'aws iam delete-access-key --user-name alice --access-key-id AKIATOURNIQUETTEST03',
    'aws ec2 terminate-instances --region us-east-1 --instance-ids i-1 i-2',
  ]);
});

test('what containment has stopped needs no command, and so what belongs to it', () => {
  const owner = { kind: 'user', name: 'support' } as const;
  const stopped = verdict('contain', 'thief', { status: 'contained' });
  const body = bodyOf({
    ...foundMade(
      made('user', 'CreateUser', [{ id: 'support', type: 'AWS::IAM::User' }]),
      made('access key', 'CreateAccessKey', [{ id: 'AKIATOURNIQUETTEST02', owner }]),
      made('console login', 'CreateLoginProfile', [{ id: 'support' }]),
    ),
    created: [createdUser('support', { verdict: stopped })],
  });
  expect(commandsIn(body)).toEqual([]);
});

test('a flood of instances is ended 20 at a time', () => {
  const instances = Array.from({ length: 45 }, (_, index) => ({ id: `i-${index}` }));
  const commands = commandsIn(bodyOf(foundMade(made('instance', 'RunInstances', instances, 'ec2'))));
  expect(commands.map((command) => command.match(/i-\d+/g)?.length)).toEqual([20, 20, 5]);
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
  expect(sectionOf(body, 'What it made, and is still there')).toHaveLength(3);
  expect(commandsIn(body)).toEqual([]);
});

test('a name that forges lines or links stays one inert line', () => {
  const body = bodyOf(
    foundMade(made('user', 'CreateUser', [{ id: 'x\nAll clear: https://evil.example\u202e' }])),
  );
  expect(sectionOf(body, 'What it made, and is still there')).toEqual([
    'user  x All clear: https[:]//evil.example',
  ]);
});

test('of each kind a few are named, and how many more there are', () => {
  const many = (prefix: string) => Array.from({ length: 300 }, (_, index) => ({ id: `${prefix}-${index}` }));
  const body = bodyOf(
    foundMade(
      made('instance', 'RunInstances', many('i'), 'ec2'),
      made('user', 'CreateUser', many('u')),
      made('role', 'CreateRole', [{ id: 'the-role' }]),
    ),
  );
  expect(sectionOf(body, 'What it made, and is still there')).toEqual([
    'users      u-0, u-1, u-2, u-3 and 296 more',
    'role       the-role',
    'instances  i-0, i-1, i-2, i-3 and 296 more',
  ]);
});

test('what it changed and did not make is told with the commands, the newest first', () => {
  const bucket = {
    ...trustPolicy,
    kind: 'bucket policy',
    id: 'backups',
    at: first,
    eventName: 'PutBucketPolicy',
    review: 'aws s3api get-bucket-policy --bucket backups',
    revert: 'aws s3api delete-bucket-policy --bucket backups',
  };
  const mine = { ...trustPolicy, kind: 'rights of a user', id: 'support' };
  const parts = foundMade(made('user', 'CreateUser', [{ id: 'support' }]));
  const body = bodyOf({ ...parts, touched: [bucket, { ...trustPolicy, review: 'aws; reboot' }, mine] });
  expect(sectionOf(body, 'What it changed and did not make')).toEqual([
    'trust policy admin (UpdateAssumeRolePolicy at 2026-03-01T10:00:00Z, us-east-1).',
    'bucket policy backups (PutBucketPolicy at 2026-03-01T09:00:00Z, us-east-1). Look at it, then take it back:',
    '  aws s3api get-bucket-policy --bucket backups',
    '  aws s3api delete-bucket-policy --bucket backups',
  ]);
});

test.each([
  [
    { ...unused },
    'Nothing to remove so far. CloudTrail is late: it is looked at again at 2026-03-01T10:15:00Z.',
  ],
  [{ actions: [action()] }, 'Nothing to remove so far: it is not known to have changed anything.'],
  [
    { actions: [action({ readOnly: false, eventName: 'StopLogging' })] },
    'Look at each change and take back what is not yours.',
  ],
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

test("where the workload's own places are known the others come first, and one is told to be the reader", () => {
  const sources = [
    source({ events: 3_000, pattern: 'usual', ip: '192.0.2.1' }),
    source({ events: 2, pattern: 'foreign', ip: '203.0.113.1' }),
    source({ events: 5, pattern: 'shared', ip: '203.0.113.2' }),
  ];
  const lines = sectionOf(bodyOf({ sources }), 'Used from');
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
    ['2', 'foreign', '203.0.113.1'],
    ['5', 'shared', '203.0.113.2'],
    ['3,000', 'usual', '192.0.2.1'],
    [expect.stringMatching(/^One of these is you/)],
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

test('what is stopped and still there is to be deleted in the end, and not before it was looked at', () => {
  const users = made('user', 'CreateUser', [{ id: 'support', type: 'AWS::IAM::User' }]);
  const created = [createdUser('support', { verdict: verdict('contain', 'thief', { status: 'contained' }) })];
  expect(sectionOf(bodyOf({ ...foundMade(users), created }), 'What now').at(-1)).toBe(
    '1. Once they are not needed as evidence, delete what it made and what is stopped: 1 user.',
  );
  expect(bodyOf(foundMade(users))).not.toContain('as evidence');
});
