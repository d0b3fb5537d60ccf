import { UndecidablePolicy } from '../undecidable.ts';
import { ordered } from './ordered.ts';

/** Integers and decimals; variables are not replaced. */
const read = (text: string): number => {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) throw new UndecidablePolicy(`"${text}" is not a number`);
  return Number(text);
};

const numbers = ordered(read);

export const numericOperators = {
  NumericEquals: numbers.equals,
  NumericNotEquals: numbers.notEquals,
  NumericLessThan: numbers.lessThan,
  NumericLessThanEquals: numbers.lessThanEquals,
  NumericGreaterThan: numbers.greaterThan,
  NumericGreaterThanEquals: numbers.greaterThanEquals,
};
