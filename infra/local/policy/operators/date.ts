import { UndecidablePolicy } from '../undecidable.ts';
import { ordered } from './ordered.ts';

/** https://www.w3.org/TR/NOTE-datetime: a time of day must say its zone. */
const w3c = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
/** Seconds since 1970. Four digits are a year. */
const epoch = /^\d{5,}(\.\d+)?$/;

/** Milliseconds since 1970; variables are not replaced. */
const read = (text: string): number => {
  if (epoch.test(text)) return Number(text) * 1000;
  const milliseconds = w3c.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) throw new UndecidablePolicy(`"${text}" is not a date`);
  return milliseconds;
};

const dates = ordered(read);

export const dateOperators = {
  DateEquals: dates.equals,
  DateNotEquals: dates.notEquals,
  DateLessThan: dates.lessThan,
  DateLessThanEquals: dates.lessThanEquals,
  DateGreaterThan: dates.greaterThan,
  DateGreaterThanEquals: dates.greaterThanEquals,
};
