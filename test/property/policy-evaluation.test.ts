import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyStatement } from '#infra/local/contract.ts';
import { evaluate } from '#infra/local/policy/evaluate.ts';
import type {
  AccessRequest,
  NamedPolicy,
  PolicyKind,
  PolicySet,
  Verdict,
} from '#infra/local/policy/model.ts';
import { requesterOf } from '#infra/local/policy/principal.ts';
import { cast } from '#test/fixtures/policy-cases/cast.ts';

/** A small world, so that statements and requests meet often. */
const queue = 'arn:aws:sqs:us-east-1:111122223333:jobs';
const actions = ['sqs:SendMessage', 'sqs:DeleteQueue', 'iam:CreateUser'];
const patterns = ['*', 'sqs:*', 'SQS:send*', 'sqs:DeleteQueue', 'iam:*'];
const resources = ['*', queue, 'arn:aws:sqs:*:*:*', 'arn:aws:sqs:*:*:other'];
const who = ['alice', 'alice-token', 'builder', 'carol', 'root', 'mallory', 'lambda'];
const principals = [
  '111122223333',
  '444455556666',
  '*',
  'arn:aws:iam::111122223333:user/alice',
  'arn:aws:iam::444455556666:user/mallory',
  'arn:aws:iam::111122223333:role/builder',
  'arn:aws:sts::111122223333:assumed-role/builder/ci-7',
  'arn:aws:sts::111122223333:federated-user/carol',
];
const conditions = [
  {},
  { StringEquals: { 'test:a': 'x' } },
  { StringNotEquals: { 'test:a': 'x' } },
  { StringEqualsIfExists: { 'test:b': 'y' } },
  { 'ForAllValues:StringEquals': { 'test:b': ['y', 'z'] } },
  { Null: { 'test:a': true } },
];

type Effect = PolicyStatement['Effect'];
let sids = 0;

const statement = (kind: PolicyKind, effects: Effect[] = ['Allow', 'Allow', 'Deny']) =>
  fc
    .record({
      effect: fc.constantFrom<Effect>(...effects),
      action: fc.uniqueArray(fc.constantFrom(...patterns), { minLength: 1, maxLength: 2 }),
      notAction: fc.boolean(),
      resource: fc.constantFrom(...resources),
      condition: fc.constantFrom(...conditions),
      principal: fc.constantFrom(...principals),
    })
    .map((drawn): PolicyStatement => {
      sids += 1;
      return {
        Sid: `S${sids}`,
        Effect: drawn.effect,
        [drawn.notAction ? 'NotAction' : 'Action']: drawn.action,
        Resource: drawn.resource,
        Condition: drawn.condition,
        ...(kind === 'resource' ? { Principal: { AWS: drawn.principal } } : {}),
      };
    });

const policyOf = (kind: PolicyKind, name: string, Statement: PolicyStatement[]): NamedPolicy => ({
  kind,
  name,
  document: { Version: '2012-10-17', Statement },
});

const policy = (kind: PolicyKind) =>
  fc
    .tuple(fc.uuid(), fc.array(statement(kind), { minLength: 1, maxLength: 4 }))
    .map(([name, statements]) => policyOf(kind, name, statements));

const several = (kind: PolicyKind, maxLength = 2) => fc.array(policy(kind), { maxLength });

const policySet: fc.Arbitrary<PolicySet> = fc
  .record({
    identity: several('identity', 3),
    boundary: several('boundary', 1),
    session: several('session'),
    scps: fc.array(several('scp'), { maxLength: 2 }),
    resource: fc.option(policy('resource'), { nil: undefined }),
  })
  .map(({ resource, ...rest }) => (resource ? { ...rest, resource } : rest));

const request: fc.Arbitrary<AccessRequest> = fc
  .record({
    action: fc.constantFrom(...actions),
    resource: fc.constantFrom(queue, '*'),
    principal: fc.constantFrom(...who).map((name) => requesterOf(cast(name).caller)),
    a: fc.constantFrom({}, { 'test:a': 'x' }, { 'test:a': 'other' }),
    b: fc.constantFrom({}, { 'test:b': 'y' }, { 'TEST:B': 'q' }),
  })
  .map(({ a, b, ...rest }) => ({ ...rest, context: { ...a, ...b } }));

const order: Verdict['decision'][] = ['explicit-deny', 'implicit-deny', 'allowed'];
const rank = (asked: AccessRequest, set: PolicySet) => order.indexOf(evaluate(asked, set).decision);

