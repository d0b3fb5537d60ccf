import { describe, expect, it } from 'vitest';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { investigationText } from '#lib/report/investigation-text.ts';
import {
  action,
  createdUser,
  first,
  found,
  foundMade,
  issued,
  key,
  last,
  made,
  row,
  sectionOf,
  source,
  trustPolicy,
  unused,
  verdict,
} from './found.ts';

const textOf = (details: Partial<Investigation> = {}) => investigationText(found(details));
const [root] = found().credentials;
const lineage = root ? [root, issued('ASIAONE', { verdict: verdict('contain', 'thief') })] : [];

it('begins with what was done, by how many credentials and when, and with when the leak began', () => {
  const leak = { at: first, by: 'foreign-use' as const, why: 'first use from elsewhere' };
  const lines = textOf({ credentials: lineage, leak }).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    `${key} made 37 calls (5 failed) in 2 Regions between 2026-03-01T09:00:00Z and`,
    '  2026-03-01T10:00:00Z.',
    'The leak began at 2026-03-01T09:00:00Z (first use from elsewhere).',
    '1 credential came from it: 1 to be contained.',
  ]);
});

it('has only the sections that have something to tell', () => {
  expect(textOf().match(/^\S.*:$/gm)).toEqual([
    'What its calls amount to:',
    'Used from:',
    'What was read:',
    'Next:',
  ]);
});

it('says that a key was not found, and that it may be contained all the same', () => {
  const text = textOf({ ...unused, notes: [`No call of ${key} is in these records.`] });
  expect(text).toContain(`${key}: no call found between 2025-12-01T10:10:00Z and 2026-03-01T10:10:00Z.`);
  expect(sectionOf(text, 'Notes')).toEqual([`- No call of ${key} is in these records.`]);
  expect(sectionOf(text, 'Next')).toEqual([
    `1. Contain ${key}, if that is not done yet:`,
    `   npm run -s tourniquet -- contain ${key}`,
  ]);
});

it('draws the lineage and explains what its rules mean', () => {
  const waiting = issued('ASIATWO', { verdict: verdict('waits', 'cannot-tell') });
  const lines = sectionOf(textOf({ credentials: [...lineage, waiting] }), 'Lineage');
  expect(lines[0]).toBe(`${key}  key`);
  expect(lines).toContain('      never used; waiting for you (cannot-tell)');
  expect(lines.at(-1)).toBe(
    '(cannot-tell) its tool is used from ever changing places, so nobody can tell whose it is',
  );
});

it('tells what was made and stands apart from what was removed again', () => {
  const things = [
    { id: 'support', type: 'AWS::IAM::User' },
    { id: 'backup', removedAt: last },
  ];
  const text = textOf({
    ...foundMade(made('user', 'CreateUser', things)),
    created: [createdUser('support', { verdict: verdict('contain', 'thief') })],
  });
  expect(sectionOf(text, 'Made, and still there')).toEqual([
    'user  2026-03-01T09:00:00Z  to be contained  support',
  ]);
  expect(sectionOf(text, 'Made, and removed again')).toEqual(['user  2026-03-01T10:00:00Z    backup']);
});

it('tells what it changed with the commands to look at it', () => {
  expect(sectionOf(textOf({ touched: [trustPolicy] }), 'Changed, and not made by it')).toEqual([
    'trust policy admin (UpdateAssumeRolePolicy at 2026-03-01T10:00:00Z, us-east-1). Look at it:',
    '  aws iam get-role --role-name admin',
  ]);
});

it('tells each call once, by the worst that it amounts to, the Regions together', () => {
  const call = (eventName: string, effects: string[], more = {}) =>
    action({ eventName, events: 2, effects, ...more });
  const actions = [
    call('ListUsers', ['discovered']),
    call('GetSecretValue', ['read-data'], { eventSource: 'secretsmanager.amazonaws.com' }),
    call('GetSecretValue', ['read-data'], {
      eventSource: 'secretsmanager.amazonaws.com',
      region: 'eu-west-1',
      events: 3,
      failed: 1,
    }),
    call('CreateUser', ['changed'], { events: 1 }),
    call('ModifyImageAttribute', ['shared', 'changed'], { eventSource: 'ec2.amazonaws.com' }),
    call('DeleteUser', [], { failed: 2 }),
    call('Newest', ['of tomorrow']),
  ];
  const lines = sectionOf(textOf({ actions }), 'What its calls amount to');
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
    ['Shared outside', 'ec2:ModifyImageAttribute (2)'],
    ['Read data', 'secretsmanager:GetSecretValue (4)'],
    ['Changed', 'iam:CreateUser'],
    ['Only looked', 'iam:ListUsers (2)'],
    ['of tomorrow', 'iam:Newest (2)'],
    ['Tried in vain', 'iam:DeleteUser (2)'],
  ]);
});

