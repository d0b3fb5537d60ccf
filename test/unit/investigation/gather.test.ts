import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { Gatherer } from '#lib/investigation/gather.ts';
import { readRecord } from '#lib/investigation/trail-record.ts';
import { office, user, userIdOf, victim } from '#test/fixtures/cloudtrail/callers.ts';
import { attachUserPolicy, consoleLogin, createLoginProfile } from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { first, inDeploy, investigated, leaked, thief } from './lineage.ts';

const quarantine = (version = 'V3') => `arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine${version}`;

describe("AWS's own quarantine", () => {
  it('is told apart: it is no act of the thief, though it stands under the name of the victim', () => {
    const attached = attachUserPolicy(thief, at(1), 'ci', quarantine());
    const investigation = investigated([attached, { ...attached, eventID: 'again' }]);
    expect(investigation.quarantine).toEqual([
      { policy: quarantine(), principal: 'ci', at: at(1).replace('Z', '.000Z') },
    ]);
    expect(investigation).toMatchObject({ events: 2, made: [], techniques: [], touched: [] });
  });

  it.each([
    ['a role', { roleName: 'deploy', policyArn: quarantine() }, 'AttachRolePolicy', 'deploy'],
    ['a group', { groupName: 'people', policyArn: quarantine('V2') }, 'AttachGroupPolicy', 'people'],
    ['nobody who is named', { policyArn: quarantine() }, 'AttachUserPolicy', 'unknown'],
  ])('of %s likewise', (_, requestParameters, name, principal) => {
    const attached = record(thief, `iam:${name}`, at(1), { requestParameters });
    expect(investigated([attached]).quarantine).toMatchObject([{ principal }]);
  });

  it('is none where it failed, or where another policy was attached', () => {
    const attached = attachUserPolicy(thief, at(1), 'ci', quarantine());
    const other = attachUserPolicy(thief, at(1), 'ci', 'arn:aws:iam::aws:policy/AdministratorAccess');
    const without = record(thief, 'iam:AttachUserPolicy', at(1), { requestParameters: { userName: 'ci' } });
    for (const call of [refused(attached), other, without])
      expect(investigated([call]).quarantine).toEqual([]);
    expect(investigated([other]).techniques).not.toEqual([]);
  });

  it('is told of at most twenty principals', () => {
    const many = Array.from({ length: 30 }, (_, number) =>
      attachUserPolicy(thief, at(1), `u${number}`, quarantine()),
    );
    expect(investigated(many).quarantine).toHaveLength(20);
  });
});

describe('calls that failed', () => {
  it('are told by their codes, the most frequent first, of at most 200', () => {
    const fail = (code: string) => refused(record(thief, 's3:ListBuckets', at(1)), code);
    const { errors, failed } = investigated([fail('B'), fail('A'), fail('C'), fail('C')]);
    expect(errors).toEqual([
      { code: 'C', events: 2 },
      { code: 'A', events: 1 },
      { code: 'B', events: 1 },
    ]);
    expect(failed).toBe(4);
    const many = Array.from({ length: 250 }, (_, number) => fail(`Code${number}`));
    expect(investigated([...many, fail('Code7')]).errors).toHaveLength(200);
    expect(investigated([...many, fail('Code7')]).errors?.[0]).toEqual({ code: 'Code7', events: 2 });
  });

  it('are attempts at a technique', () => {
    const detach = record(thief, 'cloudtrail:StopLogging', at(1), { requestParameters: { name: 'trail' } });
    expect(investigated([detach, refused({ ...detach, eventID: 'refused' })]).techniques).toMatchObject([
      { events: 2, failed: 1 },
    ]);
  });
});

