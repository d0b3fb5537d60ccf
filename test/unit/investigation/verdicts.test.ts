import { describe, expect, it } from 'vitest';
import { verdictReasons } from '#lib/investigation/descendants/reasons.ts';
import {
  isWorkloads,
  judgeCreated,
  judgeDescendants,
  mostPrincipals,
} from '#lib/investigation/descendants/verdicts.ts';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { abroad, office, userArn, victim } from '#test/fixtures/cloudtrail/callers.ts';
import {
  after,
  anywhere,
  before,
  circumstances,
  created,
  issued,
  keyOf,
  leakBegan,
  loginOf,
  muchLater,
  now,
  roleOf,
  root,
  session,
  sessionId,
  userOf,
} from './descendants.ts';
import { leaked } from './lineage.ts';

type More = Parameters<typeof circumstances>[0];

/** `what rule` of each descendant. */
const judged = (descendants: KnownCredential[], more: More = {}, first = root): string[] =>
  judgeDescendants([first, ...descendants], circumstances(more))
    .slice(1)
    .map(({ verdict }) => `${verdict?.what} ${verdict?.rule}`);

const ended = { until: now };
const thief = 'contain thief';

it('the leaked credential itself has no verdict, and the words are those of the rule', () => {
  const [first, second] = judgeDescendants([root, session(1, 'deploy', 'a')], circumstances());
  expect(first).not.toHaveProperty('verdict');
  expect(second?.verdict).toEqual({ what: 'contain', rule: 'thief', why: verdictReasons.thief });
  expect(judgeDescendants([], circumstances())).toEqual([]);
});

it('the rules are a public list', () => {
  expect(Object.keys(verdictReasons)).toEqual([
    'thief',
    'ended',
    'same-user',
    'same-session',
    'inferred',
    'older',
    'workload',
    'cannot-tell',
    'no-time',
    'of-a-waiting-one',
    'shared-session',
    'unknown-others',
    'too-many',
    'user-not-denied',
    'by-hand',
  ]);
});

describe('one descendant', () => {
  it.each<[string, string, Partial<KnownCredential>, More]>([
    ['issued after the leak began from elsewhere is contained', thief, {}, {}],
    ['issued when it began is contained', thief, { issuedAt: leakBegan }, {}],
    [
      'of which nobody knows where from is contained',
      thief,
      { issuedFrom: { ip: null, userAgent: null } },
      {},
    ],
    ['where no workload is known is contained', thief, {}, { classify: () => undefined }],
    ['whose link is inferred waits', 'waits inferred', { certain: false }, {}],
    ['issued before the leak waits', 'waits older', { issuedAt: before }, {}],
    ['issued from the office waits', 'waits workload', { issuedFrom: office }, {}],
    ['issued by a tool that is used everywhere waits', 'waits cannot-tell', { issuedFrom: anywhere }, {}],
    ['issued nobody knows when waits', 'waits no-time', { issuedAt: null }, {}],
    [
      'of a leak that began nobody knows when waits',
      'waits no-time',
      {},
      { leak: { at: null, by: 'unknown', why: '' } },
    ],
    ['that has ended is over', 'expired ended', ended, {}],
    ['that ends a moment later is not', thief, { until: '2026-05-04T09:00:00.001Z' }, {}],
    ['of the workload that has ended is told as that', 'expired older', { ...ended, issuedAt: before }, {}],
    ['from the office that has ended likewise', 'expired workload', { ...ended, issuedFrom: office }, {}],
    ['with another doubt that has ended is over', 'expired ended', { ...ended, issuedFrom: anywhere }, {}],
  ])('%s', (_, expected, more, about) => {
    expect(judged([session(1, 'deploy', 'a', more)], about)).toEqual([expected]);
  });
});

it('a descendant that came in without a call that issued it is judged by its time', () => {
  const { issuedFrom: _, ...entered } = session(1, 'deploy', 'a');
  expect(judged([entered])).toEqual([thief]);
  expect(judged([{ ...entered, issuedAt: before }])).toEqual(['waits older']);
});

