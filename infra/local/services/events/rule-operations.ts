import type { Call, Operation, Shape } from '../../contract.ts';
import { scopeOf } from '../scope.ts';
import type { Buses } from './buses.ts';
import { type Bus, deleteRule, listedRule, putRule, type Rule, ruleArn, ruleOf } from './rules.ts';

export const busNamed = (buses: Buses, input: Shape, call: Call): Bus =>
  buses.of(scopeOf(call), input.EventBusName);

export const ruleArns = (input: Shape, call: Call): string[] => {
  const busName = (input.EventBusName ?? 'default').split('/').pop();
  return [ruleArn(scopeOf(call), busName, input.Name ?? input.Rule ?? '')];
};

/** The operations on rules. A rule with a schedule runs from when it is put or enabled. */
export function ruleOperations(buses: Buses): Record<string, Operation> {
  const on = (readOnly: boolean, run: Operation['run']): Operation => ({
    readOnly,
    resources: ruleArns,
    run,
  });
  const settle = (rule: Rule, call: Call): void => {
    const { arn, enabled, every } = rule;
    if (enabled && every) buses.schedules.start(arn, every, () => buses.fire(rule, scopeOf(call)));
    else buses.schedules.stop(arn);
  };
  const switched = (enabled: boolean): Operation =>
    on(false, (input, call) => {
      const rule = ruleOf(busNamed(buses, input, call), input.Name);
      rule.enabled = enabled;
      settle(rule, call);
      return {};
    });
  return {
    PutRule: on(false, (input, call) => {
      const rule = putRule(busNamed(buses, input, call), scopeOf(call), input);
      settle(rule, call);
      return { RuleArn: rule.arn };
    }),
    DescribeRule: on(true, (input, call) => listedRule(ruleOf(busNamed(buses, input, call), input.Name))),
    EnableRule: switched(true),
    DisableRule: switched(false),
    DeleteRule: on(false, (input, call) => {
      deleteRule(busNamed(buses, input, call), input.Name);
      for (const arn of ruleArns(input, call)) buses.schedules.stop(arn);
      return {};
    }),
    ListRules: {
      readOnly: true,
      run: (input, call) => {
        const rules = [...busNamed(buses, input, call).rules.values()];
        return { Rules: rules.filter(({ name }) => name.startsWith(input.NamePrefix ?? '')).map(listedRule) };
      },
    },
  };
}
