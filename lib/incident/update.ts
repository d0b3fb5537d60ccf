import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

type Expressions = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Builds one DynamoDB update. Names always go through placeholders: signal ids hold `#`, `:` and `/`. */
export class Update {
  readonly #sets: string[] = [];
  readonly #removes: string[] = [];
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, unknown> = {};
  #condition: string | undefined;

  set(name: string, value: unknown): this {
    this.#sets.push(`${this.#name(name)} = ${this.#value(value)}`);
    return this;
  }

  /** Keeps what is already there. */
  setOnce(name: string, value: unknown): this {
    const placeholder = this.#name(name);
    this.#sets.push(`${placeholder} = if_not_exists(${placeholder}, ${this.#value(value)})`);
    return this;
  }

  /** The same, where there is a value. */
  setOnceIf(name: string, value: unknown): this {
    return value === undefined ? this : this.setOnce(name, value);
  }

  remove(name: string): this {
    this.#removes.push(this.#name(name));
    return this;
  }

  onlyIf(condition: string, values: Record<string, unknown> = {}, names: Record<string, string> = {}): this {
    this.#condition = condition;
    Object.assign(this.#values, values);
    Object.assign(this.#names, names);
    return this;
  }

  expressions(): Expressions {
    const set = this.#sets.length > 0 ? `SET ${this.#sets.join(', ')}` : '';
    const remove = this.#removes.length > 0 ? `REMOVE ${this.#removes.join(', ')}` : '';
    // DynamoDB refuses whatever is empty.
    return {
      ...((set || remove) && { UpdateExpression: `${set} ${remove}`.trim() }),
      ...(Object.keys(this.#names).length > 0 && { ExpressionAttributeNames: this.#names }),
      ...(this.#condition && { ConditionExpression: this.#condition }),
      ...(Object.keys(this.#values).length > 0 && {
        ExpressionAttributeValues: marshall(this.#values, { removeUndefinedValues: true }),
      }),
    };
  }

  #name(name: string): string {
    const placeholder = `#n${Object.keys(this.#names).length}`;
    this.#names[placeholder] = name;
    return placeholder;
  }

  #value(value: unknown): string {
    const placeholder = `:v${Object.keys(this.#values).length}`;
    this.#values[placeholder] = value;
    return placeholder;
  }
}
