import { UndecidablePolicy } from '../undecidable.ts';
import { type Compare, plain } from './operator.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const bytes = (text: string): Buffer => {
  if (!base64.test(text)) throw new UndecidablePolicy(`"${text}" is not base64`);
  return Buffer.from(text, 'base64');
};

/** Byte for byte. A binary value of the request is kept in base64, as the policy writes it. */
const equal: Compare = (expected, actual) => bytes(expected).equals(bytes(actual));

export const binaryOperators = { BinaryEquals: plain(equal) };
