import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionHolds, readOperator } from '#infra/local/policy/condition.ts';
import { RequestKeys } from '#infra/local/policy/request-keys.ts';
import { expander } from '#infra/local/policy/variables.ts';
import { fits, literal, pattern } from '#infra/local/policy/wildcard.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':'), maxLength: 10 });
const wild = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });

/** The same rules said by another engine. */
const asRegExp = (text: string) =>
  new RegExp(`^${text.replace(/[/:]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');

describe('wildcards', () => {
  it('fit what the regular expression of the same meaning fits', () => {
    fc.assert(
      fc.property(wild, letters, (expected, text) => {
        expect(fits(pattern(expected), text)).toBe(asRegExp(expected).test(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('do not count in literal text', () => {
    fc.assert(
      fc.property(wild, wild, (expected, text) => {
        expect(fits(literal(expected), text)).toBe(expected === text);
      }),
    );
  });

  it('cost no more than pattern times text, however many stars there are', () => {
    expect(fits(pattern(`${'*a'.repeat(2_000)}b`), 'a'.repeat(4_000))).toBe(false);
  });
});

const holds = (name: string, values: string[], actual: string | undefined): boolean => {
  const use = readOperator(name);
  if (!use) throw new Error(`${name} is no operator`);
  const keys = new RequestKeys(actual === undefined ? {} : { 'test:key': actual });
  return conditionHolds({ ...use, key: 'test:key', values }, keys, expander(keys, true));
};

const maybe = (value: fc.Arbitrary<string>) => fc.option(value, { nil: undefined });
const address = fc.ipV4();
const day = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const arn = fc.constantFrom('role/a', 'role/b', 'user/*', 'role/?').map((name) => `arn:aws:iam::1:${name}`);

/** A negated operator is the exact opposite of its plain one, for a missing key as well. */
const opposites: [string, string, fc.Arbitrary<string>][] = [
  ['StringEquals', 'StringNotEquals', letters],
  ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', letters],
  ['StringLike', 'StringNotLike', wild],
  ['NumericEquals', 'NumericNotEquals', fc.nat(3).map(String)],
  ['DateEquals', 'DateNotEquals', day],
  ['IpAddress', 'NotIpAddress', address],
  ['ArnEquals', 'ArnNotEquals', arn],
  ['ArnLike', 'ArnNotLike', arn],
];

describe('condition operators', () => {
  it.each(opposites)('%s and %s are opposites', (plain, negated, value) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), maybe(value), (values, actual) => {
        expect(holds(negated, values, actual)).toBe(!holds(plain, values, actual));
      }),
    );
  });

  it.each(
    opposites.flatMap(([plain, negated, value]) => [[plain, value] as const, [negated, value] as const]),
  )('%sIfExists is the same with the key, and true without', (name, value) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), maybe(value), (values, actual) => {
        const expected = actual === undefined || holds(name, values, actual);
        expect(holds(`${name}IfExists`, values, actual)).toBe(expected);
      }),
    );
  });

  it('order numbers and dates as they are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (expected, actual) => {
        expect(holds('NumericLessThan', [String(expected)], String(actual))).toBe(actual < expected);
        expect(holds('NumericGreaterThanEquals', [String(expected)], String(actual))).toBe(
          actual >= expected,
        );
      }),
    );
    fc.assert(
      fc.property(day, day, (expected, actual) => {
        expect(holds('DateLessThan', [expected], actual)).toBe(actual < expected);
        expect(holds('DateGreaterThan', [expected], actual)).toBe(actual > expected);
      }),
    );
  });
});
