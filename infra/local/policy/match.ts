import { arnFits } from './arn.ts';
import type { Listed } from './statement.ts';
import type { Expand } from './variables.ts';
import { fits, pattern } from './wildcard.ts';

/** Actions are not case-sensitive, in the service or in the name. */
export const coversAction = (listed: Listed, action: string): boolean => {
  const asked = action.toLowerCase();
  return listed.values.some((value) => fits(pattern(value.toLowerCase()), asked)) !== listed.negated;
};

/**
 * ARNs are case-sensitive. A pattern with a variable that has no value matches no resource, which makes a
 * NotResource cover it (IAM guide, "Policy variables with no value"). An action without a resource asks for `*`,
 * and only the pattern `*` covers that.
 */
export const coversResource = (listed: Listed, resource: string, expand: Expand): boolean => {
  const covered = listed.values.map((value) => {
    if (value === '*') return true;
    const tokens = expand(value, { wildcards: true });
    return tokens !== undefined && arnFits(tokens, resource);
  });
  return covered.includes(true) !== listed.negated;
};