it('what the workload issued is told from what the thief did', () => {
  const verdicts = judgeDescendants(
    [
      root,
      session(1, 'deploy', 'a', { ...ended, issuedAt: before }),
      session(2, 'deploy', 'b', { issuedFrom: office }),
      session(3, 'deploy', 'c', ended),
      session(4, 'deploy', 'd'),
    ],
    circumstances(),
  ).map(({ verdict }) => isWorkloads(verdict));
  expect(verdicts).toEqual([false, true, true, false, false]);
});

describe('what nothing of ours can end', () => {
  const specific = (id: string, user = 'ci-bot') =>
    issued(id, 'service-specific', { principal: userOf(user), via: 'CreateServiceSpecificCredential' });

  it('has the command with which a person can, where its names are safe to type', () => {
    const [, { verdict } = root] = judgeDescendants(
      [root, specific('ACCAT3SKF7WXYSERVICE2')],
      circumstances(),
    );
    expect(verdict).toEqual({
      what: 'cannot',
      rule: 'by-hand',
      why: verdictReasons['by-hand'],
      command:
        'aws iam update-service-specific-credential --user-name ci-bot --service-specific-credential-id ACCAT3SKF7WXYSERVICE2 --status Inactive',
    });
  });

  it.each([
    ['an id of another kind', specific('service-specific:arn')],
    ['an id that a shell would run', specific('ACCA$(id)')],
    ['a name that the AWS CLI would take for an option', specific('ACCAT3SKF7WXYSERVICE2', '--debug')],
    ['no user', { ...specific('ACCAT3SKF7WXYSERVICE2'), principal: null }],
    ['a root session', issued(sessionId(1), 'root-session', { principal: null })],
    ['a session of the root user', issued(sessionId(1), 'session-token', { principal: rootUser() })],
    ['a role session without a name', issued(sessionId(1), 'role-session')],
  ])('of %s has none', (_, credential) => {
    const [, { verdict } = root] = judgeDescendants([root, credential], circumstances());
    expect(verdict).toEqual({ what: 'cannot', rule: 'by-hand', why: verdictReasons['by-hand'] });
  });

  it('is all that a leaked root key issues to itself', () => {
    const ofRoot = { ...root, principal: rootUser() };
    const token = issued(sessionId(1), 'session-token', { principal: rootUser() });
    const federated = issued(sessionId(2), 'federation-token', {
      principal: { kind: 'federated-user', name: 'guest', arn: 'arn:aws:sts::1:federated-user/guest' },
    });
    const inConsole = issued('console-session:x', 'console-session', { principal: rootUser() });
    const cannot = 'cannot by-hand';
    expect(judged([token, federated, inConsole], {}, ofRoot)).toEqual([cannot, cannot, cannot]);
  });
});

function rootUser() {
  return { kind: 'root', name: 'root', arn: `arn:aws:iam::${victim}:root` };
}

describe("what the deny on the leaked key's user holds", () => {
  const guest = { kind: 'federated-user', name: 'guest', arn: `arn:aws:sts::${victim}:federated-user/guest` };

  it('are its sessions, its password and its federated users, whatever else is said of them', () => {
    expect(
      judged([
        issued(sessionId(1), 'session-token', { principal: userOf('ci'), issuedAt: before }),
        issued(sessionId(2), 'federation-token', { principal: guest }),
        loginOf('ci'),
        issued('console-session:ci', 'console-session', { principal: userOf('ci'), certain: false }),
        issued(sessionId(3), 'federation-token', { principal: guest, issuedBy: sessionId(1) }),
      ]),
    ).toEqual(Array(5).fill('covered same-user'));
  });

  it('is no other key of the user, and nothing of another one', () => {
    expect(judged([keyOf(1, 'ci'), loginOf('boss')])).toEqual([thief, thief]);
  });

  it('is nothing where the leaked credential is the session of a role', () => {
    const ofRole = { ...root, kind: 'role-session', principal: roleOf('deploy') } as const;
    const token = issued(sessionId(1), 'session-token', { principal: userOf('boss') });
    expect(judged([token], {}, ofRole)).toEqual([thief]);
  });

  it('is told while it lives only', () => {
    expect(judged([issued(sessionId(1), 'session-token', { principal: userOf('ci'), ...ended })])).toEqual([
      'expired ended',
    ]);
  });
});

