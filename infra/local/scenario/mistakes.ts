import type { z } from 'zod';
import { isTellingName } from '#lib/platform/redact-patterns.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const types: Record<string, string> = {
  string: 'text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Where a mistake is and what must stand there: `users.0.path: must be text`. */
export const mistake = (path: Path, what: string): string => {
  const field = path.map(String).join('.') || 'the document';
  // What follows `consolePassword:` is a password to whoever redacts the message, and would be gone.
  return `${field}${isTellingName(field) ? '' : ':'} ${what}`;
};

/** The mistakes of one issue of the schema in our own words: some of Zod's say neither the type nor the field. */
export const mistakesOf = (issue: Issue, document: unknown): string[] => {
  const { path } = issue;
  switch (issue.code) {
    case 'invalid_type': {
      const expected = types[issue.expected] ?? issue.expected;
      const missing = path.length > 0 && valueAt(document, path) === undefined;
      return [mistake(path, missing ? `is missing: give ${expected}` : `must be ${expected}`)];
    }
    case 'unrecognized_keys':
      return issue.keys.map((key) => mistake([...path, key], 'is not a field here'));
    case 'too_small':
      return [mistake(path, `must be at least ${amount(issue.minimum, issue.origin)}`)];
    case 'too_big':
      return [mistake(path, `must be at most ${amount(issue.maximum, issue.origin)}`)];
    default:
      return [mistake(path, issue.message)];
  }
};

const amount = (limit: number | bigint, origin: string): string => {
  const units: Record<string, string> = { array: ' long', string: ' characters' };
  return `${limit}${units[origin] ?? ''}`;
};

const valueAt = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    document,
  );
