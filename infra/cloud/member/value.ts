/** A value of a template: JSON in which CloudFormation's functions are objects of one field (`Ref`, `Fn::Sub`, …). */
export type Value =
  | string
  | number
  | boolean
  | Noted
  | readonly Value[]
  | { readonly [field: string]: Value };

/** A value with what a reader of the file should know about it: a comment there, nothing to CloudFormation. */
export class Noted {
  readonly note: string;
  readonly value: Value;
  constructor(note: string, value: Value) {
    this.note = note;
    this.value = value;
  }
}

export interface Resource {
  readonly [field: string]: Value;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, Value>>;
}

export const ref = (name: string): Value => ({ Ref: name });
export const sub = (text: string): Value => ({ 'Fn::Sub': text });
export const arnOf = (logicalId: string): Value => ({ 'Fn::GetAtt': `${logicalId}.Arn` });
export const equals = (one: Value, other: Value): Value => ({ 'Fn::Equals': [one, other] });
export const not = (condition: Value): Value => ({ 'Fn::Not': [condition] });
export const and = (...conditions: Value[]): Value => ({ 'Fn::And': conditions });
export const join = (separator: string, list: Value): Value => ({ 'Fn::Join': [separator, list] });
/** A condition by its name, within another one. */
export const holds = (name: string): Value => ({ Condition: name });