describe('what a credential in doubt issued', () => {
  const [parent, child] = [session(1, 'deploy', 'a'), session(2, 'admin', 'b', { issuedBy: sessionId(1) })];

  it.each<[string, Partial<KnownCredential>]>([
    ['the workload', { issuedAt: before }],
    ['the workload, ended since', { issuedAt: before, ...ended }],
    ['the workload in the office', { issuedFrom: office }],
    ['nobody knows whom', { issuedFrom: anywhere }],
    ['nobody knows whom, ended since', { issuedFrom: anywhere, ...ended }],
  ])('that is of %s waits, too', (_, more) => {
    expect(judged([{ ...parent, ...more }, child])[1]).toBe('waits of-a-waiting-one');
  });

  it('waits where its issuer is held by the deny on the user and may be the workload', () => {
    const token = issued(sessionId(1), 'session-token', { principal: userOf('ci'), issuedAt: before });
    expect(judged([token, child])).toEqual(['covered same-user', 'waits of-a-waiting-one']);
  });

  it('is told by its own doubt where it has one', () => {
    const waiting = { ...parent, issuedAt: before };
    expect(judged([waiting, { ...child, issuedAt: before }])[1]).toBe('waits older');
    expect(judged([waiting, { ...child, issuedFrom: office }])[1]).toBe('waits workload');
    expect(judged([waiting, { ...child, certain: false }])[1]).toBe('waits inferred');
  });

  it('is contained where only the deny of its issuer would stop others', () => {
    const shared = session(3, 'deploy', 'a', { issuedFrom: office });
    expect(judged([parent, shared, child])).toEqual(['waits shared-session', 'waits workload', thief]);
  });
});

describe('one deny for several', () => {
  it('is asked for once where sessions of a role go by one name', () => {
    expect(
      judged([
        session(1, 'deploy', 'a'),
        session(2, 'deploy', 'a'),
        session(3, 'deploy', 'b'),
        session(4, 'admin', 'a'),
      ]),
    ).toEqual([thief, 'covered same-session', thief, thief]);
  });

  it('is asked for by the session that was issued last: the deny holds what was issued before it alone', () => {
    const late = session(2, 'deploy', 'a', { issuedAt: now });
    expect(judged([session(1, 'deploy', 'a'), late])).toEqual(['covered same-session', thief]);
    expect(judged([late, session(1, 'deploy', 'a')])).toEqual([thief, 'covered same-session']);
  });

  it('waits where nobody could say who else goes by the name', () => {
    const knowsName = (name: string) => name === 'a';
    const token = issued(sessionId(3), 'session-token', { principal: userOf('boss'), sessionName: 'b' });
    expect(judged([session(1, 'deploy', 'a'), session(2, 'deploy', 'b'), token], { knowsName })).toEqual([
      thief,
      'waits unknown-others',
      thief,
    ]);
  });

  it('is not asked for beyond ten sessions of one role', () => {
    const many = Array.from({ length: 12 }, (_, number) => session(number, 'deploy', `s-${number}`));
    const again = session(12, 'deploy', 's-0');
    const told = judged([...many, again, session(13, 'admin', 's')]);
    expect(told.filter((each) => each === 'waits too-many')).toHaveLength(2);
    expect(told.slice(-2)).toEqual(['covered same-session', thief]);
  });

  it('is asked for once a user', () => {
    const token = (number: number) =>
      issued(sessionId(number), 'session-token', {
        principal: userOf('boss'),
        issuedBy: keyOf(1, 'boss').id,
      });
    expect(judged([keyOf(1, 'boss'), token(1), token(2), loginOf('boss'), loginOf('dana')])).toEqual([
      thief,
      thief,
      'covered same-user',
      'covered same-user',
      thief,
    ]);
  });

  it.each<[string, Partial<KnownCredential>]>([
    ['the workload', { issuedAt: before }],
    ['the workload in the office', { issuedFrom: office }],
    ['nobody knows whom', { issuedFrom: anywhere }],
  ])('waits where it would stop a living session of %s too, whichever is known first', (_, more) => {
    const [own, other] = [session(1, 'deploy', 'ci'), session(2, 'deploy', 'ci', more)];
    expect(judged([own, other])[0]).toBe('waits shared-session');
    expect(judged([other, own])[1]).toBe('waits shared-session');
    expect(judged([own, { ...other, ...ended }])[0]).toBe(thief);
    expect(judged([own, { ...other, sessionName: 'other' }])[0]).toBe(thief);
  });

  it('does not wait for the very same session under another id', () => {
    expect(judged([session(1, 'deploy', 'ci'), session(2, 'deploy', 'ci', { certain: false })])).toEqual([
      thief,
      'waits inferred',
    ]);
  });
});

