import { fits, type Token } from './wildcard.ts';

const fields = 6;

/** `arn:partition:service:region:account:resource`; colons after the fifth belong to the resource. */
export const splitArn = (arn: string): string[] | undefined => {
  const parts = arn.split(':');
  if (parts[0] !== 'arn' || parts.length < fields) return undefined;
  return [...parts.slice(0, fields - 1), parts.slice(fields - 1).join(':')];
};

/** The account that an ARN names; many have none (`arn:aws:s3:::bucket`) or `aws` (managed policies). */
export const accountOf = (arn: string): string | undefined => {
  const account = splitArn(arn)?.[4];
  return account && /^\d{12}$/.test(account) ? account : undefined;
};

/** A pattern's tokens, cut at its first five colons. Undefined: it has fewer. */
const splitTokens = (tokens: readonly Token[]): Token[][] | undefined => {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token === ':' && parts.length < fields) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.length === fields ? parts : undefined;
};

export const isArnPattern = (tokens: readonly Token[]): boolean => splitTokens(tokens) !== undefined;

/**
 * Compares field by field: a `*` stays within its field, but within the last one it also spans `/` and `:`
 * (IAM guide, "Using wildcards in resource ARNs").
 */
export const arnFits = (tokens: readonly Token[], arn: string): boolean => {
  const expected = splitTokens(tokens);
  const actual = splitArn(arn);
  if (!expected || !actual) return false;
  return expected.every((part, index) => fits(part, actual[index] ?? ''));
};
