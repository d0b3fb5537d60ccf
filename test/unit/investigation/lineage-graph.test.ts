import { describe, expect, it } from 'vitest';
import type { Door } from '#lib/investigation/lineage/door.ts';
import { LineageGraph } from '#lib/investigation/lineage/graph.ts';
import type { Issued } from '#lib/investigation/lineage/issuing.ts';
import type { Link } from '#lib/investigation/lineage/known.ts';
import { Pending } from '#lib/investigation/lineage/pending.ts';
import { abroad, sessionArn, userArn, victim } from '#test/fixtures/cloudtrail/callers.ts';
import { sessionId, userOf } from './descendants.ts';
import { leaked } from './lineage.ts';

const issued = (id: string, more: Partial<Issued> = {}): Issued => ({
  id,
  kind: 'role-session',
  principal: null,
  accountId: victim,
  ...more,
});
const link = (issuedBy: string | null, more: Partial<Link> = {}): Link => ({
  issuedBy,
  via: 'AssumeRole',
  at: 0,
  certain: true,
  why: 'it says so',
  ...more,
});
const inferred = (issuedBy: string | null) => link(issuedBy, { certain: false });

const graphOf = (rootId: string | null = leaked) => {
  const seen: string[] = [];
  const graph = new LineageGraph(rootId, new Pending(), {
    adopted: ({ id }) => void seen.push(id),
    opened: ({ key }) => void seen.push(key),
  });
  if (rootId !== null) graph.do([{ issued: issued(rootId, { kind: 'access-key' }), link: link(null) }]);
  const adopt = (id: string, by: Link, more: Partial<Issued> = {}) =>
    graph.do([{ issued: issued(id, more), link: by }]);
  return { graph, seen, adopt };
};
const [a, b, c] = [sessionId(1), sessionId(2), sessionId(3)];

describe('a credential', () => {
  it('is adopted once, with the link that was found first', () => {
    const { graph, seen, adopt } = graphOf();
    adopt(a, link(leaked));
    adopt(b, link(leaked));
    adopt(a, link(b, { via: 'Other' }));
    expect(seen).toEqual([leaked, a, b]);
    expect(graph.get(a)).toMatchObject({
      issuedBy: leaked,
      via: 'AssumeRole',
      issuedAt: 0,
      linkCertain: true,
    });
    expect(graph.get(a)).not.toHaveProperty('issuedFrom');
    expect([graph.has(a), graph.has(c), graph.get(c)]).toEqual([true, false, undefined]);
  });

  it('keeps where it was issued from', () => {
    const { graph, adopt } = graphOf();
    adopt(a, link(leaked, { from: abroad }));
    expect(graph.get(a)?.issuedFrom).toEqual(abroad);
  });

  it('brings all that was waiting for it, and what that brings', () => {
    const { graph, seen, adopt } = graphOf();
    graph.pending.add(a, { issued: issued(b), link: link('?') });
    graph.pending.add(b, { opens: password('?') });
    graph.pending.add(b, { shared: 'shared-1' });
    graph.pending.add('shared shared-1', { issued: issued(c), link: link('?') });
    adopt(a, link(leaked));
    expect(new Set(seen)).toEqual(
      new Set([leaked, a, b, c, 'login-profile boss', `login-profile:${userArn('boss')}`]),
    );
    expect(graph.get(b)?.issuedBy).toBe(a);
    expect(graph.get(c)?.issuedBy).toBe(b);
    expect(graph.doors.all()).toMatchObject([{ openedBy: b }]);
    expect(graph.callerOfShared('shared-1')).toBe(b);
    expect(graph.callerOfShared('shared-2')).toBeUndefined();
  });

  it('that issues the leaked one is told, the first that was found', () => {
    const { graph, adopt } = graphOf();
    adopt(leaked, link(a));
    adopt(leaked, link(b));
    expect(graph.issuerOfRoot).toMatchObject({ issuedBy: a });
    expect(graph.get(leaked)?.issuedBy).toBeNull();
  });

  it('is not followed beyond so many, which are counted', () => {
    const { graph, adopt } = graphOf();
    for (let number = 0; number < 100_002; number++) adopt(`A${number}`, link(leaked));
    expect(graph.all()).toHaveLength(100_000);
    expect(graph.beyond).toBe(3);
    expect(graph.get('A99998')).toBeDefined();
    expect(graph.get('A99999')).toBeUndefined();
  });
});

