/** A map of at most so many values, which forgets what was not asked for the longest. */
export class Recent<V> {
  readonly #values = new Map<string, V>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): V | undefined {
    const value = this.#values.get(key);
    // A map keeps the order in which its keys were set: set again, this one is the newest.
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (oldest !== undefined && this.#values.size > this.#most) this.#values.delete(oldest);
  }

  /** Forgets a value, unless another one stands under the key by now. */
  forget(key: string, value: V): void {
    if (this.#values.get(key) === value) this.#values.delete(key);
  }
}
