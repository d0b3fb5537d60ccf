import * as z from 'zod/mini';
import { covers } from './wildcards.ts';

const texts = z.union([z.string(), z.array(z.string())]);
const value = z.union([z.string(), z.number(), z.boolean()]);
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.optional(texts),
  NotAction: z.optional(texts),
  Resource: z.optional(texts),
  NotResource: z.optional(texts),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.union([value, z.array(value)])))),
});
const document = z.object({
  Version: z.optional(z.string()),
  Statement: z.union([statement, z.array(statement)]),
});

/** Action or NotAction, Resource or NotResource. */
export interface Listed {
  values: readonly string[];
  negated: boolean;
}

export interface Condition {
  /** `StringEquals`, `ForAnyValue:StringLikeIfExists` */
  operator: string;
  key: string;
  values: readonly string[];
}

export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: Listed;
  resources: Listed;
  conditions: readonly Condition[];
}

export interface Policy {
  /** An ARN, or the name of an inline policy with whose it is. */
  name: string;
  statements: readonly Statement[];
  /** Whether `${…}` is a variable: only since Version 2012-10-17. */
  variables: boolean;
}

const listOf = (given: string | readonly string[]): readonly string[] =>
  typeof given === 'string' ? [given] : given;

const listed = (plain: z.infer<typeof texts> | undefined, not: z.infer<typeof texts> | undefined): Listed =>
  // Without either a statement is about everything: so much is never overlooked.
  not === undefined
    ? { values: listOf(plain ?? '*'), negated: false }
    : { values: listOf(not), negated: true };

/**
 * Reads an identity policy, a boundary or a service control policy.
 * @throws Error that names the policy, where it is not one: a Deny in it must not be overlooked
 */
export const readPolicy = (name: string, text: string): Policy => {
  try {
    const { Version, Statement } = document.parse(JSON.parse(text));
    const statements = (Array.isArray(Statement) ? Statement : [Statement]).map(
      ({ Effect, Action, NotAction, Resource, NotResource, Condition = {} }): Statement => ({
        effect: Effect,
        actions: listed(Action, NotAction),
        resources: listed(Resource, NotResource),
        conditions: Object.entries(Condition).flatMap(([operator, keys]) =>
          Object.entries(keys).map(([key, values]) => ({
            operator,
            key,
            values: [values].flat().map(String),
          })),
        ),
      }),
    );
    return { name, statements, variables: Version === '2012-10-17' };
  } catch (cause) {
    throw new Error(`${name} is not understood`, { cause });
  }
};

/** Actions are not case-sensitive. */
export const isAbout = ({ actions: { values, negated } }: Statement, action: string): boolean => {
  const asked = action.toLowerCase();
  return values.some((each) => covers(each.toLowerCase(), asked)) !== negated;
};

const written = (name: 'Action' | 'Resource', { values, negated }: Listed): object => ({
  [negated ? `Not${name}` : name]: values,
});

const conditionsOf = (
  conditions: readonly Condition[],
): Record<string, Record<string, readonly string[]>> => {
  const all: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) all[operator] = { ...all[operator], [key]: values };
  return all;
};

/** The document again, with its variables already replaced. */
export const writtenPolicy = (statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ effect, actions, resources, conditions }) => ({
      Effect: effect,
      ...written('Action', actions),
      ...written('Resource', resources),
      ...(conditions.length > 0 && { Condition: conditionsOf(conditions) }),
    })),
  });