describe('certainty', () => {
  it('is lost by all that comes from an inferred link, and is none of what is not known', () => {
    const { graph, adopt } = graphOf();
    adopt(a, inferred(leaked));
    adopt(b, link(a));
    adopt(c, link(leaked));
    expect([leaked, a, b, c, 'nobody'].map((id) => graph.isCertain(id))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    // Asked again it answers the same.
    expect([b, c].map((id) => graph.isCertain(id))).toEqual([false, true]);
  });

  it('is won when a certain link is found, by all that comes from it', () => {
    const { graph, adopt } = graphOf();
    adopt(a, inferred(leaked));
    adopt(b, link(a));
    expect(graph.isCertain(b)).toBe(false);
    adopt(a, link(leaked, { via: 'GetSessionToken' }));
    expect(graph.get(a)).toMatchObject({ via: 'GetSessionToken', linkCertain: true });
    expect([a, b].map((id) => graph.isCertain(id))).toEqual([true, true]);
  });

  it('is never lost again', () => {
    const { graph, adopt } = graphOf();
    adopt(a, link(leaked));
    adopt(a, inferred(leaked));
    graph.relink(a, inferred(b));
    expect(graph.get(a)).toMatchObject({ issuedBy: leaked, linkCertain: true });
  });

  it('of a long chain is found without going deeper with every hop', () => {
    const { graph, adopt } = graphOf();
    let last = leaked;
    for (let hop = 0; hop < 30_000; hop++) {
      adopt(`A${hop}`, link(last));
      last = `A${hop}`;
    }
    expect(graph.isCertain(last)).toBe(true);
  });

  it('of a user whose key nobody knows starts at every root', () => {
    const { graph, adopt } = graphOf(null);
    adopt(a, inferred(null));
    adopt(b, link(a));
    expect(graph.isCertain(b)).toBe(false);
    expect(graph.rootId).toBeNull();
  });
});

describe('links anew', () => {
  it('make no circle, whatever is found', () => {
    const { graph, adopt } = graphOf();
    adopt(a, inferred(leaked));
    adopt(b, link(a));
    adopt(a, link(b));
    graph.relink(a, link(b));
    graph.relink(a, link(a));
    expect(graph.get(a)?.issuedBy).toBe(leaked);
  });

  it('change an inferred one, and a certain one where another certain one tells more', () => {
    const { graph, adopt } = graphOf();
    adopt(a, inferred(leaked));
    adopt(b, link(leaked));
    graph.relink(a, inferred(b), 'console-session');
    expect(graph.get(a)).toMatchObject({ issuedBy: b, kind: 'console-session', linkCertain: false });
    graph.relink(a, link(b));
    expect(graph.get(a)).toMatchObject({ issuedBy: b, kind: 'console-session', linkCertain: true });
    graph.relink(a, link(b, { via: 'Again' }));
    expect(graph.get(a)?.via).toBe('AssumeRole');
    graph.relink(a, link(leaked, { via: 'ConsoleLogin' }));
    expect(graph.get(a)).toMatchObject({ issuedBy: leaked, via: 'ConsoleLogin' });
  });

  it('of what is not known are none', () => {
    const { graph } = graphOf();
    graph.relink(c, link(leaked));
    expect(graph.has(c)).toBe(false);
  });
});

const password = (openedBy: string, at = 5): Door => ({
  kind: 'login-profile',
  key: 'login-profile boss',
  openedBy,
  via: 'CreateLoginProfile',
  at,
  from: abroad,
  accountId: victim,
  userName: 'boss',
  userArn: userArn('boss'),
  madeUser: false,
});

describe('a door', () => {
  it('that is a password is a credential itself', () => {
    const { graph } = graphOf();
    graph.do([{ opens: password(leaked) }]);
    expect(graph.get(`login-profile:${userArn('boss')}`)).toMatchObject({
      kind: 'login-profile',
      issuedBy: leaked,
      via: 'CreateLoginProfile',
      issuedAt: 5,
      principal: userOf('boss'),
      why: 'CreateLoginProfile set the password',
      issuedFrom: abroad,
    });
  });

  it('that is a sign-in token is a session of the console, for 12 hours where a role session took it', () => {
    const token: Door = {
      ...password(a),
      kind: 'signin-token',
      key: 'token',
      via: 'GetSigninToken',
      sessionArn: sessionArn('deploy', 'a'),
    };
    const { graph, adopt } = graphOf();
    adopt(a, link(leaked), { principal: userOf('ci'), until: '2026-05-04T09:00:00.000Z' });
    graph.do([{ opens: token }]);
    const id = `console-session:${sessionArn('deploy', 'a')}`;
    expect(graph.get(id)).toMatchObject({
      issuedBy: a,
      principal: userOf('ci'),
      until: '1970-01-01T12:00:00.005Z',
    });
    const federated = graphOf();
    const short = { kind: 'federation-token', until: '2026-05-04T09:00:00.000Z' } as const;
    federated.adopt(a, link(leaked), short);
    federated.graph.do([{ opens: token }]);
    expect(federated.graph.get(id)).toMatchObject({ until: short.until });
    const other = graphOf();
    other.graph.do([{ opens: { ...token, openedBy: 'nobody' } }]);
    expect(other.graph.get(id)).toMatchObject({ principal: null });
    expect(other.graph.get(id)).not.toHaveProperty('until');
  });

  it('is opened once, or anew where it was opened earlier than was known', () => {
    const { graph, seen } = graphOf();
    graph.do([{ opens: password(leaked, 5) }]);
    graph.do([{ opens: password(leaked, 7) }]);
    expect(seen.filter((key) => key === 'login-profile boss')).toHaveLength(1);
    graph.do([{ opens: password(a, 3) }]);
    expect(seen.filter((key) => key === 'login-profile boss')).toHaveLength(2);
    expect(graph.doors.all()).toMatchObject([{ at: 3, openedBy: a }]);
    expect(graph.doors.size).toBe(1);
  });

  it('of another kind is no credential', () => {
    const { graph, seen } = graphOf();
    graph.do([{ opens: { ...password(leaked), kind: 'provider', key: 'provider', arn: 'arn:x' } }]);
    expect(seen).toEqual([leaked, 'provider']);
    expect(graph.all()).toHaveLength(1);
  });
});
