import { inert } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';

/**
 * Text that somebody outside wrote (a title, a description, an address), as one harmless line without secrets.
 * @returns '' for what is no text
 */
export const outsideText = (value: unknown, max = 500): string =>
  typeof value === 'string' ? inert(redact(value), max) : '';
