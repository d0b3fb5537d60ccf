import { readBoolean } from './operators/bool.ts';
import { operators } from './operators/index.ts';
import type { Operator } from './operators/operator.ts';
import type { RequestKeys } from './request-keys.ts';
import { UndecidablePolicy } from './undecidable.ts';
import type { Expand } from './variables.ts';

export interface OperatorUse {
  set?: 'ForAllValues' | 'ForAnyValue';
  /** Undefined for Null. */
  operator: Operator | undefined;
  ifExists: boolean;
}

export interface Condition extends OperatorUse {
  key: string;
  values: readonly string[];
}

/** Takes `ForAnyValue:StringLikeIfExists` apart; undefined when AWS has no such operator. */
export const readOperator = (name: string): OperatorUse | undefined => {
  if (name === 'Null') return { operator: undefined, ifExists: false };
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const operator = operators.get(base);
  if (!operator) return undefined;
  const use = { operator, ifExists: ifExists !== undefined };
  return set === 'ForAllValues' || set === 'ForAnyValue' ? { ...use, set } : use;
};

/** A set operator and Null take an empty value for none ("a null dataset, such as an empty string"). */
const filled = (keys: RequestKeys, key: string): string[] => keys.all(key).filter((value) => value !== '');

const holdsForSet = (condition: Condition, values: readonly string[], one: (actual: string) => boolean) => {
  const each = values.map(one);
  if (condition.set === 'ForAllValues') return !each.includes(false);
  // ForAnyValue is false without values and IfExists true: AWS does not say which wins.
  if (values.length === 0 && condition.ifExists) {
    throw new UndecidablePolicy(`ForAnyValue with IfExists on ${condition.key}, which the request lacks`);
  }
  return each.includes(true);
};

/**
 * Several values of the policy are an OR, for a negated operator a NOR. Without the key a plain operator fails, a
 * negated one and any IfExists hold (IAM guide, "Condition operators" and "Conditions with multiple context keys").
 *
 * @throws UndecidablePolicy when a value is not of the operator's type, or AWS does not document the outcome.
 */
export const conditionHolds = (condition: Condition, keys: RequestKeys, expand: Expand): boolean => {
  const { operator, key, values } = condition;
  const present = filled(keys, key);
  if (!operator) return values.map((value) => readBoolean(value) === (present.length === 0)).includes(true);
  const one = (actual: string): boolean =>
    values.map((value) => operator.compare(value, actual, expand)).includes(true) !== operator.negated;
  if (condition.set) return holdsForSet(condition, present, one);
  const actual = keys.single(key);
  return actual === undefined ? condition.ifExists || operator.negated : one(actual);
};