describe('a console session', () => {
  const inConsole = (issuedBy: string, more: Partial<KnownCredential> = {}) =>
    issued(`console-session:${issuedBy}`, 'console-session', {
      issuedBy,
      principal: roleOf('deploy'),
      ...more,
    });

  it('is held by the deny of the session that opened it', () => {
    const opened = inConsole(sessionId(1));
    expect(judged([session(1, 'deploy', 'a'), opened])).toEqual([thief, 'covered same-session']);
    const inside = inConsole(opened.id, { certain: false });
    expect(judged([session(1, 'deploy', 'a'), opened, inside])[2]).toBe('covered same-session');
  });

  it('of the leaked session itself is held with it', () => {
    const leakedSession = { ...root, kind: 'role-session', principal: roleOf('deploy') } as const;
    expect(judged([inConsole(leaked)], {}, leakedSession)).toEqual(['covered same-session']);
  });

  it('is held by the deny on the user whose password opened it', () => {
    const signIn = inConsole(loginOf('boss').id, {
      principal: { ...userOf('boss'), arn: userArn('people/boss') },
    });
    expect(judged([loginOf('boss'), signIn])).toEqual([thief, 'covered same-user']);
  });

  it('waits where its opener waits, and cannot be held where its opener cannot', () => {
    const shared = session(2, 'deploy', 'a', { issuedFrom: office });
    expect(judged([session(1, 'deploy', 'a'), shared, inConsole(sessionId(1))])[2]).toBe(
      'waits of-a-waiting-one',
    );
    const nameless = issued(sessionId(1), 'role-session');
    expect(judged([nameless, inConsole(sessionId(1))])[1]).toBe('cannot by-hand');
    expect(
      judged([session(1, 'deploy', 'a', { certain: false }), inConsole(sessionId(1), { certain: false })]),
    ).toEqual(['waits inferred', 'waits inferred']);
  });
});

describe(`beyond ${mostPrincipals} principals`, () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, number) => session(number, `role-${number}`, 'x'));

  it('a person decides', () => {
    const verdicts = judged(many(12));
    expect(verdicts.slice(0, 10)).toEqual(Array(10).fill(thief));
    expect(verdicts.slice(10)).toEqual(['waits too-many', 'waits too-many']);
  });

  it('those that were counted before are contained further, by any of their credentials', () => {
    expect(judged([...many(11), session(20, 'role-3', 'y'), keyOf(1, 'dana')]).slice(10)).toEqual([
      'waits too-many',
      thief,
      'waits too-many',
    ]);
  });

  it('nothing is called held by a deny that is not given', () => {
    const twice = [...many(11), session(20, 'role-10', 'x')];
    expect(judged(twice).slice(10)).toEqual(['waits too-many', 'waits too-many']);
  });

  it('what waits for another reason takes no place, and what has no principal takes one by its id', () => {
    const waiting = many(12).map((each) => ({ ...each, issuedAt: before, id: `${each.id}W` }));
    expect(judged([...waiting, ...many(10)]).slice(12)).toEqual(Array(10).fill('waits shared-session'));
    const elsewhere = many(10).map((each) => ({ ...each, sessionName: 'other' }));
    expect(judged([...waiting, ...elsewhere]).slice(12)).toEqual(Array(10).fill(thief));
    const nameless = Array.from({ length: 11 }, (_, number) => ({ ...keyOf(number, 'x'), principal: null }));
    expect(judged(nameless).at(-1)).toBe('waits too-many');
  });
});

