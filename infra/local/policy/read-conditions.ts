import { type Condition, type OperatorUse, readOperator } from './condition.ts';
import { malformed } from './malformed.ts';
import { fieldsOf } from './read.ts';

/** Booleans and numbers may stand without quotation marks. An empty list is kept: nothing fits it. */
const readValues = (value: unknown, key: string): string[] => {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((each) => {
    if (typeof each === 'string') return each;
    if (typeof each === 'boolean' || typeof each === 'number') return String(each);
    throw malformed(`Syntax errors in policy: a value of ${key} is neither text, number nor boolean`);
  });
};

const readKeys = (use: OperatorUse, block: unknown, name: string): Condition[] =>
  Object.entries(fieldsOf(block, name)).map(([key, value]) => {
    if (!/^[\w-]+:./.test(key)) throw malformed(`Conditions must be prefaced by a vendor: ${key}`);
    return { ...use, key, values: readValues(value, key) };
  });

/** @throws AwsError MalformedPolicyDocument; an operator that does not exist would otherwise silently void a Deny. */
export const readConditions = (value: unknown): Condition[] =>
  Object.entries(fieldsOf(value ?? {}, 'Condition')).flatMap(([name, block]) => {
    const use = readOperator(name);
    if (!use) throw malformed(`Invalid Condition type : ${name}`);
    return readKeys(use, block, name);
  });
