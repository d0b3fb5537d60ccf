import { describe, expect, it } from 'vitest';
import { evaluate } from '#infra/local/policy/evaluate.ts';
import { UndecidablePolicy } from '#infra/local/policy/undecidable.ts';
import { load } from '#test/fixtures/policy-cases/load.ts';
import { policySetOf, requestOf } from '#test/fixtures/policy-cases/scene.ts';

for (const { topic, groups } of load('decisions')) {
  describe(topic, () => {
    const cases = groups.flatMap(({ policies, cases }) => cases.map((one) => ({ ...one, policies })));
    it.each(cases)('$name: $who $action is $decision', ({ policies, ...one }) => {
      const decide = () => evaluate(requestOf(one), policySetOf(policies));
      if (one.decision === 'undecidable') {
        expect(decide).toThrow(UndecidablePolicy);
        expect(decide).toThrow(one.why);
        return;
      }
      const verdict = decide();
      expect({ decision: verdict.decision, why: verdict.why }).toEqual({
        decision: one.decision,
        why: one.why ?? verdict.why,
      });
      const by = verdict.by.map(({ policy, statement }) => `${policy}#${statement}`).sort();
      expect(by).toEqual(one.by?.toSorted() ?? by);
    });
  });
}

it('explains every verdict of the table by the statements that made it', () => {
  const cases = load('decisions').flatMap(({ groups }) => groups);
  const verdicts = cases.flatMap(({ policies, cases }) =>
    cases
      .filter(({ decision }) => decision !== 'undecidable')
      .map((one) => ({ ...evaluate(requestOf(one), policySetOf(policies)), who: one.who })),
  );
  for (const { decision, by, why, who } of verdicts) {
    if (decision === 'explicit-deny') expect(by.length, why).toBeGreaterThan(0);
    if (decision === 'implicit-deny') expect(by).toEqual([]);
    if (decision === 'allowed' && !who.startsWith('root')) expect(by.length, why).toBeGreaterThan(0);
    expect(why).toMatch(/^(with an explicit deny in (an?|the) |because )/);
  }
});
