import { fits } from '../wildcard.ts';
import { type Compare, negated, plain } from './operator.ts';

/** Here `*` is only a star. */
const equal: Compare = (expected, actual, expand) =>
  expand(expected, { wildcards: false })?.join('') === actual;

const equalIgnoringCase: Compare = (expected, actual, expand) =>
  expand(expected, { wildcards: false })?.join('').toLowerCase() === actual.toLowerCase();

const like: Compare = (expected, actual, expand) => {
  const tokens = expand(expected, { wildcards: true });
  return tokens !== undefined && fits(tokens, actual);
};

export const stringOperators = {
  StringEquals: plain(equal),
  StringNotEquals: negated(equal),
  StringEqualsIgnoreCase: plain(equalIgnoringCase),
  StringNotEqualsIgnoreCase: negated(equalIgnoringCase),
  StringLike: plain(like),
  StringNotLike: negated(like),
};
