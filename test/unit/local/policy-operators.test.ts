import { describe, expect, it } from 'vitest';
import { evaluate } from '#infra/local/policy/evaluate.ts';
import type { AccessRequest, NamedPolicy, RequestContext, Verdict } from '#infra/local/policy/model.ts';
import { requesterOf } from '#infra/local/policy/principal.ts';
import { UndecidablePolicy } from '#infra/local/policy/undecidable.ts';
import { cast } from '#test/fixtures/policy-cases/cast.ts';
import { load } from '#test/fixtures/policy-cases/load.ts';

type Value = string | string[] | boolean | number;

const policyWith = (effect: 'Allow' | 'Deny', operator: string, value: Value): NamedPolicy => ({
  name: effect,
  kind: 'identity',
  document: {
    Version: '2012-10-17',
    Statement: {
      Effect: effect,
      Action: '*',
      Resource: '*',
      Condition: { [operator]: { 'test:Key': value as string } },
    },
  },
});

const everything: NamedPolicy = {
  name: 'everything',
  kind: 'identity',
  document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
};

const ask = (value: string | string[] | null, identity: NamedPolicy[]): Verdict['decision'] => {
  const context: RequestContext = value === null ? {} : { 'test:key': value };
  const principal = requesterOf(cast('alice').caller);
  const request: AccessRequest = { action: 's3:ListAllMyBuckets', resource: '*', principal, context };
  return evaluate(request, { identity }).decision;
};

for (const { topic, operators } of load('operators')) {
  describe(topic, () => {
    const rows = operators.map((row) => ({
      ...row,
      said: JSON.stringify(row.policy),
      has: JSON.stringify(row.request),
    }));
    it.each(rows)('$operator $said against $has: $holds', ({ operator, policy, request, holds }) => {
      const allowing = () => ask(request, [policyWith('Allow', operator, policy)]);
      const denying = () => ask(request, [everything, policyWith('Deny', operator, policy)]);
      if (holds === 'undecidable') {
        expect(allowing).toThrow(UndecidablePolicy);
        expect(denying).toThrow(UndecidablePolicy);
        return;
      }
      expect(allowing()).toBe(holds ? 'allowed' : 'implicit-deny');
      expect(denying()).toBe(holds ? 'explicit-deny' : 'allowed');
    });
  });
}
