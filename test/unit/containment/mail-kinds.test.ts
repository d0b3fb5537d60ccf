import { describe, expect, it } from 'vitest';
import { aboutOf, incidentMail, mustPage } from '#lib/containment/mail.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { accountId } from './fake-account.ts';
import { step } from './incidents.ts';
import { at, type Kind, key, kinds, ofKind, otherKey, sessionKey } from './mail-incidents.ts';

const ways = {
  restoreFunction: 'tourniquet-restore',
  containFunction: 'tourniquet-contain',
  region: 'us-east-1',
  account: '111122223333',
};
const mailOf = (kind: Kind, over: Partial<Incident> = {}) => incidentMail(ofKind(kind, over), ways);
const bodyOf = (kind: Kind, over: Partial<Incident> = {}) => mailOf(kind, over).body;
const rootKey = 'AKIAT3SKF7WXYQ2ZNR00';
const everyKind = Object.keys(kinds) as Kind[];

describe('the mail of every kind of incident', () => {
  it.each(everyKind)('is short enough to be a page with how to end it: %s', (kind) => {
    const { subject, body } = mailOf(kind);
    expect(body.split('\n').length).toBeLessThan(mustPage(ofKind(kind)) ? 28 : 30);
    expect(subject).toMatch(/^[ -~]{1,99}$/);
    expect(body).not.toMatch(/undefined|\[object|null/);
  });

  it.each(everyKind)('has a page begin with the words that pagers are filtered by: %s', (kind) => {
    expect(/^(NOT CONTAINED|PROTECTED)/.test(mailOf(kind).subject)).toBe(mustPage(ofKind(kind)));
  });

  it.each(everyKind)('tells a person who is paged what to type or where to click: %s', (kind) => {
    if (!mustPage(ofKind(kind))) return;
    expect(bodyOf(kind)).toMatch(/^ {2}(aws |npm |for |1\. )/m);
  });

  it.each([
    ['a key of a user', `AWS key ${key} of deploy-bot`],
    ['a session of a user', `AWS session ${sessionKey} of deploy-bot`],
    ['a user and no key', 'user deploy-bot'],
    ["an instance's session", `AWS session ${sessionKey} of role web`],
    ['a service-linked role', `AWS session ${sessionKey} of role AWSServiceRoleForAutoScaling`],
    ['a root key', `AWS key ${key} of the root user of ${accountId}`],
    ['a bearer token', 'AWS credential ABIAT3SKF7WXYEXAMPLE'],
    ['a role that the thief made', 'role web'],
    ['a role that the thief made and removed', 'role web'],
    ['a user that the thief made', 'user deploy-bot'],
  ] as const)('names in its subject what it is about: %s', (kind, about) => {
    expect(aboutOf(ofKind(kind))).toBe(about);
    expect(mailOf(kind).subject).toMatch(new RegExp(`: ${about}$`));
  });
});

describe('the first line', () => {
  it.each([
    ['a key of a user', 'CONTAINED. The leaked key no longer works.'],
    [
      'a session of a user',
      'CONTAINED, if it is a session of user deploy-bot: that was said and not checked. What was named is denied.',
    ],
    ["an instance's session", 'CONTAINED. The leaked session no longer works.'],
    ['a user and no key', 'CONTAINED. The user is denied. No report names a key, so none was switched off.'],
    [
      'a deleted key whose user is named',
      'CONTAINED. The leaked key is deleted; its user is denied, which stops the sessions it issued.',
    ],
    ['nobody knows whose', 'NOT CONTAINED. Nobody knows yet whose session this is. It may still work.'],
    [
      'a withheld deny',
      'NOT CONTAINED, only partly. The key is off, its user is not denied. Sessions that the key issued may still work: decide now.',
    ],
    ['a lifted deny', 'LIFTED IN PART by a person. Still in force: key switched off.'],
    [
      'an instance that the thief started',
      'NOT CONTAINED, only partly: instance i-0abc runs with role web. Stop it, now: aws ec2 stop-instances --instance-ids i-0abc',
    ],
    [
      'a role that the thief made',
      `CONTAINED. Role web, made by the lineage of leaked key ${rootKey}, is denied.`,
    ],
    [
      'a role that the thief made and nobody could deny',
      `NOT CONTAINED. Role web, made by the lineage of leaked key ${rootKey}, may still work: act by hand, now.`,
    ],
    [
      'a role that the thief made and the brake',
      `NOT CONTAINED. Role web, made by the lineage of leaked key ${rootKey}, may still work. The brake is on, nothing was changed: look at it and decide, now.`,
    ],
    [
      'a protected user whose password the thief set',
      `PROTECTED. User deploy-bot, made or changed by the lineage of leaked key ${rootKey}, was left alone on purpose: decide by hand, now.`,
    ],
    [
      'a key that the thief made for another user',
      `CONTAINED. Key ${key}, made by the lineage of leaked key ${rootKey}, no longer works.`,
    ],
    [
      'a session that the leaked key issued',
      `CONTAINED. Session ${sessionKey}, issued in the lineage of leaked key ${rootKey}, no longer works.`,
    ],
    ['restored', 'RESTORED. What stood before the incident is back. The key works again.'],
  ] as const)('is true of %s', (kind, line) => {
    expect(bodyOf(kind).split('\n')[0]).toBe(line);
  });

  it.each(everyKind)('says that it no longer works of what was contained alone: %s', (kind) => {
    if (ofKind(kind).status !== 'contained') expect(bodyOf(kind)).not.toContain('no longer works');
  });

  it('does not say that all is back where a deny was left to another incident', () => {
    const steps = [
      step('deactivate-key', 'done', { before: { status: 'Active' }, undoneAt: at }),
      step('deny-user', 'done', { before: { attached: false } }),
    ];
    expect(bodyOf('restored', { steps })).toMatch(
      /^RESTORED\. Not all was taken back: see below\. The key is on/,
    );
    expect(bodyOf('restored', { steps })).toContain(
      '  left     AWSDenyAll attached to the user: another incident',
    );
    expect(bodyOf('restored', { steps: [] })).toMatch(
      /^RESTORED\. Nothing of ours was left to take back\.\n/,
    );
  });
});

describe('what else is stopped', () => {
  it('is listed with its last use', () => {
    expect(bodyOf('a key of a user')).toContain(
      `  The deny also stops: access key ${otherKey} (last used 2026-11-20), console login (never used), service-specific credential ACCAT3SKF7WXYEXAMPLE (bedrock.amazonaws.com).\n`,
    );
  });

  it('is cut where it is too much for a line', () => {
    const many = Array.from({ length: 40 }, (_, n) => ({
      kind: 'service-specific' as const,
      id: `ACCAT3SKF7WXYEXAMP${n} (cassandra.amazonaws.com)`,
      lastUsedAt: null,
    }));
    expect(bodyOf('a key of a user', { alsoDenied: many })).toMatch(/, and 3\d more\.\n/);
  });

  it('is, of a user whose leaked key is not known, the keys to choose from', () => {
    expect(bodyOf('a user and no key')).toContain(
      `Its active keys: ${otherKey} (used 2026-11-20).\n  2. Contain it:\n     aws lambda invoke --function-name tourniquet-contain`,
    );
    expect(incidentMail(ofKind('a user and no key')).body).toContain(
      '  2. Contain it:\n     npm run -s tourniquet -- contain KEY\n',
    );
    const { alsoStopped } = ofKind('a user and no key');
    expect(bodyOf('a user and no key', { alsoDenied: [], alsoStopped: alsoStopped ?? [] })).toContain(
      `Its active keys: ${otherKey}.`,
    );
    expect(bodyOf('a user and no key', { alsoDenied: [], alsoStopped: [] })).toContain(
      'It has no active key.',
    );
  });

  it.each([
    [
      "an instance's session",
      /Instance i-0abc1234def567890 stays denied until .*: stop and start it, or wait up to 6/,
    ],
    ["a task's session", /ECS task 0123456789abcdef0123456789abcdef stays denied until/],
    ["a function's session", /If a Lambda function is called resize-images, it stays denied until/],
    ['a whole role', /All that runs under role web is denied until it fetches new credentials/],
  ] as const)('is what runs under the role: %s', (kind, line) => {
    expect(bodyOf(kind)).toMatch(line);
  });

  it('is not what a person has lifted', () => {
    const body = bodyOf('a lifted deny');
    expect(body).not.toMatch(/The deny (also )?stops/);
    expect(body).toContain(
      'The user is NOT denied: sessions of it that have not expired (up to 36 hours) work again.',
    );
    expect(body).toContain('Lifted    at 2026-11-23T03:00:02Z by jane (GetCallerIdentity)\n');
    expect(body).toContain('  lifted   AWSDenyAll attached to the user; not there before the incident');
  });
});

describe('the steps', () => {
  it('are those that would be taken, where a rule said no', () => {
    for (const kind of ['a protected user', 'the brake', 'a contradicted report', 'observed only'] as const)
      expect(bodyOf(kind)).toContain('Steps that would be taken:\n  planned  key switched off\n');
  });

  it('are cut where there are too many, and what went wrong is shown first', () => {
    const steps = [
      ...Array.from({ length: 20 }, (_, n) => step(`deactivate-service-credential:ACCA${n}`, 'done')),
      step('deny-user', 'failed', { reason: 'AccessDenied' }),
    ];
    const body = bodyOf('a key of a user', { status: 'partly-contained', steps });
    expect(body).toContain('  failed   AWSDenyAll attached to the user: AccessDenied');
    expect(body).toMatch(/^ {2}and \d+ more$/m);
    expect(body.split('\n').length).toBeLessThan(28);
  });

  it('of a restore that is only rehearsed are those that would be taken back', () => {
    const steps = [step('deny-user', 'planned', { before: { attached: false } })];
    expect(bodyOf('restored', { status: 'observed', steps })).toContain('Steps that would be taken back:\n');
    const rehearsed = { status: 'observed' as const, incidentId: `${key}-dry-run`, steps };
    expect(bodyOf('a key of a user', rehearsed)).toContain('Steps that would be taken:\n');
  });

  it('undone earlier than the restore are not called back again', () => {
    const steps = [
      step('deny-user', 'done', { before: { attached: false }, undoneAt: '2026-11-23T02:00:00.000Z' }),
    ];
    expect(bodyOf('restored', { steps })).not.toContain('again');
  });
});

describe('a later mail', () => {
  const told = { containedAt: at, statusSince: '2026-11-23T03:05:00.000Z' };

  it('says that it is contained again, since when, and what was done, and nothing else twice', () => {
    const { subject, body } = mailOf('a key of a user', told);
    expect(subject).toBe(`Contained again: AWS key ${key} of deploy-bot`);
    expect(body).toMatch(/^CONTAINED again\. The leaked key no longer works\.\n/);
    expect(body).toContain('Since     2026-11-23T03:05:00Z, and before from 2026-11-23T03:00:02Z\n');
    expect(body).toContain('  done     key switched off, was Active\n');
    expect(body).toContain('What else is to be done stands in the first mail of this incident.\n');
    expect(body).not.toMatch(/still open:|What now|The deny also stops/);
    expect(body).toContain('Undo, only if this was a false alarm');
  });

  it('says what is open now, where something draws new sessions, and nothing else twice', () => {
    const body = bodyOf('an instance that the thief started', { containedAt: at });
    expect(body).not.toMatch(/still open:|Why {2}/);
    expect(body.match(/i-0abc runs with role web/g)).toHaveLength(1);
  });

  it('tells all of it at a terminal, and of what came from a leak: nobody had a mail of that', () => {
    const { body } = incidentMail(ofKind('a key of a user', told), { terminal: 'restore' });
    expect(body).toContain('What now, in this order:\n');
    expect(bodyOf('a user that the thief made', told)).toContain('What now, in this order:\n');
  });

  it('is the first one where it became contained in the very run that did it', () => {
    const first = { containedAt: at, statusSince: at };
    expect(mailOf('a key of a user', first).subject).toMatch(/^Contained: /);
  });
});

describe('what to do next', () => {
  it('goes in the order in which it is safe: something new, swap, let go, delete, and never use it again', () => {
    const lines = bodyOf('a key of a user').split('\n');
    const begin = lines.indexOf('What now, in this order:');
    expect(lines.slice(begin + 1, begin + 6)).toEqual([
      '  1. Issue a new key of another user, or a role. 2. Put it into the workload, in place of the leaked one.',
      '  3. Only if user deploy-bot must work again: lift the deny. Sessions that the key issued work again with it, up to 36 hours.',
      expect.stringMatching(/^ {5}aws lambda invoke .*"step":"deny-user"/),
      '  4. Delete the leaked key, and remove it from where it leaked. Never switch it on again: strangers have it.',
      `     aws iam delete-access-key --user-name deploy-bot --access-key-id ${key}`,
    ]);
  });

  it.each(everyKind)('is never to use the leaked credential again: %s', (kind) => {
    expect(bodyOf(kind)).not.toMatch(/reactivate|--status Active/i);
  });
});

describe('the reason', () => {
  it('is not told where it is only what was meant to be done: the steps tell what was', () => {
    for (const kind of ['a key of a user', 'a session that could not be denied', 'a whole role'] as const)
      expect(bodyOf(kind)).not.toContain('Why  ');
    for (const kind of ['a protected user', 'the brake', 'observed only', 'a root key'] as const)
      expect(bodyOf(kind)).toContain('Why  ');
  });
});

describe('who restored', () => {
  it('and why, are told', () => {
    expect(bodyOf('restored')).toContain('Restored  at 2026-11-23T03:00:02Z by jane (GetCallerIdentity)\n');
    expect(bodyOf('restored')).toContain('Why       what stood before was put back: a false alarm\n');
  });
});
