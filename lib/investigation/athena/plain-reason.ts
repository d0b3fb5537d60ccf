import { inert } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';

/** Longer words are Athena's advice about forums. */
const longest = 300;

/**
 * What Athena says of a query, as one short line for a report: without secrets, and without the statement, which it
 * may quote. The execution's id leads whoever may see it to all of it.
 */
export const plainReason = (words: string, executionId?: string): string => {
  const [before = ''] = redact(words).split(/\bselect\b/i);
  const line = inert(before, longest);
  return executionId ? `${line} (query ${executionId})` : line;
};
