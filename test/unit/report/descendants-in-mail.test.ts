import { describe, expect, it } from 'vitest';
import type { Status } from '#lib/incident/incident.ts';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import {
  bodyOf,
  context,
  createdUser,
  found,
  issued,
  key,
  role,
  sectionOf,
  trustPolicy,
  user,
  verdict,
} from './found.ts';

const [root] = found().credentials;
const withLineage = (...came: KnownCredential[]) => ({ credentials: root ? [root, ...came] : came });
const cameFrom = (body: string, number: number) => sectionOf(body, `What came from it (${number})`);

describe('what became of a descendant', () => {
  const session = (id: string, ...[what, rule, more]: Parameters<typeof verdict>) =>
    issued(id, { verdict: verdict(what, rule, more) });
  const word = (came: KnownCredential): string =>
    (cameFrom(bodyOf(withLineage(came)), 1)[0] ?? '').split('  ')[0] ?? '';

  it.each<[Status, string]>([
    ['contained', 'stopped'],
    ['partly-contained', 'PARTLY STOPPED'],
    ['not-contained', 'NOT STOPPED'],
    ['observed', 'observed only'],
    ['protected', 'PROTECTED'],
    ['not-ours', 'not ours'],
    ['restored', 'restored'],
  ])('is told by what its incident says: %s', (status, words) => {
    expect(word(session('ASIA1', 'contain', 'thief', { status }))).toBe(words);
    expect(word(session('ASIA1', 'waits', 'older', { status }))).toBe(words);
  });

  it.each([
    ['contain', 'thief', 'handed to containment'],
    ['waits', 'inferred', 'waiting for you'],
    ['covered', 'same-user', 'covered'],
    ['expired', 'ended', 'ended'],
    ['cannot', 'by-hand', 'by hand only'],
  ] as const)('without an incident is told as what is meant to happen: %s', (what, rule, words) => {
    expect(word(session('ASIA1', what, rule))).toBe(words);
  });

  it('is never called stopped where no status says so', () => {
    const body = bodyOf(
      withLineage(
        session('ASIA1', 'contain', 'thief', { incidentId: 'ASIA1-1' }),
        session('ASIA2', 'covered', 'same-session'),
        session('ASIA3', 'expired', 'ended', { status: 'contained' }),
      ),
    );
    expect(body).not.toMatch(/stopped|\bcontained\b/i);
  });
});

it('descendants are listed with what they are, how they were stopped, and the most pressing first', () => {
  const stopped = { status: 'contained' } as const;
  const body = bodyOf({
    ...withLineage(
      issued('ASIATHIEF', { verdict: verdict('contain', 'thief', stopped) }),
      issued('AKIAMADE', {
        kind: 'access-key',
        principal: user('support'),
        verdict: verdict('contain', 'thief', stopped),
      }),
      issued('ASIAOPEN', {
        principal: role('admin'),
        verdict: verdict('contain', 'thief', { status: 'not-contained', incidentId: 'ASIAOPEN-1' }),
      }),
      issued('ASIAMAYBE', { certain: false, verdict: verdict('waits', 'inferred') }),
    ),
    created: [createdUser('support', { verdict: verdict('contain', 'thief', stopped) })],
  });
  expect(cameFrom(body, 5)).toEqual([
    'NOT STOPPED      ASIAOPEN  role session of role admin (thief): incident ASIAOPEN-1',
    'waiting for you  ASIAMAYBE  role session of role deploy (thief): inferred',
    'stopped          ASIATHIEF  role session of role deploy (thief): its session is denied',
    'stopped          AKIAMADE  key of user support (thief): switched off',
    'stopped          support  user that it made: denied',
  ]);
  expect(body.split('\n').slice(0, 2)).toEqual([
    'STILL OPEN of what came from it: 1 NOT STOPPED, 1 waiting for you. See What now.',
    expect.stringContaining(`${key} made 37 calls`),
  ]);
});

it('the first line says through how many credentials it was done', () => {
  const body = bodyOf(
    withLineage(
      issued('ASIA1', { events: 3 }),
      issued('ASIA2'),
      issued('ASIA3', { events: 1, certain: false }),
    ),
  );
  expect(body).toMatch(new RegExp(`^${key} and 1 of the credentials that came from it made 37 calls`));
  expect(body).toContain('Counted are the calls of this credential, and of what came from it for certain.');
});

