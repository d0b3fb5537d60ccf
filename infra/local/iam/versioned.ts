/** One state of a thing, and from when on the data plane knows it. `undefined` says that it is gone. */
interface Version<V> {
  visibleAt: number;
  value: V | undefined;
}

/**
 * A map with two faces: `get` shows every change at once, as IAM's own List and Get do; `seen` shows it only when
 * it has propagated, as the services that enforce it do. Values are never changed in place: set a new one.
 */
export class Versioned<V> {
  readonly #versions = new Map<string, Version<V>[]>();
  readonly #now: () => number;
  readonly #delay: () => number;

  constructor(now: () => number, delay: () => number) {
    this.#now = now;
    this.#delay = delay;
  }

  get(key: string): V | undefined {
    return this.#versions.get(key)?.at(-1)?.value;
  }

  /** As the data plane knows it at this moment. */
  seen(key: string): V | undefined {
    const now = this.#now();
    return this.#versions.get(key)?.findLast(({ visibleAt }) => visibleAt <= now)?.value;
  }

  set(key: string, value: V): void {
    this.#add(key, value);
  }

  delete(key: string): void {
    if (this.get(key) !== undefined) this.#add(key, undefined);
  }

  /** A change keeps the delay that was in force when it was made, so that setting the delay rewrites no past. */
  #add(key: string, value: V | undefined): void {
    const now = this.#now();
    const delay = this.#delay();
    const known = delay > 0 ? this.#stillNeeded(key, now) : [];
    if (delay <= 0 && value === undefined) this.#versions.delete(key);
    else this.#versions.set(key, [...known, { visibleAt: now + delay, value }]);
  }

  #stillNeeded(key: string, now: number): Version<V>[] {
    const versions = this.#versions.get(key) ?? [];
    const current = versions.findLastIndex(({ visibleAt }) => visibleAt <= now);
    return current < 0 ? versions : versions.slice(current);
  }
}
