import { arnFits, isArnPattern } from '../arn.ts';
import { UndecidablePolicy } from '../undecidable.ts';
import { type Compare, negated, plain } from './operator.ts';

/**
 * Case-sensitive, field by field. Equals and Like do the same, wildcards included (IAM guide, "Amazon Resource
 * Name (ARN) condition operators"). What AWS makes of a pattern that is no ARN is not documented.
 */
const match: Compare = (expected, actual, expand) => {
  const tokens = expand(expected, { wildcards: true });
  if (!tokens) return false;
  if (!isArnPattern(tokens)) throw new UndecidablePolicy(`"${expected}" is not an ARN`);
  return arnFits(tokens, actual);
};

export const arnOperators = {
  ArnEquals: plain(match),
  ArnLike: plain(match),
  ArnNotEquals: negated(match),
  ArnNotLike: negated(match),
};