describe('what waits for a person', () => {
  const step = (body: string) => sectionOf(body, 'What now');

  it('has one command, with the ids and names that a shell takes as they are', () => {
    const body = bodyOf({
      ...withLineage(
        issued('ASIAMAYBE', { certain: false, verdict: verdict('waits', 'inferred') }),
        issued('$(reboot)', { verdict: verdict('waits', 'inferred') }),
      ),
      created: [
        createdUser('support', { verdict: verdict('waits', 'too-many') }),
        createdUser("x' --", { verdict: verdict('waits', 'too-many') }),
      ],
    });
    expect(step(body).slice(0, 2)).toEqual([
      '1. 4 wait for you (the link to the leak is inferred: look at it before you contain it; more than 10 users and roles, or sessions of one role, would be contained at once). Contain what is not yours, 2 of them like this:',
      `   npm run -s tourniquet -- investigate ${key} --contain --also ASIAMAYBE --also 'AWS::IAM::User support'`,
    ]);
  });

  it("is not asked about together with the workload's own sessions", () => {
    const body = bodyOf(
      withLineage(
        issued('ASIAOLD1', { verdict: verdict('waits', 'older') }),
        issued('ASIAOLD2', { verdict: verdict('waits', 'workload') }),
      ),
    );
    expect(step(body)[0]).toMatch(
      /^1\. 2 may be the workload's \(.*\)\. Contain one only if it is not, with --contain --also ID\.$/,
    );
    expect(body).not.toContain('--also ASIA');
  });

  it('is told with KEY in the command where only a user is known', () => {
    const body = bodyOf({
      accessKeyId: null,
      userName: 'ci',
      ...withLineage(issued('ASIAMAYBE', { verdict: verdict('waits', 'no-time') })),
    });
    expect(step(body)).toContain('   npm run -s tourniquet -- investigate KEY --contain --also ASIAMAYBE');
  });
});

it('what only a person can end comes with its command, and what could not be stopped with its incident', () => {
  const command =
    'aws iam update-service-specific-credential --user-name ci --service-specific-credential-id ACCA1 --status Inactive';
  const body = bodyOf(
    withLineage(
      issued('ASIAOPEN', {
        verdict: verdict('contain', 'thief', { status: 'partly-contained', incidentId: 'ASIAOPEN-1' }),
      }),
      issued('ACCA1', { kind: 'service-specific', verdict: verdict('cannot', 'by-hand', { command }) }),
      issued('ACCA2', {
        kind: 'service-specific',
        verdict: verdict('cannot', 'by-hand', { command: 'aws iam x; reboot' }),
      }),
    ),
  );
  expect(sectionOf(body, 'What now').slice(0, 3)).toEqual([
    '1. 1 is NOT stopped: act by hand, now (the mail of incident ASIAOPEN-1 says how).',
    '2. 2 can be ended by you alone (nothing of ours can end it):',
    `   ${command}`,
  ]);
  expect(body).not.toContain('reboot');
});

it('the deny on the user is to be kept as long as the last session lives that only it stops', () => {
  const token = (id: string, until: string) =>
    issued(id, { kind: 'session-token', until, verdict: verdict('covered', 'same-user') });
  const body = bodyOf(
    withLineage(token('ASIA1', '2026-03-01T22:00:00.000Z'), token('ASIA2', '2026-03-01T21:00:00.000Z')),
  );
  expect(body).toContain(
    'Keep the deny on the user until 2026-03-01T22:00:00Z: nothing else stops 2 sessions that it issued.',
  );
});

describe('compute that draws new credentials', () => {
  const what = 'i-1, which RunInstances started, draws new sessions of role web until it is stopped';
  const command = 'aws ec2 terminate-instances --region us-east-1 --instance-ids i-1';

  it('stands first, with the command', () => {
    const lines = bodyOf({}, { ...context, keepsDrawing: [{ what, command }] }).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      `NOT CONTAINED FOR GOOD: ${what}. Stop it:`,
      `  ${command}`,
      expect.stringContaining(`${key} made 37 calls`),
    ]);
  });

  it('is told without a command where there is none that can be pasted', () => {
    const body = bodyOf({}, { ...context, keepsDrawing: [{ what, command: 'stop it by hand' }] });
    expect(body).toContain(`${what}. Stop it by hand.\n`);
  });

  it('is taken from what was found where nobody else told it, and the third is only counted', () => {
    const keepsDrawing = ['a', 'b', 'c'].map((by) => ({ what: `${by} draws`, by }));
    const body = bodyOf({ keepsDrawing });
    expect(body).toContain('NOT CONTAINED FOR GOOD: b draws');
    expect(body).not.toContain('c draws');
    expect(body).toContain('and 1 more like this');
  });
});

it('what lives on in an account out of reach is for its owner, and no step once it has ended', () => {
  const elsewhere = (until?: string) =>
    issued('ASIAFAR', {
      accountId: '444455556666',
      verdict: verdict('contain', 'thief', { status: 'not-ours' }),
      ...(until && { until }),
    });
  const step = (...args: Parameters<typeof elsewhere>) =>
    sectionOf(bodyOf(withLineage(elsewhere(...args))), 'What now')[0];
  expect(step('2026-03-01T18:00:00.000Z')).toBe(
    '1. Out of reach from here, and may still work: ASIAFAR (role session of role deploy (thief) in account 444455556666, until 2026-03-01T18:00:00Z). Tell the owner of the account to end it, now.',
  );
  expect(step()).toContain('Out of reach from here');
  expect(step('2026-03-01T10:00:00.000Z')).not.toContain('Out of reach');
});

it('a trust policy is told with whom it let in, where the record tells', () => {
  const sharedWith = ['arn:aws:iam::999988887777:root', '*'];
  expect(
    sectionOf(bodyOf({ touched: [{ ...trustPolicy, sharedWith }] }), 'What it changed and did not make')[0],
  ).toBe(
    'trust policy admin (UpdateAssumeRolePolicy at 2026-03-01T10:00:00Z, us-east-1), which lets in arn:aws:iam::999988887777:root, EVERYBODY. Look at it:',
  );
});
