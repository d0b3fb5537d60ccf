import { redact } from '#lib/platform/redact.ts';
import type { Case } from '../case.ts';

/** What people are given to type was made of names that were looked at: an ARN of a secret stands in it as it is. */
const commands: ReadonlySet<string> = new Set(['command', 'review', 'revert']);

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]{8,16}Z$/.test(text);
const isKeyId = (text: string): boolean => /^A[A-Z0-9]{3,31}$/.test(text);

// To redact a text takes a tenth of a millisecond, and a large case holds hundreds of thousands: what is so short and
// names no value is no secret, and most stand in it again and again.
const redacting = (): ((text: string) => string) => {
  const remembered = new Map<string, string>();
  return (text) => {
    if ((text.length < 16 && !/[=:]/.test(text)) || isTime(text) || isKeyId(text)) return text;
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const safe = redact(text);
    remembered.set(text, safe);
    return safe;
  };
};

const walk = (value: unknown, name: string, safe: (text: string) => string): unknown => {
  if (typeof value === 'string') return commands.has(name) ? value : safe(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => walk(each, name, safe));
  // What stood before a step is a document of IAM's, and no field of ours.
  if (name === 'before') return redact(value);
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, walk(each, field, safe)]));
};

/** The case without any secret: before anything of it is cut, since half a secret is one as well. */
export const redacted = (kase: Case): Case => walk(kase, '', redacting()) as Case;
