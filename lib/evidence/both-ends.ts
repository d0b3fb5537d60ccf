import type { KeptCall } from '#lib/investigation/kept-call.ts';
import { isPlausible } from '#lib/investigation/plausible-time.ts';

interface Timed {
  at: number;
  call: KeptCall;
}

const byTime = (one: Timed, other: Timed): number => one.at - other.at;

/** Holds the earliest and the latest calls of many, in bounded memory, in whatever order they come. */
export class BothEnds {
  readonly #most: number;
  #earliest: Timed[] = [];
  #latest: Timed[] = [];
  /** Nobody knows where they belong: they are only shown where there is room. */
  readonly #untimed: KeptCall[] = [];

  /** @param most of each end */
  constructor(most: number) {
    this.#most = most;
  }

  add(call: KeptCall): void {
    const at = Date.parse(call.at ?? '');
    if (!isPlausible(at)) {
      if (this.#untimed.length < 2 * this.#most) this.#untimed.push(call);
      return;
    }
    const timed = { at, call };
    this.#earliest.push(timed);
    this.#latest.push(timed);
    if (this.#earliest.length >= 4 * this.#most) this.#trim();
  }

  /** In the order of time; those without a time that can be right come last. */
  all(): KeptCall[] {
    this.#trim();
    const timed = [...new Set([...this.#earliest, ...this.#latest])].sort(byTime).map(({ call }) => call);
    return [...timed, ...this.#untimed.slice(0, Math.max(0, 2 * this.#most - timed.length))];
  }

  #trim(): void {
    this.#earliest = this.#earliest.toSorted(byTime).slice(0, this.#most);
    this.#latest = this.#latest.toSorted(byTime).slice(-this.#most);
  }
}
