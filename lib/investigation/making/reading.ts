import { isJson, type Json } from '../detail.ts';

/** Paths into a CloudTrail record, the best one first, or what reads the names where paths cannot tell. */
export type Names = readonly string[] | ((detail: Json) => readonly string[]);

// Newer calls of EC2, and some of API Gateway and Pinpoint, wrap what was asked and answered once more:
// `CreateLaunchTemplateRequest`, `CreateLaunchTemplateResponse`, `createStageInput`, `applicationResponse`.
const wrapper = /(?:Request|Response|Input)$/;

// What CloudTrail writes where a caller's word is kept to itself: `****`, `HIDDEN_DUE_TO_SECURITY_REASONS`.
const mask = /^(?:\*+|HIDDEN_DUE_TO_SECURITY_REASONS|<sensitiveDataRemoved>)$/;

const each = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

// How names are capitalised differs between services (`aRN` and `Arn`), and EC2 writes `items` or, in what is wrapped,
// `item`.
const valueNamed = (json: Json, name: string): unknown => {
  if (Object.hasOwn(json, name)) return json[name];
  const sought = name.toLowerCase();
  const key = Object.keys(json).find(
    (key) => key.toLowerCase() === sought || (name === 'items' && key === 'item'),
  );
  return key === undefined ? undefined : json[key];
};

const below = (value: unknown, name: string, outermost: boolean): unknown[] => {
  if (!isJson(value)) return [];
  const found = valueNamed(value, name);
  if (found !== undefined || !outermost) return each(found);
  return Object.entries(value).flatMap(([key, inner]) =>
    wrapper.test(key) && isJson(inner) ? each(valueNamed(inner, name)) : [],
  );
};

// A list in what is wrapped: `{ "FlowLogId": { "tag": 1, "content": "fl-…" } }`.
const nameOf = (value: unknown): string[] => {
  const name = isJson(value) ? value['content'] : value;
  return typeof name === 'string' && name !== '' && !mask.test(name) ? [name] : [];
};

const namesAt = (detail: Json, path: string): string[] => {
  const [root = '', ...steps] = path.split('.');
  let found: unknown[] = [detail[root]];
  for (const [depth, step] of steps.entries())
    found = found.flatMap((value) => below(value, step, depth === 0));
  return found.flatMap(nameOf);
};

/**
 * The names that a record holds of what was made or removed: those at the first path that leads to any, through every
 * list on the way. What CloudTrail has masked is no name.
 */
export const namesIn = (detail: Json, names: Names): readonly string[] => {
  if (typeof names === 'function') return names(detail);
  for (const path of names) {
    const found = namesAt(detail, path);
    if (found.length > 0) return found;
  }
  return [];
};

export const nameAtEnd = (id: string): string => id.split(/[:/]/).at(-1) ?? id;
