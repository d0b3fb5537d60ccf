import type { RequestKeys } from './request-keys.ts';
import { literal, pattern, type Token } from './wildcard.ts';

/** `${key}` or `${key, 'default'}`; `${*}`, `${?}` and `${$}` stand for the characters themselves. */
const variable = /\$\{([^{}]+)\}/;
const withDefault = /^(.*?)\s*,\s*'(.*)'$/;

const resolved = (inside: string, keys: RequestKeys): string | undefined => {
  if (['*', '?', '$'].includes(inside)) return inside;
  const [, key = inside, otherwise] = withDefault.exec(inside) ?? [];
  return keys.single(key.trim()) ?? otherwise;
};

/** Turns a value of a policy into tokens; undefined when it holds a variable that has no value. */
export type Expand = (value: string, options: { wildcards: boolean }) => Token[] | undefined;

/**
 * Replaces policy variables by what the request has. A policy whose Version is not 2012-10-17 has none: there
 * `${aws:username}` is plain text (IAM guide, "Variables and tags" and "Version").
 */
export const expander = (keys: RequestKeys, variables: boolean): Expand => {
  return (value, { wildcards }) => {
    const plain = wildcards ? pattern : literal;
    const tokens: Token[] = [];
    let rest = value;
    for (let found = variables ? variable.exec(rest) : null; found; found = variable.exec(rest)) {
      const replacement = resolved(found[1] ?? '', keys);
      if (replacement === undefined) return undefined;
      tokens.push(...plain(rest.slice(0, found.index)), ...literal(replacement));
      rest = rest.slice(found.index + found[0].length);
    }
    return [...tokens, ...plain(rest)];
  };
};
