import { describe, expect, it } from 'vitest';
import { changesSince, silenceOf, summaryOf } from '#lib/investigation/changes.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { changesMail, type InvestigationMailContext } from '#lib/report/investigation-mail.ts';
import {
  action,
  context,
  createdUser,
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
  verdict,
} from './found.ts';

const [root] = found().credentials;
const withLineage = (...came: ReturnType<typeof issued>[]) => ({
  credentials: root ? [root, ...came] : came,
});
const { nextLookAt: _, ...lastContext } = { ...context, look: 4 };

const mail = (
  before: Partial<Investigation>,
  now: Partial<Investigation>,
  about: InvestigationMailContext = { ...context, look: 2 },
) => changesMail(changesSince(summaryOf(found(before)), found(now)), found(now), about);

/** The mail of the last look, when nothing was found that the one before had not found. */
const closing = (now: Partial<Investigation>, contained = true) =>
  mail(
    now,
    now,
    contained
      ? { ...lastContext, silent: silenceOf(found(now), context.containedAt) }
      : { incidentId: 'i', look: 4 },
  );

it('there is none where nothing changed', () => {
  expect(mail({}, {})).toBeUndefined();
});

it('there is none where the contained key was only refused again', () => {
  expect(mail({}, { events: 40, failed: 8 })).toBeUndefined();
});

it('tells only what changed, in its subject and its first line too', () => {
  const old = issued('ASIAOLD', { verdict: verdict('contain', 'thief', { status: 'contained' }) });
  const next = issued('ASIANEW', { events: 2, verdict: verdict('contain', 'thief') });
  const { subject, body } = mail(withLineage(old), { ...withLineage(old, next), events: 41 }) ?? {};
  expect(subject).toBe(`Leaked key ${key}: 1 new credential, 4 more calls that succeeded`);
  expect(body?.split('\n')).toEqual([
    'Look 3. Since the last one, which knew what was recorded up to 2026-03-01T10:10:00Z: 1 new credential, 4 more calls that succeeded.',
    '',
    'New credentials:',
    '  handed to containment  ASIANEW  role session of role deploy (thief): AssumeRole at 2026-03-01T09:00:00Z; 2 calls',
    '',
    'Only what changed is told here. It is looked at again at 2026-03-01T10:15:00Z.',
    'Counted so far: 41 calls. Incident AKIATOURNIQUETTEST01-1',
    '',
  ]);
});

