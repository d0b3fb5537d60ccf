/** A comparison of an event pattern: `{"prefix": "…"}`. `values` is what the event has, empty when absent. */
interface Matcher {
  accepts(operand: unknown): boolean;
  matches(operand: unknown, values: unknown[]): boolean;
}

const text = (value: unknown): value is string => typeof value === 'string';
const texts = (values: unknown[]): string[] => values.filter(text);
const scalar = (value: unknown): boolean => text(value) || typeof value === 'number';
const listOf = (operand: unknown): unknown[] => (Array.isArray(operand) ? operand : [operand]);
const lower = (value: unknown): string => String(value).toLowerCase();

const onTexts = (test: (value: string, operand: string) => boolean): Matcher => ({
  accepts: text,
  matches: (operand, values) => text(operand) && texts(values).some((value) => test(value, operand)),
});

const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '.*')}$`, 's');

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

const pairs = (operand: unknown[]): [string, number][] =>
  Array.from({ length: operand.length / 2 }, (_, i) => [String(operand[2 * i]), Number(operand[2 * i + 1])]);

const numeric: Matcher = {
  accepts: (operand) =>
    Array.isArray(operand) &&
    [2, 4].includes(operand.length) &&
    pairs(operand).every(([sign, bound]) => comparisons[sign] && Number.isFinite(bound)),
  matches: (operand, values) =>
    values.some(
      (value) =>
        typeof value === 'number' &&
        pairs(listOf(operand)).every(([sign, bound]) => comparisons[sign]?.(value, bound)),
    ),
};

const single: Record<string, Matcher> = {
  prefix: onTexts((value, operand) => value.startsWith(operand)),
  suffix: onTexts((value, operand) => value.endsWith(operand)),
  wildcard: onTexts((value, operand) => wildcard(operand).test(value)),
  'equals-ignore-case': onTexts((value, operand) => lower(value) === lower(operand)),
};

const one = (operand: unknown): [Matcher, unknown] | undefined => {
  if (operand === null || typeof operand !== 'object' || Array.isArray(operand)) return undefined;
  const [name = '', value] = Object.entries(operand)[0] ?? [];
  return single[name] && [single[name], value];
};

/** Values that none of these describe. An absent field never matches: there must be something other. */
const anythingBut: Matcher = {
  accepts(operand) {
    const inner = one(operand);
    if (inner) return listOf(inner[1]).every(text);
    return listOf(operand).length > 0 && listOf(operand).every(scalar);
  },
  matches(operand, values) {
    const inner = one(operand);
    const excluded = (value: unknown): boolean =>
      inner
        ? listOf(inner[1]).some((entry) => inner[0].matches(entry, [value]))
        : listOf(operand).includes(value);
    return values.some((value) => !excluded(value));
  },
};

export const matchers: Record<string, Matcher> = {
  ...single,
  numeric,
  'anything-but': anythingBut,
  exists: {
    accepts: (operand) => typeof operand === 'boolean',
    matches: (operand, values) => values.length > 0 === operand,
  },
};
