const day = 24 * 60 * 60_000;

/** On so many days, over so long a time, something has to be seen before it counts as regular. */
const regularDays = 3;
export const regularSpan = 3 * day;

/** When something was seen, milliseconds. */
export interface Seen {
  first: number;
  last: number;
  days: Set<number>;
}

export const dayOf = (at: number): number => Math.floor(at / day);

export const isRegular = ({ first, last, days }: Seen): boolean =>
  days.size >= regularDays && last - first >= regularSpan;

const mostKept = 5_000;

/**
 * Remembers when each of many things was seen. Whoever holds a key chooses what it calls itself, and could fill our
 * memory: then what was seen on a single day is forgotten, so that what is regular stays known.
 */
export class SeenThings {
  readonly #kept = new Map<string, Seen>();
  #isCrowded = false;

  /** @returns when it was seen; undefined where it could not be kept */
  add(name: string, at: number): Seen | undefined {
    const known = this.#kept.get(name);
    if (!known && !this.#hasRoom()) return undefined;
    const seen = known ?? { first: at, last: at, days: new Set<number>() };
    seen.first = Math.min(seen.first, at);
    seen.last = Math.max(seen.last, at);
    seen.days.add(dayOf(at));
    if (!known) this.#kept.set(name, seen);
    return seen;
  }

  get(name: string): Seen | undefined {
    return this.#kept.get(name);
  }

  all(): [name: string, seen: Seen][] {
    return [...this.#kept];
  }

  #hasRoom(): boolean {
    if (this.#kept.size >= mostKept && !this.#isCrowded) this.#forgetPassing();
    return this.#kept.size < mostKept;
  }

  #forgetPassing(): void {
    for (const [name, { days }] of this.#kept) if (days.size === 1) this.#kept.delete(name);
    // Looking through all of them for every further one would take for ever.
    this.#isCrowded = this.#kept.size > mostKept * 0.9;
  }
}
