import { describe, expect, it } from 'vitest';
import { createdKey, descendantMessages } from '#lib/investigation/descendants/messages.ts';
import { verdict } from '#lib/investigation/descendants/verdict.ts';
import type { Created, KnownCredential, Verdict } from '#lib/investigation/investigation.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import { roleIdOf, userArn, victim } from '#test/fixtures/cloudtrail/callers.ts';
import {
  after,
  created,
  issued,
  keyId,
  keyOf,
  loginOf,
  roleOf,
  root,
  session,
  sessionId,
  userOf,
} from './descendants.ts';
import { leaked } from './lineage.ts';

const incidentId = `${leaked}-1`;
const toContain = verdict('contain', 'thief');
const waits = verdict('waits', 'inferred');
const due = <T extends object>(thing: T, decided: Verdict = toContain): T & { verdict: Verdict } => ({
  ...thing,
  verdict: decided,
});
const user = (name: string, more: Partial<Created> = {}) => created('AWS::IAM::User', name, more);

const handed = (credentials: KnownCredential[], things: Created[] = [], also: string[] = []) =>
  descendantMessages(incidentId, { credentials: [root, ...credentials], created: things }, new Set(also));
const thingsOf = (...asked: Parameters<typeof handed>) =>
  handed(...asked).map(({ message }) => message.thing);

describe('the message about', () => {
  const guest = { kind: 'federated-user', name: 'guest', arn: `arn:aws:sts::${victim}:federated-user/guest` };

  it.each<[string, KnownCredential, object]>([
    [
      'a key',
      keyOf(1, 'reporting'),
      { type: 'access-key', accessKeyId: keyId(1), userName: 'reporting', madeUser: false },
    ],
    [
      'the session of a role',
      session(1, 'deploy', 'thief'),
      { type: 'role-session', accessKeyId: sessionId(1), roleName: 'deploy', sessionName: 'thief' },
    ],
    [
      'the session of a role whose id is known',
      session(1, 'deploy', 'thief', { principal: { ...roleOf('deploy'), id: roleIdOf('deploy') } }),
      {
        type: 'role-session',
        accessKeyId: sessionId(1),
        roleName: 'deploy',
        roleId: roleIdOf('deploy'),
        sessionName: 'thief',
      },
    ],
    [
      'the session of a user',
      issued(sessionId(1), 'session-token', { principal: userOf('boss') }),
      { type: 'user-session', accessKeyId: sessionId(1), userName: 'boss' },
    ],
    [
      'a federated user names the user that issued it',
      issued(sessionId(1), 'federation-token', { principal: guest }),
      { type: 'user-session', accessKeyId: sessionId(1), userName: 'ci' },
    ],
    ['a password names its user', loginOf('boss'), { type: 'user', userName: 'boss' }],
  ])('%s', (_, credential, thing) => {
    const [only, ...more] = handed([due(credential)]);
    expect(more).toEqual([]);
    expect(only).toEqual({
      about: [credential.id],
      message: {
        kind: 'descendant',
        incidentId,
        accountId: victim,
        issuedAt: after,
        how: `${credential.via} by ${leaked}: AssumeRole answered with its id`,
        thing,
      },
    });
    // Containment reads it as it was written.
    expect(readQueueMessage(JSON.stringify(only?.message), defaultRules())).toEqual(only?.message);
  });

  it.each([
    ['a user', 'AWS::IAM::User', { type: 'user', userName: 'helper' }],
    ['a role', 'AWS::IAM::Role', { type: 'role', roleName: 'helper' }],
  ])('%s that was made', (_, type, thing) => {
    expect(handed([], [due(created(type, 'helper'))])).toEqual([
      {
        about: [`${type} helper`],
        message: {
          kind: 'descendant',
          incidentId,
          accountId: victim,
          issuedAt: after,
          how: `made by ${leaked} with Create${type.slice(10)}`,
          thing,
        },
      },
    ]);
  });

  it('a thing that was made says the account of its maker, else that of the leaked key', () => {
    const accounts = (by: string, more: Partial<KnownCredential> = {}) => {
      const { accountId: _, ...first } = root;
      const elsewhere = keyOf(1, 'dana', { accountId: '905418237716' });
      const found = {
        credentials: [{ ...first, ...more }, elsewhere],
        created: [due(user('helper', { by }))],
      };
      return descendantMessages(incidentId, found).map(({ message }) => message.accountId);
    };
    expect(accounts(keyId(1))).toEqual(['905418237716']);
    expect(accounts(leaked, { accountId: '111122223333' })).toEqual(['111122223333']);
    expect(accounts(leaked)).toEqual([victim]);
    expect(accounts(leaked, { principal: null })).toEqual([]);
    expect(accounts('ci')).toEqual([victim]);
    expect(accounts(keyId(9))).toEqual([]);
  });

  it('a key or a role session of a user that the lineage made says so, as long as the user stands', () => {
    const key = due(keyOf(1, 'helper'));
    expect(thingsOf([key], [user('helper')])).toMatchObject([{ madeUser: true }]);
    expect(thingsOf([key], [user('helper', { removedAt: after })])).toMatchObject([{ madeUser: false }]);
    expect(thingsOf([key], [created('AWS::IAM::Role', 'helper')])).toMatchObject([{ madeUser: false }]);
  });

  it('what a long story led to is cut', () => {
    const [only] = handed([due(keyOf(1, 'dana', { why: 'x'.repeat(900), via: null }))]);
    expect(only?.message.how).toHaveLength(500);
    expect(only?.message.how).toMatch(/^a call by AKIA/);
    const [entered] = handed([due(keyOf(1, 'dana', { issuedBy: null }))]);
    expect(entered?.message.how).toMatch(/^CreateAccessKey by the leaked credential: /);
  });
});

