import { now, timestamp } from '#lib/platform/clock.ts';

export type Headers = Record<string, unknown>;

// Of the requests of an hour, this share is left to `contain`: an alert that a webhook reports must be read at once.
const reserved = 0.2;

const numberIn = (headers: Headers, name: string): number => {
  const text = headers[name];
  return text === undefined || text === '' ? Number.NaN : Number(text);
};

/**
 * How many requests are left in this hour, as the last answer said. A GitHub without rate limits says nothing, and
 * then nothing is held back (GitHub docs, "Rate limits for the REST API": the x-ratelimit headers).
 */
export class Allowance {
  #remaining = Number.POSITIVE_INFINITY;
  #reserve = 0;
  #resetAt = 0;

  note(headers: Headers): void {
    const remaining = numberIn(headers, 'x-ratelimit-remaining');
    if (Number.isNaN(remaining)) return;
    this.#remaining = remaining;
    this.#reserve = Math.ceil((numberIn(headers, 'x-ratelimit-limit') || 0) * reserved);
    this.#resetAt = (numberIn(headers, 'x-ratelimit-reset') || 0) * 1000;
  }

  /** Whether only the reserve is left of an hour that is not over. */
  isSpent(): boolean {
    return this.#remaining <= this.#reserve && now().getTime() < this.#resetAt;
  }

  isEmpty(): boolean {
    return this.#remaining <= 0;
  }

  /** When the next hour begins, ISO 8601 UTC. */
  resetAt(): string | undefined {
    return this.#resetAt > 0 ? timestamp(new Date(this.#resetAt)) : undefined;
  }
}
