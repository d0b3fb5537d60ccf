import type { Expand } from '../variables.ts';

/** Compares one value of the policy with one value of the request. */
export type Compare = (expected: string, actual: string, expand: Expand) => boolean;

export interface Operator {
  compare: Compare;
  /** A negated operator holds when no value fits, and therefore also when the request lacks the key. */
  negated: boolean;
}

export const plain = (compare: Compare): Operator => ({ compare, negated: false });
export const negated = (compare: Compare): Operator => ({ compare, negated: true });
