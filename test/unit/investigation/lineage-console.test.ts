import { describe, expect, it } from 'vitest';
import { roleSession, sessionArn, user, userArn } from '#test/fixtures/cloudtrail/callers.ts';
import { runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import {
  consoleLogin,
  createLoginProfile,
  createUser,
  inConsole,
  updateLoginProfile,
} from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import {
  colleague,
  first,
  found,
  inDeploy,
  investigated,
  leaked,
  linksOf,
  ordersOf,
  second,
  thief,
} from './lineage.ts';

const [profile, session] = [`login-profile:${userArn('boss')}`, `console-session:${userArn('boss')}`];
const boss = (creationDate: string, id = first) => user('boss', id, { creationDate });
const ids = (records: Parameters<typeof linksOf>[0]): string[] => linksOf(records).map(({ id }) => id);

describe('a login profile that the thief made or changed', () => {
  it.each([
    ['CreateLoginProfile', createLoginProfile],
    ['UpdateLoginProfile', updateLoginProfile],
  ])('%s makes the next login one of the thief, with what is done in its session', (via, change) => {
    const investigation = investigated([
      change(thief, at(0), 'boss'),
      consoleLogin(boss(at(5)), at(5)),
      inConsole(boss(at(5)), 'iam:ListUsers', at(6)),
      inConsole(boss(at(5)), 'iam:ListRoles', at(7)),
    ]);
    expect(found(investigation, profile)).toMatchObject({
      kind: 'login-profile',
      issuedBy: leaked,
      via,
      certain: true,
    });
    expect(found(investigation, session)).toMatchObject({
      issuedBy: profile,
      via: 'ConsoleLogin',
      certain: true,
    });
    expect(found(investigation, first)).toMatchObject({
      kind: 'console-session',
      issuedBy: session,
      certain: true,
      events: 2,
    });
  });

  it('is followed the same way in whatever order the records come', () => {
    for (const began of [at(5), at(4)]) {
      const records = [
        createLoginProfile(thief, at(0), 'boss'),
        consoleLogin(boss(at(5)), at(5)),
        inConsole(boss(began), 'iam:ListUsers', at(6)),
        // Not every call of a console session says that it is one.
        record(boss(began), 'iam:ListRoles', at(7)),
      ];
      const inOrder = linksOf(records);
      expect(inOrder.map(({ id, issuedBy, certain }) => [id, issuedBy, certain])).toEqual([
        [first, session, began === at(5)],
        [session, profile, true],
        [profile, leaked, true],
      ]);
      for (const order of ordersOf(records)) {
        expect(linksOf(order)).toEqual(inOrder);
        expect(found(investigated(order), first)).toMatchObject({ events: 2 });
      }
    }
  });

  it("of the owner's own earlier session nothing is told", () => {
    const records = [
      consoleLogin(boss(at(-9)), at(-9)),
      inConsole(boss(at(-9)), 'iam:ListUsers', at(-8)),
      createLoginProfile(thief, at(0), 'boss'),
      inConsole(boss(at(-9)), 'iam:ListUsers', at(1)),
    ];
    for (const order of ordersOf(records)) expect(ids(order)).toEqual([profile]);
  });

  it('a login that failed, or a change that failed, links nothing', () => {
    const failed = consoleLogin(boss(at(5)), at(5), 'Failure');
    expect(ids([createLoginProfile(thief, at(0), 'boss'), failed])).toEqual([profile]);
    const login = consoleLogin(boss(at(5)), at(5));
    expect(ids([refused(createLoginProfile(thief, at(0), 'boss')), login])).toEqual([]);
  });

  it("after somebody else's change a login is not the thief's", () => {
    const records = [
      createLoginProfile(thief, at(0), 'boss'),
      updateLoginProfile(colleague, at(3), 'boss'),
      consoleLogin(boss(at(5)), at(5)),
      inConsole(boss(at(5)), 'iam:ListUsers', at(6)),
    ];
    for (const order of ordersOf(records)) expect(ids(order)).toEqual([profile]);
    const refusedChange = records.map((call, index) => (index === 1 ? refused(call) : call));
    expect(ids(refusedChange)).toEqual([first, session, profile].sort());
  });

  it('of a user that the thief made, every console session is certain; of another, only that of the login', () => {
    const records = [
      createLoginProfile(thief, at(1), 'boss'),
      consoleLogin(boss(at(5)), at(5)),
      inConsole(boss(at(4)), 'iam:ListUsers', at(6)),
    ];
    expect(found(investigated(records), first)).toMatchObject({ issuedBy: session, certain: false });
    const made = [createUser(thief, at(0), 'boss'), ...records];
    expect(found(investigated(made), first)).toMatchObject({ issuedBy: session, certain: true });
  });

  it('of a user that a session made which is itself found late, in any order', () => {
    const instance = 'i-0aa11bb22cc33dd44';
    const inside = roleSession('worker', instance, second, { ec2RoleDelivery: '2.0' });
    const records = [
      runInstances(thief, at(-5), [instance], 'worker'),
      createUser(inside, at(0), 'boss'),
      createLoginProfile(inside, at(1), 'boss'),
      consoleLogin(boss(at(5)), at(5)),
      // Not at the moment of the login: that the user was made makes it certain.
      inConsole(boss(at(6)), 'iam:ListUsers', at(7)),
    ];
    for (const order of ordersOf(records))
      expect(found(investigated(order), first)).toMatchObject({
        issuedBy: session,
        certain: true,
        events: 1,
      });
  });

  it('a login of a user with a path is linked', () => {
    const login = consoleLogin(user('boss', first), at(5));
    const arn = userArn('people/boss');
    const withPath = { ...login, userIdentity: { ...Object(login['userIdentity']), arn } };
    const investigation = investigated([createLoginProfile(thief, at(0), 'boss'), withPath]);
    expect(found(investigation, `console-session:${arn}`)).toMatchObject({
      kind: 'console-session',
      certain: true,
    });
  });

  it('what a console session issues is followed, in any order', () => {
    const records = [
      createLoginProfile(thief, at(0), 'boss'),
      consoleLogin(boss(at(5)), at(5)),
      assumeRole(boss(at(5)), second, at(6), { role: 'deploy', session: 'a' }),
      record(inDeploy('a', second), 's3:ListBuckets', at(7)),
    ];
    const inside = records.map((call, index) =>
      index === 2 ? { ...call, sessionCredentialFromConsole: 'true' } : call,
    );
    for (const inOrder of ordersOf(inside)) {
      const investigation = investigated(inOrder);
      expect(found(investigation, second)).toMatchObject({ issuedBy: first, certain: true, events: 1 });
      const sum = investigation.credentials.reduce((total, { events }) => total + events, 0);
      expect(investigation.events).toBe(sum);
    }
  });
});

describe('GetSigninToken', () => {
  const arn = sessionArn('deploy', 'a');
  const assumed = assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' });
  const token = record(inDeploy('a', first), 'signin:GetSigninToken', at(1), {
    responseElements: { GetSigninToken: 'Success' },
  });
  const opened = roleSession('deploy', 'a', second, { creationDate: at(1.5) });
  const later = inConsole(opened, 's3:ListBuckets', at(2));

  it('makes a console session of the session, and what acts in it is inferred', () => {
    const investigation = investigated([assumed, token, later]);
    expect(found(investigation, `console-session:${arn}`)).toMatchObject({
      kind: 'console-session',
      issuedBy: first,
      via: 'GetSigninToken',
      certain: true,
    });
    expect(found(investigation, second)).toMatchObject({ certain: false, events: 1 });
    expect(investigation.events).toBe(2);
  });

  it('infers nothing of another session, of calls from no console, or when it failed', () => {
    expect(ids([assumed, token, inConsole(inDeploy('b', second), 's3:ListBuckets', at(2))])).toHaveLength(2);
    expect(
      ids([
        assumed,
        token,
        record(roleSession('deploy', 'a', second, { creationDate: at(-9) }), 's3:ListBuckets', at(2)),
      ]),
    ).toHaveLength(2);
    expect(ids([assumed, refused(token), later])).toEqual([first]);
  });
});