it('tells techniques by tactic, in the order of an intrusion, with what was only tried', () => {
  const techniques = [
    {
      id: 'T1496.001',
      name: 'Resource Hijacking: Compute Hijacking',
      tactic: 'impact',
      events: 2,
      failed: 2,
    },
    {
      id: 'T1098.001',
      name: 'Account Manipulation: Additional Cloud Credentials',
      tactic: 'persistence',
      events: 3,
      failed: 1,
    },
    { id: 'T1136.003', name: 'Create Account: Cloud Account', tactic: 'persistence', events: 1 },
  ];
  expect(sectionOf(textOf({ techniques }), 'Techniques of ATT&CK')).toEqual([
    'Persistence  T1098.001 Additional Cloud Credentials (3, 1 failed), T1136.003 Cloud Account (1)',
    'Impact       T1496.001 Compute Hijacking (tried 2)',
  ]);
});

it('marks where the workload works, and tells the reader that one of these is he', () => {
  const sources = [
    source({ pattern: 'usual', ip: '192.0.2.1', first: '2026-01-01T09:00:00.000Z' }),
    source({ pattern: 'foreign' }),
  ];
  const lines = sectionOf(textOf({ sources }), 'Used from');
  expect(lines.slice(0, 2)).toEqual([
    '37  foreign  198.51.100.7  aws-cli/2.15.0  2026-03-01T09:00Z to 10:00Z',
    '37  usual    192.0.2.1     aws-cli/2.15.0  2026-01-01 to 2026-03-01',
  ]);
  expect(lines[2]).toMatch(/^One of these is you/);
});