describe('each kind of change', () => {
  const body = (before: Partial<Investigation>, now: Partial<Investigation>) => mail(before, now)?.body ?? '';
  const user = made('user', 'CreateUser', [{ id: 'support', type: 'AWS::IAM::User' }]).things;

  it('has its lines: what was made, with the command to stop it', () => {
    const text = body({}, { made: user });
    expect(sectionOf(text, 'Newly made')).toEqual(['user  support']);
    expect(sectionOf(text, 'What now')).toEqual([
      '1. Look at each thing it made; stop or remove what is not yours:',
      '   aws iam attach-user-policy --user-name support --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    ]);
  });

  it('has its lines: what became of credentials and made things', () => {
    const was = issued('ASIAONE', { verdict: verdict('contain', 'thief', { status: 'not-contained' }) });
    const now = issued('ASIAONE', { verdict: verdict('contain', 'thief', { status: 'contained' }) });
    const text = body(
      {
        ...withLineage(was),
        made: user,
        created: [createdUser('support', { verdict: verdict('waits', 'older') })],
      },
      {
        ...withLineage(now),
        made: user,
        created: [createdUser('support', { verdict: verdict('waits', 'older', { status: 'observed' }) })],
      },
    );
    const lines = sectionOf(text, 'What became of others');
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['observed only', 'user support', 'was: waiting for you'],
      ['stopped', 'ASIAONE (role session of role deploy (thief))', 'was: NOT STOPPED'],
    ]);
  });

  it('has its lines: what was changed, removed, came late, is read now, was tried', () => {
    const technique = { id: 'T1098', name: 'Account Manipulation', tactic: 'persistence', events: 1 };
    const text = body(
      { made: user, coverage: [row('eu-west-1', 'refused')], sources: [], actions: [] },
      {
        made: user.map((thing) => ({ ...thing, removedAt: last })),
        coverage: [row('eu-west-1')],
        touched: [trustPolicy],
        techniques: [technique],
        actions: [action({ events: 3 })],
        sources: [source()],
      },
    );
    expect(sectionOf(text, 'Newly changed')[1]).toBe('  aws iam get-role --role-name admin');
    expect(sectionOf(text, 'Removed again')).toEqual(['user  support']);
    expect(sectionOf(text, 'Arrived late, or not known before to be of the leak')).toEqual([
      '3  iam:ListUsers  us-east-1',
    ]);
    expect(sectionOf(text, 'Read now, and not before')).toEqual(['eu-west-1']);
    expect(sectionOf(text, 'New techniques')).toEqual(['Persistence  T1098 Account Manipulation (1)']);
    expect(sectionOf(text, 'New addresses')[0]).toContain('198.51.100.7');
  });

  it('has its first lines: a Region that cannot be read any more', () => {
    const text = body({ coverage: [row('eu-west-1')] }, { coverage: [row('eu-west-1', 'out of time')] });
    expect(text.split('\n')[0]).toBe('INCOMPLETE: eu-west-1 could not be read: out of time');
  });

  it('has its line: whose it is, once that is known', () => {
    const owner = {
      state: 'found',
      accountId: '111122223333',
      owner: { type: 'user', userName: 'ci' },
    } as const;
    expect(body({ owner: { state: 'not-found' } }, { owner })).toContain(
      'CloudTrail shows whose it is: user ci',
    );
    expect(mail({ owner }, { owner })).toBeUndefined();
  });

  it('is loud: a call that succeeded after containment stands first, in the subject as well', () => {
    const example = { credential: 'ASIAONE', eventName: 'CreateUser', region: 'us-east-1', at: last };
    const after = { at: context.containedAt, succeeded: 2, examples: [example] };
    const { subject, body: text } = mail({}, { after, events: 39 }) ?? {};
    expect(subject).toBe(`AFTER CONTAINMENT 2 calls succeeded: Leaked key ${key}`);
    expect(text?.split('\n').slice(0, 2)).toEqual([
      'AFTER CONTAINMENT at 2026-03-01T10:00:05Z 2 calls succeeded that the last look did not know.',
      '  CreateUser by ASIAONE in us-east-1 at 2026-03-01T10:00:00Z',
    ]);
  });
});