describe('what was touched', () => {
  const rewrite = (minutes: number): Json =>
    record(thief, 'iam:UpdateAssumeRolePolicy', at(minutes), {
      requestParameters: { roleName: 'deploy', policyDocument: '{}' },
    });

  it('is told once, as it was last done, and of at most 500 things', () => {
    const { touched } = investigated([rewrite(1), rewrite(3), rewrite(2)]);
    expect(touched).toMatchObject([{ id: 'deploy', at: at(3).replace('Z', '.000Z'), by: leaked }]);
    const many = Array.from({ length: 510 }, (_, number) => ({
      ...rewrite(number),
      requestParameters: { roleName: `r${number}`, policyDocument: '{}' },
    }));
    expect(investigated(many).touched).toHaveLength(500);
    expect(investigated([{ ...rewrite(1), eventTime: null }]).touched).toEqual([]);
  });
});

it('a session whose id its record leaves out lives all the same', () => {
  const { responseElements: _, ...cut } = assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' });
  const { sessions, credentials } = investigated([{ ...cut, eventID: 'e-1' }]);
  expect(sessions).toMatchObject([{ id: 'unnamed-e-1', kind: 'role-session', principal: 'deploy' }]);
  expect(credentials).toHaveLength(1);
});

it('what a credential did that only perhaps is of the lineage is not counted as its work, and what it made waits', () => {
  const opened = createLoginProfile(thief, at(0), 'boss');
  const boss = user('boss', first, { creationDate: at(4) });
  const records = [
    opened,
    consoleLogin(boss, at(2)),
    record(boss, 'iam:CreateUser', at(5), {
      sessionCredentialFromConsole: 'true',
      requestParameters: { userName: 'helper' },
      awsRegion: 'us-east-1',
    }),
  ];
  const { events, created, techniques } = investigated(records);
  expect(events).toBe(2);
  expect(created).toMatchObject([{ id: 'helper', by: first, verdict: { what: 'waits', rule: 'inferred' } }]);
  expect(techniques.map(({ name }) => name).join()).not.toMatch(/Create Account/);
});

describe('of a user whose leaked key nobody knows', () => {
  const gathererOf = (details: Json[]) => {
    const gatherer = new Gatherer({ user: { name: 'ci', id: userIdOf('ci') } }, { seenOnce: true });
    for (const detail of details) {
      gatherer.link(detail);
      gatherer.count(readRecord(detail), detail);
    }
    return gatherer;
  };

  it('a call that names no credential is counted and not listed', () => {
    const { accessKeyId: _, ...identity } = thief.identity;
    const gatherer = gathererOf([
      record({ ...thief, identity }, 'iam:ListUsers', at(0)),
      record(thief, 'iam:ListUsers', at(1)),
    ]);
    expect(gatherer.unlisted).toBe(1);
    const activity = gatherer.activity();
    expect(activity.events).toBe(2);
    expect(gatherer.result(activity, at(9)).credentials.map(({ id }) => id)).toEqual([leaked]);
  });

  it('a key that acts under another name is no key of the user', () => {
    const gatherer = gathererOf([
      record(thief, 'iam:ListUsers', at(0)),
      record(user('dana', leaked), 'iam:ListUsers', at(1)),
    ]);
    expect(gatherer.activity().events).toBe(1);
  });

  it('the keys that acted most stand first', () => {
    const other = user('ci', 'AKIAT3SKF7WXYOTHERK2');
    const gatherer = gathererOf([
      record(thief, 'iam:ListUsers', at(0)),
      record({ ...other, ...office }, 'iam:ListUsers', at(1)),
      record(other, 'iam:ListUsers', at(2)),
      assumeRole(other, first, at(3), { role: 'deploy', session: 'a' }),
      record(inDeploy('a', first), 's3:ListBuckets', at(4)),
    ]);
    const { credentials } = gatherer.result(gatherer.activity(), at(9));
    expect(credentials.map(({ id, accountId }) => [id, accountId])).toEqual([
      ['AKIAT3SKF7WXYOTHERK2', undefined],
      [leaked, undefined],
      [first, victim],
    ]);
  });
});