it('tells failures, the quarantine of AWS and calls in its name', () => {
  const text = textOf({
    errors: [
      { code: 'AccessDenied', events: 1_200 },
      { code: 'Client.UnauthorizedOperation', events: 3 },
    ],
    quarantine: [
      { policy: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3', principal: 'ci', at: last },
    ],
    onBehalf: [
      {
        service: 'secretsmanager.amazonaws.com',
        eventSource: 'kms.amazonaws.com',
        eventName: 'Decrypt',
        events: 3,
      },
    ],
  });
  expect(text).toContain('Failures:\n  AccessDenied (1,200), Client.UnauthorizedOperation (3)\n');
  expect(text).toContain('  AWS attached AWSCompromisedKeyQuarantineV3 to ci at 2026-03-01T10:00:00Z.\n');
  expect(text).toContain('  3  kms:Decrypt  by secretsmanager.amazonaws.com\n');
});

describe('what was read', () => {
  it('is told per source, with what was not', () => {
    const coverage = [
      { ...row('us-east-1'), events: 40, oldest: first, newest: last },
      row('eu-west-1', 'refused'),
    ];
    const text = textOf({ coverage });
    expect(text).toContain('\nINCOMPLETE: eu-west-1 could not be read: refused\n');
    expect(sectionOf(text, 'What was read')).toEqual([
      'Read to the end from LookupEvents: 40 events, 2026-03-01T09:00:00Z to 2026-03-01T10:00:00Z,',
      'in us-east-1.',
      'eu-west-1 could not be read: refused',
      'CloudTrail runs about 5 minutes late: calls after 2026-03-01T10:05:00Z may be missing.',
    ]);
  });

  it('is, of files, only what they hold', () => {
    const coverage = [{ ...row('us-east-1'), source: 'files' as const, events: 1 }];
    expect(sectionOf(textOf({ coverage }), 'What was read').at(-1)).toBe(
      'Only what these files hold is told.',
    );
  });
});

it('ends with what to do next, each with a command that can be pasted', () => {
  const text = textOf({
    credentials: [
      ...lineage,
      issued('ASIATWO', { certain: false, verdict: verdict('waits', 'inferred') }),
      issued('ASIAOLD', { verdict: verdict('waits', 'older') }),
    ],
    touched: [trustPolicy],
    keepsDrawing: [
      {
        what: 'i-1 draws new sessions',
        by: key,
        command: 'aws ec2 terminate-instances --region us-east-1 --instance-ids i-1',
      },
    ],
    ...foundMade(made('user', 'CreateUser', [{ id: 'support' }])),
  });
  expect(sectionOf(text, 'Next')).toEqual([
    `1. Contain ${key}, if that is not done yet:`,
    `   npm run -s tourniquet -- contain ${key}`,
    '2. 1 came from the leak for certain. Contain it:',
    `   npm run -s tourniquet -- investigate ${key} --contain`,
    '3. Stop what draws new credentials (1 thing):',
    '   aws ec2 terminate-instances --region us-east-1 --instance-ids i-1',
    '4. 1 waits for you (the link to the leak is inferred: look at it before you contain it). Contain',
    '   what is not yours:',
    `   npm run -s tourniquet -- investigate ${key} --contain --also ASIATWO`,
    "5. 1 may be the workload's (it was issued before the leak began: it may be the workload's).",
    '   Contain one only if it is not, with --contain --also ID.',
    '6. Look at each thing it made; stop or remove what is not yours:',
    '   aws iam attach-user-policy --user-name support --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    '7. Look at 1 thing that it changed and did not make: see above.',
  ]);
});

it('tells once which files were not read whole, whatever Regions they are of', () => {
  const reason = 'not every file was read whole: trail/damaged.json.gz';
  const ofFile = (region: string, complete: boolean) => ({
    ...row(region),
    source: 'files' as const,
    complete,
  });
  const damaged = ['eu-west-1', 'us-east-1'].map((region) => ({ ...ofFile(region, false), reason }));
  const text = textOf({ coverage: damaged });
  expect(text.split('\n').filter((line) => line.includes('not every file'))).toEqual([
    `INCOMPLETE: ${reason}`,
    `  ${reason}`,
  ]);
  expect(sectionOf(text, 'What was read').at(-1)).toBe('Only what these files hold is told.');
});

it('says that no record of the files lies in the times asked for', () => {
  expect(sectionOf(textOf({ coverage: [] }), 'What was read')).toEqual([
    'No record lies in the times asked for.',
    'Only what these files hold is told.',
  ]);
});

it('does not ask to contain a key whose lineage is contained already, and keeps what was reported', () => {
  const leak = { at: first, by: 'report' as const, why: 'it was reported then' };
  const held = issued('ASIATWO', { verdict: { ...verdict('contain', 'thief'), incidentId: 'one' } });
  const next = sectionOf(textOf({ credentials: [...lineage, held], leak }), 'Next').join('\n');
  expect(next).not.toContain('if that is not done yet');
  expect(next).toContain(`investigate ${key} --reported ${first} --contain`);
});

it('names the folder of the incidents in each of its commands, where one was given', () => {
  const waits = issued('ASIAMAYBE', { certain: false, verdict: verdict('waits', 'inferred') });
  const due = issued('ASIADUE', { verdict: verdict('contain', 'thief') });
  const text = investigationText(found({ credentials: [...lineage, waits, due] }), '/tmp/incidents');
  const commands = text.split('\n').filter((line) => line.trim().startsWith('npm run'));
  expect(commands.map((line) => line.trim())).toEqual([
    `npm run -s tourniquet -- contain ${key} --state /tmp/incidents`,
    `npm run -s tourniquet -- investigate ${key} --state /tmp/incidents --contain`,
    `npm run -s tourniquet -- investigate ${key} --state /tmp/incidents --contain --also ASIAMAYBE`,
  ]);
});

it('counts made users and roles with what came from it: what is to be done counts them, too', () => {
  const due = issued('ASIADUE', { verdict: verdict('contain', 'thief') });
  const created = [createdUser('support', { verdict: verdict('contain', 'thief') })];
  const text = textOf({ credentials: [...lineage, due], created });
  expect(text).toMatch(/^2 credentials and 1 user or role came from it: 3 to be contained\.$/m);
  expect(sectionOf(text, 'Next').join('\n')).toContain('3 came from the leak for certain. Contain them:');
});
