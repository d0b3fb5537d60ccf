import { type Compare, negated, plain } from './operator.ts';

/** The six comparisons of numbers and of dates: `read` turns either side into a number, or throws. */
export const ordered = (read: (text: string) => number) => {
  const compare =
    (holds: (actual: number, expected: number) => boolean): Compare =>
    (expected, actual) =>
      holds(read(actual), read(expected));
  const equal = compare((actual, expected) => actual === expected);
  return {
    equals: plain(equal),
    notEquals: negated(equal),
    lessThan: plain(compare((actual, expected) => actual < expected)),
    lessThanEquals: plain(compare((actual, expected) => actual <= expected)),
    greaterThan: plain(compare((actual, expected) => actual > expected)),
    greaterThanEquals: plain(compare((actual, expected) => actual >= expected)),
  };
};
