import type * as z from 'zod/mini';
import { fieldsAt } from './json-schema.ts';

type Issue = z.core.$ZodIssue;

/** What zod's small build says of everything that the schema has no words for. */
const unsaid = 'Invalid input';

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, […]',
};

const objectAt = (path: readonly PropertyKey[]): string => {
  const fields = fieldsAt(path).sort().join(', ');
  return fields ? `{…} with fields among ${fields}` : '{…}';
};

const sizes: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

const wanted = (issue: Issue): string => {
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? objectAt(issue.path);
  if (issue.code === 'too_small') return `at least ${issue.minimum}${sizes[issue.origin] ?? ''}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}${sizes[issue.origin] ?? ''}`;
  if (issue.code === 'invalid_format' && issue.pattern) return `of the form ${issue.pattern}`;
  if (issue.code === 'invalid_union') return `one of its forms; ${objectAt(issue.path)} is one`;
  if (issue.code === 'invalid_key')
    return `named otherwise: its name ${issue.issues.map(({ message }) => message).join('; ')}`;
  return 'as docs/deployment-settings.md says';
};

/** What a field must be: in the words of the schema, or of its kind where it has none. */
export const mustBe = (issue: Issue): string =>
  issue.message === unsaid ? `must be ${wanted(issue)}` : issue.message;
