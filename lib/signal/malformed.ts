import type * as z from 'zod/mini';

/** A message that its source does not send. It can never succeed: `field` names what is wrong, as a path. */
export interface Malformed {
  kind: 'malformed';
  reason: string;
  field: string;
}

export const malformed = (field: string, reason: string): Malformed => ({ kind: 'malformed', reason, field });

type Path = readonly PropertyKey[];

export const fieldOf = (path: Path): string => path.map(String).join('.');

const own = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;

/** The name under which a missing field stands in other case: the GetFindings API writes `AccessKeyDetails`. */
const sameInOtherCase = (value: unknown, path: Path): string | undefined => {
  const wanted = String(path.at(-1));
  const parent = path.slice(0, -1).reduce(own, value);
  if (typeof parent !== 'object' || parent === null || Object.hasOwn(parent, wanted)) return undefined;
  return Object.keys(parent).find((key) => key.toLowerCase() === wanted.toLowerCase());
};

/**
 * The first fault that a schema found, with the field it is in. Values are never repeated: they are untrusted and
 * may be secret.
 */
export const malformedBy = (error: z.core.$ZodError, value: unknown, top: string): Malformed => {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const field = fieldOf(path) || top;
  const written = path.length > 0 ? sameInOtherCase(value, path) : undefined;
  if (written !== undefined) {
    const found = fieldOf([...path.slice(0, -1), written]);
    return malformed(found, `${found} is in the wrong case: it must be ${field}`);
  }
  return malformed(field, `${field} ${issue?.message ?? 'is not as expected'}`);
};
