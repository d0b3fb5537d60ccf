import { isTellingName, redactPatterns } from './redact-patterns.ts';
import { redacted } from './redact-runs.ts';

const deepest = 24;
/** Each decoding counts as this many levels, so that text encoded again and again costs bounded time. */
const decoding = 4;

const percentDecoded = (text: string): string =>
  text.replaceAll(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const controls: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-f]{4})|(["'\\/nrt]))/gi, (_, code?: string, plain = '') =>
    code === undefined ? (controls[plain] ?? plain) : String.fromCharCode(Number.parseInt(code, 16)),
  );

/** The redacted document, or the text itself where it is no JSON or holds no secret. */
const redactDocument = (text: string, depth: number): string => {
  if (!/^\s*[[{"]/.test(text)) return text;
  try {
    const document: unknown = JSON.parse(text);
    const safe = JSON.stringify(walk(document, depth + decoding, []));
    return safe === JSON.stringify(document) ? text : safe;
  } catch {
    // It only looks like JSON, or it is nested beyond the stack: the patterns read it as plain text.
    return text;
  }
};

/** A decoded reading replaces the text only if it shows a secret that the text as it stands hides. */
const redactString = (text: string, depth: number): string => {
  if (depth > deepest) return redactPatterns(text);
  const safe = redactPatterns(redactDocument(text, depth));
  const decoded = unescaped(percentDecoded(safe));
  if (decoded === safe) return safe;
  const safeDecoded = redactString(decoded, depth + decoding);
  return safeDecoded === decoded ? safe : safeDecoded;
};

const isSecretValue = (value: unknown): boolean =>
  value !== null && value !== '' && value !== undefined && typeof value !== 'boolean';

/** `{name: 'authorization', value: '…'}`, as lists of headers and of parameters are written. */
const namesItsValue = (entries: readonly (readonly [string, unknown])[]): boolean =>
  entries.some(
    ([key, value]) => /^(?:name|key)$/i.test(key) && typeof value === 'string' && isTellingName(value),
  );

const walkEntries = (entries: [string, unknown][], depth: number, above: readonly object[]): object => {
  const paired = namesItsValue(entries);
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const secret = isTellingName(key) || (paired && /^value$/i.test(key));
      return [
        redactString(key, depth),
        secret && isSecretValue(value) ? redacted : walk(value, depth + 1, above),
      ];
    }),
  );
};

/** An error as a log may show it: no stack (it repeats the message) and none of its other properties. */
const plainError = (error: Error, depth: number, above: readonly object[]): object => {
  const { name, message, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  const shown = { name, message, ...(code !== undefined && { code }), ...(cause !== undefined && { cause }) };
  return walkEntries(Object.entries(shown), depth, above);
};

const walkObject = (value: object, depth: number, above: readonly object[]): unknown => {
  if (above.includes(value)) return '[circular]';
  if (depth > deepest) return '[too deep]';
  const path = [...above, value];
  if (value instanceof Error) return plainError(value, depth, path);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) {
    return walkEntries(
      [...value].map(([key, held]) => [String(key), held]),
      depth,
      path,
    );
  }
  if (Array.isArray(value) || value instanceof Set)
    return Array.from(value, (held) => walk(held, depth + 1, path));
  if ('toJSON' in value && typeof value.toJSON === 'function') return walk(value.toJSON(), depth + 1, path);
  return walkEntries(Object.entries(value), depth, path);
};

function walk(value: unknown, depth: number, above: readonly object[]): unknown {
  if (typeof value === 'string') return redactString(value, depth);
  if (typeof value === 'bigint' || typeof value === 'symbol') return redactString(String(value), depth);
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  try {
    return walkObject(value, depth, above);
  } catch {
    // A getter, a proxy or a toJSON of a stranger threw: what cannot be read cannot be shown to be harmless.
    return '[unreadable]';
  }
}

/**
 * A copy without secrets, at any depth: AWS secret access keys and session tokens, GitHub tokens, private keys,
 * webhook signatures, JWTs, and whatever stands under a telling name; also in JSON inside strings, percent-encoded
 * or escaped. Access key ids, ARNs, account ids, UUIDs, times and hex digests of git and SHA-256 stay. Errors become
 * `{name, message, code?, cause?}`. Never throws.
 */
export function redact(value: string): string;
export function redact(value: unknown): unknown;
export function redact(value: unknown): unknown {
  return walk(value, 0, []);
}
