import { redact } from '#lib/platform/redact.ts';
import { text } from './detail.ts';

// More than is ever kept of one, so that what is cut off is cut off after it was looked at.
const longest = 4_096;

// Thousands of records in a row come from a few tools. What callers send is theirs to choose: the memory is bounded.
const mostRemembered = 500;
const remembered = new Map<string, string>();

/** The user agent of a CloudTrail record. The caller wrote it: secrets that stand in it are taken out. Null for none. */
export const agentOf = (value: unknown): string | null => {
  const written = text(value)?.slice(0, longest);
  if (written === undefined) return null;
  const known = remembered.get(written);
  if (known !== undefined) return known;
  const safe = redact(written);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(written, safe);
  return safe;
};
