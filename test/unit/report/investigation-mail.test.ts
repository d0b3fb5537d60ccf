import { expect, test } from 'vitest';
import type { ActionCount, SourceCount } from '#lib/investigation/activity.ts';
import type { Coverage } from '#lib/investigation/coverage.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { MadeThing } from '#lib/investigation/made-things.ts';
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
/** Rows of calls and the things that they made, as an investigation tells them. */
const made = (kind: string, eventName: string, things: Partial<MadeThing>[], eventSource = 'iam') => {
  const call = { eventSource: `${eventSource}.amazonaws.com`, eventName, region: 'us-east-1' };
  const number = things.length;
  return {
    action: action({ ...call, readOnly: false, events: number, made: { kind, number } }),
    things: things.map((thing): MadeThing => ({ kind, id: 'x', at: first, ...call, ...thing })),
  };
};
const foundMade = (...parts: ReturnType<typeof made>[]): Partial<Investigation> => ({
  actions: parts.map((part) => part.action),
  made: parts.flatMap(({ things }) => things),
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
    action({
      eventName: 'CreateAccessKey',
      readOnly: false,
      region: 'eu-west-1',
      events: 7,
      failed: 5,
      made: { kind: 'access key', number: 2 },
    }),
  ],
  created: [],
  sessions: [],
  made: [],
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
    '  1. 2 sessions it issued can live up to 36 hours: keep the deny on the user, only that stops them.',
  );
  expect(body).toContain(
    `  2. Role sessions it issued outlive every deny on it and can live up to 36 hours: IAM console, Revoke sessions of ${owner.name}.`,
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

const issued = (kind: 'role-session' | 'session-token', until: string) => ({
  id: 'ASIATOURNIQUETTEST02',
  kind,
  principal: 'admin',
  until,
});

test.each([
  ['2026-03-01T22:00:00.000Z', 'live until 2026-03-01T22:00:00Z at the latest: keep the deny on the user'],
  ['2026-03-01T10:00:00.000Z', '1 session it issued have expired.'],
])('sessions are told with when the last of them ends: %s', (until, words) => {
  const parts = foundMade(made('session token', 'GetSessionToken', [{}], 'sts'));
  const earlier = issued('session-token', '2026-03-01T09:30:00.000Z');
  expect(bodyOf({ ...parts, sessions: [issued('session-token', until), earlier] })).toContain(words);
});

test('role sessions are told by their own end', () => {
  const parts = foundMade(made('role session', 'AssumeRole', [{}], 'sts'));
  const sessions = [issued('session-token', last), issued('role-session', '2026-03-01T22:00:00.000Z')];
  expect(bodyOf({ ...parts, sessions })).toContain(
    'Role sessions it issued outlive every deny on it and live until 2026-03-01T22:00:00Z at the latest: IAM',
  );
  expect(bodyOf({ ...parts, sessions: [issued('role-session', last)] })).toContain('it issued have expired');
});

const temporary = 'ASIATOURNIQUETTEST01';

test('a leaked session is called one', () => {
  const { subject, body } = investigationMail(found({ accessKeyId: temporary }), context);
  expect(subject).toMatch(/^Leaked session ASIATOURNIQUETTEST01: 37 calls/);
  expect(body).toMatch(/^ASIATOURNIQUETTEST01 made 37 calls/);
});

const owner = { type: 'role-session', roleName: 'deploy', roleId: 'AROA1', sessionName: 'i-1' } as const;
const accountId = '111122223333';

test.each<[NonNullable<Investigation['owner']>, string, string]>([
  [
    { state: 'found', accountId, owner },
    'Leaked session ASIATOURNIQUETTEST01: 37 calls',
    'CloudTrail shows whose it is: session i-1 of role deploy (AROA1) of account 111122223333. Containment has it now and mails what came of it.',
  ],
  [
    { state: 'found', accountId, owner: { type: 'user', userName: 'ci' } },
    'Leaked session ASIATOURNIQUETTEST01: 37 calls',
    'CloudTrail shows whose it is: user ci of account 111122223333.',
  ],
  [
    {
      state: 'contradicted',
      holders: [
        { accountId, owner },
        { accountId, owner: { type: 'root' } },
      ],
    },
    'Leaked session ASIATOURNIQUETTEST01: OWNER UNCLEAR, 37 calls',
    'OWNER UNCLEAR: records of CloudTrail disagree (session i-1 of role deploy (AROA1) of account 111122223333; the root user of account 111122223333). Containment does not act on that: act by hand, now.',
  ],
  [
    { state: 'not-found' },
    'Leaked session ASIATOURNIQUETTEST01: owner not known yet, 37 calls',
    'Whose it is is NOT KNOWN yet, so nothing could be contained. It is looked for again for 36 hours.',
  ],
])('the mail says whose a session is, or that nobody knows: %j', (finding, start, line) => {
  const { subject, body } = investigationMail(found({ accessKeyId: temporary, owner: finding }), context);
  expect(subject.startsWith(start)).toBe(true);
  expect(body.split('\n')[1]).toContain(line);
});

test('of a user whose leaked key is not known the mail says that its own work is counted', () => {
  const { subject, body } = investigationMail(found({ accessKeyId: null, userName: 'ci', credentials: [] }), {
    incidentId: 'user-111122223333-ci-1',
  });
  expect(subject).toMatch(/^Reported user ci: 37 calls/);
  expect(body).toMatch(/^User ci made 37 calls \(5 failed\) in 2 regions between 2026-03-01T09:00:00Z and/);
  expect(body).toContain("Counted are the calls under the user's name, the user's own work among them.");
  expect(body).not.toContain('this key itself');
});

test('where nobody is named to look for, the mail says that nothing was read', () => {
  const coverage = [row('all-regions', 'the incident names neither a key nor a user')];
  const { subject, body } = investigationMail(
    found({ ...unused, accessKeyId: null, credentials: [], coverage }),
    { incidentId: 'i' },
  );
  expect(subject).toBe('Leaked credential: INCOMPLETE, no calls found so far');
  expect(body).toContain('all-regions: the incident names neither a key nor a user');
});