describe('the mail of the last look', () => {
  it('comes although nothing changed, and says how far silence is proved', () => {
    const { subject, body } =
      closing({ coverage: Array.from({ length: 17 }, (_, n) => row(`r-${n}`)) }) ?? {};
    expect(subject).toBe(`Leaked key ${key}: silent since containment, investigation closed`);
    expect(body?.split('\n')).toEqual([
      'SILENT. No successful call by the credential since containment, from 2026-03-01T10:00:06Z on.',
      'Read to the end in 17 Regions, up to 2026-03-01T10:05:00Z (CloudTrail is late: later calls may be missing).',
      'Not in this: data events (S3 objects, Lambda invocations, DynamoDB items and others).',
      'Look 5. Since the last one, which knew what was recorded up to 2026-03-01T10:10:00Z: nothing new.',
      '',
      'This was the last look: nobody looks any more at what the credential does.',
      `Counted so far: 37 calls. Incident ${key}-1`,
      '',
    ]);
  });

  it('does not forget what nobody has stopped or removed', () => {
    const line = 'STILL THERE of what it made, as far as is known, and not stopped: 2 instances.\n';
    const instances = foundMade(
      made('instance', 'RunInstances', [{ id: 'i-1' }, { id: 'i-2' }, { id: 'i-3', removedAt: last }], 'ec2'),
    );
    expect(closing(instances)?.body).toContain(line);
    expect(closing({})?.body).not.toContain('STILL THERE');
  });

  it('names the credentials that it holds for by their number, and what of them is still open', () => {
    const { subject, body } =
      closing(
        withLineage(
          issued('ASIAONE', { verdict: verdict('contain', 'thief', { status: 'contained' }) }),
          issued('ASIATWO', { verdict: verdict('waits', 'cannot-tell') }),
          issued('ASIAOLD', { verdict: verdict('waits', 'older') }),
        ),
      ) ?? {};
    expect(body).toContain('No successful call by any of the 4 credentials since containment');
    expect(body).toContain('STILL OPEN of what came from it: 1 waiting for you.\n');
    expect(subject).toBe(
      `Leaked key ${key}: silent since containment, investigation closed, 1 waiting for you`,
    );
  });

  it('says that silence is not proved where a Region was not read, with each time it was read up to', () => {
    const files = { ...row('us-west-2'), source: 'files' as const, newest: last };
    const { subject, body } =
      closing({ coverage: [row('us-east-1'), files, row('eu-west-1', 'refused')] }) ?? {};
    expect(subject).toBe(`silence NOT PROVED, investigation closed: Leaked key ${key}`);
    expect(body?.split('\n').slice(0, 3)).toEqual([
      'SILENCE NOT PROVED: no successful call by the credential is known since containment, from 2026-03-01T10:00:06Z on, but not all was read.',
      'Read to the end: us-west-2 up to 2026-03-01T10:00:00Z; us-east-1 up to 2026-03-01T10:05:00Z (CloudTrail is late: later calls may be missing).',
      'NOT read: eu-west-1 (refused).',
    ]);
  });

  it('says NOT SILENT where a call succeeded after containment', () => {
    const { subject, body } = closing({ lastSucceeded: '2026-03-01T10:00:07.000Z' }) ?? {};
    expect(subject).toBe(`NOT SILENT, 1 call succeeded after containment: Leaked key ${key}`);
    expect(body).toMatch(
      /^NOT SILENT: 1 call succeeded after containment, from 2026-03-01T10:00:06Z on, the last at 2026-03-01T10:00:07Z\. IAM takes/,
    );
  });

  it('shows the calls that succeeded after containment, and once', () => {
    const example = { credential: 'ASIAONE', eventName: 'CreateUser', region: 'us-east-1', at: last };
    const now = {
      lastSucceeded: '2026-03-01T10:00:07.000Z',
      after: { at: context.containedAt, succeeded: 1, examples: [example] },
    };
    const { body = '' } =
      mail({}, now, { ...lastContext, silent: silenceOf(found(now), context.containedAt) }) ?? {};
    expect(body.split('\n')[1]).toBe('  CreateUser by ASIAONE in us-east-1 at 2026-03-01T10:00:00Z');
    expect(body.match(/CreateUser by/g)).toHaveLength(1);
  });

  it('claims nothing where containment was never read back', () => {
    const { subject, body } = closing({}, false) ?? {};
    expect(subject).toBe(`Leaked key ${key}: investigation closed, containment NOT read back`);
    expect(body).toMatch(/^Containment has NOT been read back/);
    expect(body).not.toContain('SILENT');
  });

  it('puts what is loud first, so that a long name does not push it out of the subject', () => {
    const userName = 'long-name-'.repeat(6);
    const { subject } =
      closing({ accessKeyId: null, userName, lastSucceeded: '2026-03-01T10:00:07.000Z' }) ?? {};
    expect(subject).toMatch(/^NOT SILENT, 1 call succeeded after containment: Reported user long-name-/);
    expect(subject?.length).toBeLessThan(100);
  });
});

it('stays below 45 lines, whatever changed', () => {
  const many = <T>(make: (index: number) => T) => Array.from({ length: 200 }, (_, index) => make(index));
  const users = made(
    'user',
    'CreateUser',
    many((index) => ({ id: `u-${index}` })),
  ).things;
  const now = {
    ...withLineage(...many((index) => issued(`ASIA${index}`, { verdict: verdict('waits', 'no-time') }))),
    made: users,
    touched: many((index) => ({ ...trustPolicy, id: `r-${index}` })),
    actions: many((index) => action({ eventName: `Get${index}` })),
    sources: many((index) => source({ ip: `198.51.100.${index}` })),
    coverage: many((index) => row(`r-${index}`, 'refused')),
    keepsDrawing: many((index) => ({ what: `i-${index} draws`, by: key })),
    techniques: many((index) => ({ id: `T${index}`, name: 'n', tactic: `t-${index}`, events: 1 })),
    after: { at: context.containedAt, succeeded: 900, examples: [] },
  };
  for (const about of [
    { ...context, look: 1 },
    { ...lastContext, silent: silenceOf(found(now), last) },
  ]) {
    const { subject = '', body = '' } = mail({}, now, about) ?? {};
    expect(body.split('\n').length).toBeLessThan(45);
    expect(subject.length).toBeLessThan(100);
    expect(body).toContain('200 new credentials');
  }
});