describe('what the lineage made', () => {
  const [user, role] = ['AWS::IAM::User', 'AWS::IAM::Role'];
  const verdictsOf = (
    things: ReturnType<typeof created>[],
    descendants: KnownCredential[] = [],
    more: More = {},
  ): (string | undefined)[] => {
    const about = circumstances(more);
    const credentials = judgeDescendants([root, ...descendants], about);
    return judgeCreated(things, credentials, about).map(
      ({ verdict }) => verdict && `${verdict.what} ${verdict.rule}`,
    );
  };

  it('is contained where it is a user or a role that still stands', () => {
    const things = [
      created(user, 'support'),
      created(role, 'helper'),
      created(user, 'gone', { removedAt: after }),
      created('AWS::EC2::Instance', 'i-0abc'),
      created('AWS::IAM::UserPolicy', 'x'),
    ];
    expect(verdictsOf(things)).toEqual([thief, thief, undefined, undefined, undefined]);
  });

  it('does not tell again where the call came from', () => {
    const [thing] = judgeCreated([created(user, 'support')], [root], circumstances());
    expect(thing).not.toHaveProperty('from');
  });

  it.each<[string, string, Parameters<typeof created>[2], More]>([
    ['before the leak', 'waits older', { at: before }, {}],
    ['from the office', 'waits workload', { from: office }, {}],
    ['with a tool that is used everywhere', 'waits cannot-tell', { from: anywhere }, {}],
    ['by nobody who is known', 'waits inferred', { by: sessionId(9) }, {}],
    ['of a leak without a time', 'waits no-time', {}, { leak: { at: null, by: 'unknown', why: '' } }],
    ['from a place that nobody knows', thief, { from: { ip: null, userAgent: null } }, {}],
  ])('%s: %s', (_, expected, more, about) => {
    expect(verdictsOf([created(role, 'helper', more)], [], about)).toEqual([expected]);
  });

  it.each<[string, string, Partial<KnownCredential>]>([
    ['the thief', thief, {}],
    ['one whose link is inferred', 'waits inferred', { certain: false }],
    ['the workload', 'waits of-a-waiting-one', { issuedAt: before }],
    ['the workload, ended since', 'waits of-a-waiting-one', { issuedAt: before, ...ended }],
  ])('by a session of %s: %s', (_, expected, more) => {
    const maker = session(1, 'deploy', 'a', more);
    expect(verdictsOf([created(user, 'support', { by: maker.id, from: abroad })], [maker])).toEqual([
      expected,
    ]);
  });

  it('counts among the principals that are contained at once', () => {
    const sessions = Array.from({ length: 8 }, (_, number) => session(number, `role-${number}`, 'x'));
    const key = keyOf(1, 'support');
    const things = ['support', 'second', 'third', 'fourth'].map((name) => created(user, name));
    expect(verdictsOf([...things, created(role, 'role-3')], [...sessions, key])).toEqual([
      thief,
      thief,
      'waits too-many',
      'waits too-many',
      thief,
    ]);
    const nameless = Array.from({ length: 10 }, (_, number) => ({ ...keyOf(number, 'x'), principal: null }));
    expect(verdictsOf(things.slice(0, 1), nameless)).toEqual(['waits too-many']);
  });

  it('until then it does not matter how long a session of its maker would have lived', () => {
    const maker = session(1, 'deploy', 'a', { until: muchLater });
    expect(verdictsOf([created(user, 'support', { by: maker.id })], [maker])).toEqual([thief]);
  });
});

describe('a console', () => {
  const opener = session(1, 'deploy', 'a', ended);
  const consoleOf = (more: Partial<KnownCredential>) =>
    issued('console-session:x', 'console-session', { issuedBy: opener.id, until: muchLater, ...more });

  it('that may be open still has the session denied that opened it, though that has ended', () => {
    expect(judged([opener, consoleOf({})])).toEqual([thief, 'covered same-session']);
  });

  it('that has ended as well needs nothing', () => {
    expect(judged([opener, consoleOf(ended)])).toEqual(['expired ended', 'expired ended']);
  });
});

it('nothing is called held by the deny on a user that is not denied', () => {
  const token = issued(sessionId(1), 'session-token', { principal: root.principal });
  const open = issued('console-session:x', 'console-session', { principal: root.principal });
  expect(judged([token, open])).toEqual(['covered same-user', 'covered same-user']);
  expect(judged([token, open], { userIsFree: true })).toEqual([
    'cannot user-not-denied',
    'cannot user-not-denied',
  ]);
});
