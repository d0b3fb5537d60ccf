import { malformed } from './malformed.ts';

export type Fields = Record<string, unknown>;

/** @throws AwsError MalformedPolicyDocument, naming `what` */
export const fieldsOf = (value: unknown, what: string): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(`Syntax errors in policy: ${what} must be an object`);
  }
  return { ...value };
};

export const onlyFields = (fields: Fields, known: readonly string[]): void => {
  const stranger = Object.keys(fields).find((field) => !known.includes(field));
  if (stranger !== undefined) throw malformed(`Unknown field ${stranger}`);
};

/** One text or a list with at least one. */
export const textsOf = (value: unknown, what: string): string[] => {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const texts = values.filter((each) => typeof each === 'string');
  if (texts.length < values.length) throw malformed(`Syntax errors in policy: ${what} must be text`);
  if (texts.length === 0) throw malformed(`Syntax errors in policy: ${what} is empty`);
  return texts;
};

/** Of a pair such as Action and NotAction at most one may be there. */
export const eitherOf = (
  fields: Fields,
  field: string,
): { values: string[]; negated: boolean } | undefined => {
  const opposite = `Not${field}`;
  if (field in fields && opposite in fields) throw malformed(`${field} and ${opposite} exclude each other`);
  if (field in fields) return { values: textsOf(fields[field], field), negated: false };
  if (opposite in fields) return { values: textsOf(fields[opposite], opposite), negated: true };
  return undefined;
};
