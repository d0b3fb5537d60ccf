/** `*` in a pattern: any run of characters, also none. */
export const many: unique symbol = Symbol('*');
/** `?` in a pattern: exactly one character. */
export const one: unique symbol = Symbol('?');

/** A pattern, one entry a character. What a variable brought in stays plain: its `*` is no wildcard. */
export type Token = string | typeof many | typeof one;

const wildcards: Record<string, Token> = { '*': many, '?': one };

export const literal = (text: string): Token[] => [...text];

export const pattern = (text: string): Token[] =>
  [...text].map((character) => wildcards[character] ?? character);

/**
 * Whether the whole text fits. Walks both once and, on a miss, lets the latest `*` take one character more; an
 * attacker's pattern full of stars therefore costs no more than pattern times text.
 */
export const fits = (tokens: readonly Token[], text: string): boolean => {
  const characters = [...text];
  let at = 0;
  let next = 0;
  let retry: { token: number; character: number } | undefined;
  while (next < characters.length) {
    const token = tokens[at];
    if (token === many) {
      retry = { token: at + 1, character: next };
      at += 1;
    } else if (token === one || (token !== undefined && token === characters[next])) {
      at += 1;
      next += 1;
    } else if (retry) {
      retry.character += 1;
      at = retry.token;
      next = retry.character;
    } else return false;
  }
  return tokens.slice(at).every((token) => token === many);
};