/** Puts one more policy in at any place where policies may stand. */
const withMore = (
  set: PolicySet,
  kind: 'identity' | 'boundary' | 'session' | 'scp',
  more: PolicyStatement,
) => {
  const added = policyOf(kind, 'added', [more]);
  if (kind === 'scp') return { ...set, scps: [...(set.scps ?? []), [added]] };
  return { ...set, [kind]: [added, ...(set[kind] ?? [])] };
};

const shuffledPolicy = (named: NamedPolicy, turn: number): NamedPolicy => {
  if (typeof named.document === 'string') return named;
  const statements = [named.document.Statement].flat();
  return { ...named, document: { ...named.document, Statement: turned(statements, turn) } };
};

const turned = <Item>(items: readonly Item[], by: number): Item[] => {
  const at = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(at), ...items.slice(0, at)].reverse();
};

const turnedSet = (set: PolicySet, by: number): PolicySet => {
  const list = (policies: readonly NamedPolicy[] = []) =>
    turned(
      policies.map((named) => shuffledPolicy(named, by)),
      by,
    );
  const rest = {
    identity: list(set.identity),
    boundary: list(set.boundary),
    session: list(set.session),
    scps: turned((set.scps ?? []).map(list), by),
  };
  return set.resource ? { ...rest, resource: shuffledPolicy(set.resource, by) } : rest;
};

const runs = { numRuns: 2_000 };

describe('evaluating policies', () => {
  it('never allows more when a Deny is added anywhere', () => {
    const kind = fc.constantFrom('identity', 'boundary', 'session', 'scp');
    fc.assert(
      fc.property(request, policySet, kind, statement('identity', ['Deny']), (asked, set, where, deny) => {
        expect(rank(asked, withMore(set, where, deny))).toBeLessThanOrEqual(rank(asked, set));
      }),
      runs,
    );
  });

  it('never denies more when an Allow is added to the identity', () => {
    fc.assert(
      fc.property(request, policySet, statement('identity', ['Allow']), (asked, set, allow) => {
        expect(rank(asked, withMore(set, 'identity', allow))).toBeGreaterThanOrEqual(rank(asked, set));
      }),
      runs,
    );
  });

  it('never allows more when a boundary or a level of SCPs is put on', () => {
    const kind = fc.constantFrom('boundary', 'scp');
    fc.assert(
      fc.property(request, policySet, kind, statement('scp'), (asked, set, where, limit) => {
        const before = where === 'boundary' ? { ...set, boundary: [] } : set;
        expect(rank(asked, withMore(before, where, limit))).toBeLessThanOrEqual(rank(asked, before));
      }),
      runs,
    );
  });

  it('denies everything as soon as an unconditional Deny stands anywhere', () => {
    const kind = fc.constantFrom('identity', 'boundary', 'session', 'scp');
    const deny: PolicyStatement = { Effect: 'Deny', Action: '*', Resource: '*' };
    fc.assert(
      fc.property(request, policySet, kind, (asked, set, where) => {
        // Service control policies do not bind the services of AWS.
        fc.pre(where !== 'scp' || asked.principal.kind !== 'service');
        expect(evaluate(asked, withMore(set, where, deny)).decision).toBe('explicit-deny');
      }),
      runs,
    );
  });

  it('does not depend on the order of policies and statements', () => {
    fc.assert(
      fc.property(request, policySet, fc.nat(7), (asked, set, by) => {
        const one = evaluate(asked, set);
        const other = evaluate(asked, turnedSet(set, by));
        const grounds = (verdict: Verdict) => verdict.by.map((ground) => JSON.stringify(ground)).sort();
        expect(other.decision).toBe(one.decision);
        expect(grounds(other)).toEqual(grounds(one));
        if (one.decision !== 'allowed') expect(other.why).toBe(one.why);
      }),
      runs,
    );
  });

  it('does not depend on the case of the action', () => {
    fc.assert(
      fc.property(request, policySet, (asked, set) => {
        const shouted = { ...asked, action: asked.action.toUpperCase() };
        expect(evaluate(shouted, set).decision).toBe(evaluate(asked, set).decision);
      }),
      runs,
    );
  });

  it('draws all three decisions often, so that the properties above mean something', () => {
    const seen = new Map<string, number>();
    for (const [asked, set] of fc.sample(fc.tuple(request, policySet), 1_000)) {
      const { decision } = evaluate(asked, set);
      seen.set(decision, (seen.get(decision) ?? 0) + 1);
    }
    for (const decision of order) expect(seen.get(decision) ?? 0, decision).toBeGreaterThan(25);
  });
});
