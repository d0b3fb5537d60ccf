import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '#infra/local/policy/evaluate.ts';
import type { RequestContext } from '#infra/local/policy/model.ts';
import type { DangerousAction } from '#lib/investigation/could/dangerous-actions.ts';
import { common, covers } from '#lib/investigation/could/wildcards.ts';
import { account, ada, decideOn, type Given } from '#test/unit/investigation/could/simulated.ts';

/** A small world, in which every resource that a policy can tell apart exists. */
const keys = ['a/1', 'a/x', 'b/1', 'b/x', 'b/11', 'b/xx', 'c/1', 'c/x'].map((key) => `arn:aws:s3:::${key}`);
const users = ['ada', 'bob', 'carol'].map((name) => `arn:aws:iam::${account}:user/${name}`);
const asked: Record<string, { row: DangerousAction; resources: string[] }> = {
  's3:GetObject': {
    row: { action: 's3:GetObject', label: '', on: ['arn:{partition}:s3:::*/*'], used: [] },
    resources: keys,
  },
  'iam:CreateUser': {
    row: { action: 'iam:CreateUser', label: '', on: ['arn:{partition}:iam::{account}:user/*'], used: [] },
    resources: users,
  },
};
const rows = Object.values(asked).map(({ row }) => row);

const resource = fc.constantFrom(
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::a',
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::*/1',
  'arn:aws:s3:::b/?',
  `arn:aws:iam::${account}:*`,
  `arn:aws:iam::*:user/\${aws:username}`,
  `arn:aws:iam::*:user/bob`,
);
const action = fc.constantFrom('*', 's3:*', 's3:get*', 'iam:*', 'iam:CreateUser', 'sqs:*');
const conditions = [
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  { StringEquals: { 'aws:username': 'ada' } },
  { StringNotEquals: { 'aws:PrincipalTag/team': ['red', 'blue'] } },
  { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
];
const contexts: RequestContext[] = [{}, { 'aws:MultiFactorAuthPresent': 'true' }].flatMap((mfa) =>
  ['198.51.100.7', '203.0.113.7'].map((ip) => ({
    ...mfa,
    'aws:SourceIp': ip,
    'aws:username': 'ada',
    'aws:PrincipalTag/team': 'blue',
  })),
);

const statement = (conditional: boolean) =>
  fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      actions: fc.uniqueArray(action, { minLength: 1, maxLength: 2 }),
      notAction: fc.integer({ min: 0, max: 5 }).map((drawn) => drawn === 0),
      resources: fc.uniqueArray(resource, { minLength: 1, maxLength: 2 }),
      notResource: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn === 0),
      Condition: conditional ? fc.option(fc.constantFrom(...conditions), { freq: 2 }) : fc.constant(null),
    })
    .map(({ Effect, actions, notAction, resources, notResource, Condition }) => ({
      Effect,
      [notAction ? 'NotAction' : 'Action']: actions,
      [notResource ? 'NotResource' : 'Resource']: resources,
      ...(Condition && { Condition }),
    }));
const policy = (conditional: boolean) =>
  fc
    .array(statement(conditional), { minLength: 1, maxLength: 3 })
    .map((Statement) => JSON.stringify({ Version: '2012-10-17', Statement }));
const given = (conditional: boolean): fc.Arbitrary<Given> =>
  fc
    .record({
      identity: fc.array(policy(conditional), { maxLength: 3 }),
      boundary: fc.option(policy(conditional), { nil: undefined, freq: 2 }),
      scps: fc.array(fc.array(policy(conditional), { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
    })
    .map(({ boundary, ...rest }) => ({ ...rest, ...(boundary !== undefined && { boundary }) }));

/** What the embedded AWS answers to a real call. */
const really = (name: string, arn: string, context: RequestContext, { identity, boundary, scps }: Given) => {
  const named = (kind: 'identity' | 'boundary' | 'scp', documents: string[] = []) =>
    documents.map((document, at) => ({ name: `${kind} ${at}`, kind, document }));
  const principal = { kind: 'user' as const, arn: ada.arn, accountId: account };
  const { decision } = evaluate(
    { action: name, resource: arn, principal, resourceAccountId: account, context },
    {
      identity: named('identity', identity),
      boundary: named('boundary', boundary === undefined ? [] : [boundary]),
      scps: (scps ?? []).map((level) => named('scp', level)),
    },
  );
  return decision === 'allowed';
};

const numRuns = process.env['LONG'] ? 5000 : 250;

describe('what a key could have done', () => {
  it('is what real calls are allowed, where nothing hangs on what a call carries', async () => {
    await fc.assert(
      fc.asyncProperty(given(false), async (policies) => {
        const { of } = await decideOn(rows, policies);
        for (const [name, { resources }] of Object.entries(asked)) {
          const calls = resources.map((each) => really(name, each, contexts[0] ?? {}, policies));
          const { allowed, limits = [] } = of.get(name) ?? {};
          expect([name, allowed]).toEqual([name, calls.includes(true)]);
          if (allowed && limits.length === 0) expect(calls).not.toContain(false);
        }
      }),
      { numRuns },
    );
  });

  it('is never less than what any call is allowed, and without limits never more', async () => {
    await fc.assert(
      fc.asyncProperty(given(true), async (policies) => {
        const { of } = await decideOn(rows, policies);
        for (const [name, { resources }] of Object.entries(asked)) {
          const calls = resources.flatMap((each) =>
            contexts.map((context) => really(name, each, context, policies)),
          );
          const { allowed, limits = [] } = of.get(name) ?? {};
          if (calls.includes(true)) expect([name, allowed]).toEqual([name, true]);
          if (allowed && limits.length === 0) expect(calls).not.toContain(false);
        }
      }),
      { numRuns },
    );
  });
});

const pattern = fc
  .array(fc.constantFrom('a', 'b', '/', '*', '?'), { maxLength: 6 })
  .map((letters) => letters.join(''));
const text = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 6 }).map((letters) => letters.join(''));

describe('what two patterns have in common', () => {
  it('is covered by both, and is found where any text is', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (one, other, example) => {
        const both = common(one, other);
        if (both !== undefined) expect([covers(one, both), covers(other, both)]).toEqual([true, true]);
        if (covers(one, example) && covers(other, example)) expect(both).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });
});
