import { matchers } from './matchers.ts';

/** A parsed event pattern: nested objects whose leaves are lists of wanted values. */
export type EventPattern = Record<string, unknown>;

/**
 * Whether an event matches (EventBridge user guide, "Creating event patterns"): every field of the pattern must
 * match, a list matches if one of its entries does, and an array in the event matches if one of its elements does.
 */
export function matches(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or' && Array.isArray(wanted)) return wanted.some((branch) => matches(branch, event));
    if (Array.isArray(wanted)) return matchesLeaf(wanted, valuesOf(event, field));
    return objectsOf(event, field).some((member) => matches(wanted as EventPattern, member));
  });
}

/** An object under an array is looked into, as if the array were not there. */
const objectsOf = (event: unknown, field: string): unknown[] => {
  const values = valuesOf(event, field);
  // A nested pattern of `exists: false` has to match where nothing is.
  return values.length > 0 ? values : [undefined];
};

function valuesOf(event: unknown, field: string): unknown[] {
  if (Array.isArray(event)) return event.flatMap((element) => valuesOf(element, field));
  if (event === null || typeof event !== 'object' || !Object.hasOwn(event, field)) return [];
  const value = (event as Record<string, unknown>)[field];
  return Array.isArray(value) ? value : [value];
}

const matchesLeaf = (wanted: unknown[], values: unknown[]): boolean =>
  wanted.some((entry) => {
    if (entry === null || typeof entry !== 'object') return values.includes(entry);
    const [[name, operand] = ['', undefined]] = Object.entries(entry);
    return matchers[name]?.matches(operand, values) ?? false;
  });

/** @returns why the pattern is none, in the field's own path, or undefined when it is sound */
export function faultOf(pattern: unknown, path = 'pattern'): string | undefined {
  if (pattern === null || typeof pattern !== 'object' || Array.isArray(pattern))
    return `${path} must be an object`;
  if (Object.keys(pattern).length === 0) return `${path} is empty`;
  return firstOf(Object.entries(pattern), ([field, wanted]) => {
    const here = `${path}.${field}`;
    if (!Array.isArray(wanted)) return faultOf(wanted, here);
    if (wanted.length === 0) return `${here} is an empty list`;
    return firstOf(wanted, (entry) => (field === '$or' ? faultOf(entry, here) : leafFault(entry, here)));
  });
}

function leafFault(entry: unknown, path: string): string | undefined {
  if (entry === null || typeof entry !== 'object') return undefined;
  const [name = '', ...others] = Object.keys(entry);
  const matcher = matchers[name];
  if (others.length > 0 || !matcher) return `${path}: unrecognized match type ${name}`;
  const operand = Object.values(entry)[0];
  return matcher.accepts(operand) ? undefined : `${path}: ${name} does not take ${JSON.stringify(operand)}`;
}

function firstOf<T>(list: T[], find: (entry: T) => string | undefined): string | undefined {
  for (const entry of list) {
    const fault = find(entry);
    if (fault) return fault;
  }
  return undefined;
}