describe('nothing is handed on about', () => {
  it.each<[string, KnownCredential]>([
    ['what waits', due(keyOf(1, 'dana'), waits)],
    ['what is held already', due(keyOf(1, 'dana'), verdict('covered', 'same-user'))],
    ['what nothing was decided about', keyOf(1, 'dana')],
    ['a service credential', due(issued('ACCA1', 'service-specific'))],
    ['a session of a root user', due(issued(sessionId(1), 'root-session'))],
    ['a session without a name', due(issued(sessionId(1), 'role-session'))],
    ['a name that is none of IAM', due(keyOf(1, 'dana; rm -rf /'))],
    ['an id that is none of a key', due(keyOf(1, 'dana', { id: `${keyId(1)}X` }))],
    ['a principal that nobody knows', due(keyOf(1, 'dana', { principal: null }))],
    ['an account that nobody knows', due((({ accountId: _, ...rest }) => rest)(keyOf(1, 'dana')))],
    ['a time that nobody knows', due(keyOf(1, 'dana', { issuedAt: null }))],
    [
      'a federated user whose issuer is no user',
      due(issued(sessionId(1), 'federation-token', { issuedBy: sessionId(2) })),
    ],
  ])('%s', (_, credential) => {
    expect(handed([credential])).toEqual([]);
  });

  it('the leaked key itself, and things that are left to people', () => {
    const things = [user('helper'), due(user('other'), waits), due(user('a name with spaces'))];
    expect(handed([], things)).toEqual([]);
  });
});

describe('what a person names', () => {
  it('is handed on even if it is protected', () => {
    const things = [due(user('helper'), waits)];
    const named = handed([due(keyOf(1, 'dana'), waits), due(loginOf('eve'))], things, [
      keyId(1),
      createdKey({ type: 'AWS::IAM::User', id: 'helper' }),
      'AKIANOBODY',
    ]);
    expect(named.map(({ about, message }) => [...about, message.evenIfProtected])).toEqual([
      [keyId(1), true],
      [loginOf('eve').id, undefined],
      ['AWS::IAM::User helper', true],
    ]);
  });

  it('is not handed on where it has ended or was not judged', () => {
    const over = due(session(1, 'deploy', 'a'), verdict('expired', 'ended'));
    expect(handed([over, keyOf(1, 'dana')], [], [over.id, keyId(1)])).toEqual([]);
  });
});

describe('a user that the lineage made', () => {
  const [key, token, login] = [
    due(keyOf(1, 'helper')),
    due(issued(sessionId(1), 'session-token', { principal: userOf('helper'), issuedBy: keyId(1) })),
    due(loginOf('helper')),
  ];

  it('is denied with its key: one message tells of all that is held by that', () => {
    for (const credentials of [
      [key, token, login],
      [login, token, key],
    ]) {
      const [only, ...more] = handed(credentials, [due(user('helper'))]);
      expect(more).toEqual([]);
      expect(only?.message.thing).toMatchObject({ type: 'access-key', madeUser: true });
      expect(only?.about).toEqual([...credentials.map(({ id }) => id), 'AWS::IAM::User helper']);
    }
  });

  it('has a message for each of its keys', () => {
    const second = due(keyOf(2, 'helper'));
    const all = handed([key, second, login], [due(user('helper'))]);
    expect(all.map(({ message }) => message.thing)).toMatchObject([
      { type: 'access-key', accessKeyId: keyId(1) },
      { type: 'access-key', accessKeyId: keyId(2) },
    ]);
    expect(all.flatMap(({ about }) => about).sort()).toEqual(
      [keyId(1), keyId(2), login.id, 'AWS::IAM::User helper'].sort(),
    );
  });

  it('without a key is told once, by its password and its making', () => {
    expect(handed([login], [due(user('helper'))])).toMatchObject([
      {
        about: [login.id, 'AWS::IAM::User helper'],
        message: { thing: { type: 'user', userName: 'helper' } },
      },
    ]);
  });

  it('is another one in another account', () => {
    const elsewhere = due(loginOf('helper', { accountId: '905418237716' }));
    expect(thingsOf([key, elsewhere], [user('helper')])).toHaveLength(2);
  });

  it('is contained even if protected, where a person named any part of it', () => {
    const named = handed([due(loginOf('helper'), waits), key], [due(user('helper'))], [login.id]);
    expect(named).toMatchObject([
      { about: [login.id, keyId(1), 'AWS::IAM::User helper'], message: { evenIfProtected: true } },
    ]);
  });
});

