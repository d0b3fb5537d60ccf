import { isKnown, type KnownKeys } from './known-keys.ts';
import type { Condition, Listed, Policy, Statement } from './policy.ts';

/**
 * How policies are read where they hang on what nobody knows (MFA, the address of a call):
 * - `surely`: what is allowed then is allowed whatever a call carries
 * - `perhaps`: what is not allowed then is never allowed
 */
export type Bound = 'surely' | 'perhaps';

const variable = /\$\{([^{}]*)\}/g;

const variablesIn = (text: string): string[] =>
  // `${aws:PrincipalTag/team, 'none'}` has a default for a key that is absent.
  [...text.matchAll(variable)].map(([, inside = '']) => inside.split(',')[0]?.trim() ?? '');

const isOpen = (known: KnownKeys, text: string): boolean =>
  variablesIn(text).some((key) => !known.present.has(key.toLowerCase()));

const filledIn = (known: KnownKeys, text: string, otherwise: string): string =>
  text.replaceAll(variable, (_, inside: string) => {
    const [key = ''] = inside.split(',');
    return known.present.get(key.trim().toLowerCase())?.value ?? otherwise;
  });

/** Whether it cannot be known if the condition holds. */
export const isOpenCondition = (known: KnownKeys, { key, values }: Condition): boolean =>
  !isKnown(known, key) || values.some((value) => isOpen(known, value));

/** Whether a statement is to apply to as much as it may, or to as little. */
const isGenerous = (bound: Bound, { effect }: Statement): boolean =>
  (bound === 'perhaps') === (effect === 'Allow');

const resourcesIn = (known: KnownKeys, resources: Listed, generous: boolean): Listed | undefined => {
  // What NotResource lists is taken away, so that it goes the other way round.
  const widens = generous !== resources.negated;
  const values = resources.values.flatMap((value) => {
    if (!isOpen(known, value)) return [filledIn(known, value, '')];
    return widens ? [filledIn(known, value, '*')] : [];
  });
  if (values.length > 0) return { values, negated: resources.negated };
  return resources.negated ? { values: ['*'], negated: false } : undefined;
};

/** A statement without what is not known: as much of it as the bound lets stand. */
export const bounded = (
  { statements, variables }: Policy,
  bound: Bound,
  known: KnownKeys,
): readonly Statement[] =>
  statements.flatMap((statement) => {
    const generous = isGenerous(bound, statement);
    const open = statement.conditions.filter((condition) => isOpenCondition(known, condition));
    if (open.length > 0 && !generous) return [];
    const conditions = statement.conditions
      .filter((condition) => !open.includes(condition))
      .map((each) => ({
        ...each,
        values: variables ? each.values.map((value) => filledIn(known, value, '')) : each.values,
      }));
    const resources = variables ? resourcesIn(known, statement.resources, generous) : statement.resources;
    return resources ? [{ ...statement, resources, conditions }] : [];
  });

/** Whether the two bounds differ at all. */
export const isConditional = ({ statements, variables }: Policy, known: KnownKeys): boolean =>
  statements.some(
    ({ resources, conditions }) =>
      conditions.some((condition) => isOpenCondition(known, condition)) ||
      (variables && resources.values.some((value) => isOpen(known, value))),
  );
