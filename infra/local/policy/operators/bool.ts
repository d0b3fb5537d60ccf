import { UndecidablePolicy } from '../undecidable.ts';
import { type Compare, plain } from './operator.ts';

/** AWS's own managed policies also write `True`. */
export const readBoolean = (text: string): boolean => {
  const word = text.toLowerCase();
  if (word !== 'true' && word !== 'false') throw new UndecidablePolicy(`"${text}" is neither true nor false`);
  return word === 'true';
};

const equal: Compare = (expected, actual, expand) => {
  const wanted = expand(expected, { wildcards: false })?.join('');
  return wanted !== undefined && readBoolean(wanted) === readBoolean(actual);
};

export const boolOperators = { Bool: plain(equal) };