it('of a user who was there before, one message tells of its password and of its sessions', () => {
  const token = due(issued(sessionId(1), 'session-token', { principal: userOf('boss') }));
  const login = due(loginOf('boss', { principal: { ...userOf('boss'), arn: userArn('people/boss') } }));
  for (const credentials of [
    [token, login],
    [login, token],
  ])
    expect(handed(credentials)).toMatchObject([
      { about: credentials.map(({ id }) => id), message: { thing: { type: 'user', userName: 'boss' } } },
    ]);
  expect(thingsOf([token, due(keyOf(1, 'boss'))])).toMatchObject([
    { type: 'user-session' },
    { type: 'access-key', madeUser: false },
  ]);
});

it('what stands under its name may be another by now: a made user or role goes by its unique id', () => {
  const [userId, roleId] = ['AIDAT3SKF7WXYEXAMPLE3', 'AROAT3SKF7WXYEXAMPLE4'];
  const role = created('AWS::IAM::Role', 'helper', { uniqueId: roleId });
  expect(thingsOf([], [due(user('support', { uniqueId: userId })), due(role)])).toEqual([
    { type: 'user', userName: 'support', userId },
    { type: 'role', roleName: 'helper', roleId },
  ]);
  const things = thingsOf(
    [due(keyOf(1, 'support')), due(loginOf('support')), due(keyOf(2, 'boss'))],
    [user('support', { uniqueId: userId })],
  );
  expect(things).toEqual([
    { type: 'access-key', accessKeyId: keyId(1), userName: 'support', userId, madeUser: true },
    { type: 'access-key', accessKeyId: keyId(2), userName: 'boss', madeUser: false },
  ]);
});

describe('of users that had one name one after the other', () => {
  const [first, decoy] = ['AIDAT3SKF7WXYEXAMPLE3', 'AIDAT3SKF7WXYEXAMPLE4'];
  const at = (minute: number): string => `2026-05-04T08:0${minute}:00.000Z`;
  const twice = [
    due(user('bob', { uniqueId: decoy, at: at(4) })),
    due(user('bob', { uniqueId: first, at: at(1) })),
  ];
  const token = (issuedAt: string) =>
    due(issued(sessionId(1), 'session-token', { principal: userOf('bob'), issuedAt }));

  it('the password is that of the one who had the name when it was set, and both are denied', () => {
    const all = handed([due(loginOf('bob', { issuedAt: at(2) }))], twice);
    expect(all.map(({ about, message }) => [about, message.thing])).toEqual([
      [[loginOf('bob').id, 'AWS::IAM::User bob'], { type: 'user', userName: 'bob', userId: first }],
      [['AWS::IAM::User bob'], { type: 'user', userName: 'bob', userId: decoy }],
    ]);
  });

  it('a key and a session go with the one who had the name then', () => {
    const key = (issuedAt: string) => due(keyOf(1, 'bob', { issuedAt }));
    for (const credential of [key, token]) {
      expect(thingsOf([credential(at(3))], twice)[0]).toMatchObject({ userId: first });
      expect(thingsOf([credential(at(5))], twice)[0]).toMatchObject({ userId: decoy });
    }
  });

  it('one who had the name before the lineage made its own is none of them', () => {
    expect(thingsOf([due(keyOf(1, 'bob', { issuedAt: at(0) }))], [user('bob', { at: at(1) })])).toEqual([
      { type: 'access-key', accessKeyId: keyId(1), userName: 'bob', madeUser: false },
    ]);
  });
});

it('a user of the same name in another account was not made by the lineage', () => {
  const elsewhere = keyOf(2, 'boss', { accountId: '905418237716' });
  const made = user('support', { by: keyId(2), uniqueId: 'AIDAT3SKF7WXYEXAMPLE3' });
  expect(thingsOf([elsewhere, due(keyOf(1, 'support'))], [made])).toEqual([
    { type: 'access-key', accessKeyId: keyId(1), userName: 'support', madeUser: false },
  ]);
  expect(
    thingsOf([elsewhere, due(keyOf(1, 'support', { accountId: '905418237716' }))], [made]),
  ).toMatchObject([{ madeUser: true, userId: 'AIDAT3SKF7WXYEXAMPLE3' }]);
});
