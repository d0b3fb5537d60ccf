import type { RequestContext } from './model.ts';
import { UndecidablePolicy } from './undecidable.ts';

/** The request's condition keys, found whatever their case: key names are not case-sensitive on AWS. */
export class RequestKeys {
  readonly #values = new Map<string, string[]>();

  constructor(context: RequestContext) {
    for (const [key, value] of Object.entries(context)) {
      const name = key.toLowerCase();
      if (this.#values.has(name)) throw new UndecidablePolicy(`the request has ${name} twice`);
      this.#values.set(name, typeof value === 'string' ? [value] : value);
    }
  }

  /** Empty when the request does not have the key. */
  all(key: string): readonly string[] {
    return this.#values.get(key.toLowerCase()) ?? [];
  }

  /** @throws UndecidablePolicy for several values: where AWS wants one, their meaning is not documented. */
  single(key: string): string | undefined {
    const values = this.all(key);
    if (values.length > 1) throw new UndecidablePolicy(`${key} has several values and needs a set operator`);
    return values[0];
  }
}
