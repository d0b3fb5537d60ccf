import { isPlausible } from './plausible-time.ts';
import type { TrailRecord } from './trail-record.ts';

/**
 * Error codes of calls that were refused because the caller may not make them, or because its credential works no more
 * (the services' lists of common errors). EC2's stand in records with `Client.` in front. A session that ended by
 * itself was not refused by anybody.
 */
const refusal =
  /^(?:Client\.)?(?:AccessDenied\w*|UnauthorizedOperation|AuthorizationError(?:Exception)?|AuthFailure|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException)$/;

/** Whoever was refused before anything worked was refused in fewer seconds than this. */
const mostKept = 10_000;

/**
 * When calls were first refused after they had worked. Takes them in any order: what counts as the first refusal is
 * only known once the first success is, so the earliest seconds of refusals are kept, at most 10,000 of them.
 */
export class FirstDenied {
  readonly #from: number | undefined;
  #refused = new Set<number>();
  #worked = Number.POSITIVE_INFINITY;
  #firstFrom = Number.POSITIVE_INFINITY;

  /**
   * @param containedAt when containment was read back, ISO 8601 UTC: then the first refusal from that second on is meant
   */
  constructor(containedAt?: string) {
    // CloudTrail knows of a call only its second.
    if (containedAt !== undefined) this.#from = Math.floor(Date.parse(containedAt) / 1000) * 1000;
  }

  add({ eventTime, errorCode, damage }: TrailRecord): void {
    const at = Date.parse(eventTime ?? '');
    if (!isPlausible(at)) return;
    if (errorCode === null) {
      if (damage === null) this.#worked = Math.min(this.#worked, at);
    } else if (refusal.test(errorCode)) this.#add(at);
  }

  /** ISO 8601 UTC; undefined where nothing was, or where it never worked. */
  result(): string | undefined {
    const at =
      this.#from === undefined
        ? earliest(this.#refused, mostKept).find((refused) => refused > this.#worked)
        : this.#firstFrom;
    return at === undefined || !Number.isFinite(at) ? undefined : new Date(at).toISOString();
  }

  #add(at: number): void {
    if (this.#from !== undefined) {
      if (at >= this.#from) this.#firstFrom = Math.min(this.#firstFrom, at);
      return;
    }
    this.#refused.add(at);
    if (this.#refused.size >= 2 * mostKept) this.#refused = new Set(earliest(this.#refused, mostKept));
  }
}

const earliest = (times: Iterable<number>, most: number): number[] =>
  [...times].sort((a, b) => a - b).slice(0, most);
