import { GithubError } from './answer.ts';

const hour = 60 * 60_000;
const requestsAnHour = 5_000;

interface Window {
  used: number;
  resetAt: number;
}

/** Requests of an hour, counted for the App and for each installation (GitHub docs, "Rate limits for GitHub Apps"). */
export class RateLimits {
  readonly #windows = new Map<string, Window>();

  /**
   * Counts the request, and tells the count in the headers as GitHub does.
   * @param of whose it is, for people: `installation ID 4711`
   * @throws GithubError 403 over the limit
   */
  count(of: string, now: Date, limit = requestsAnHour): Record<string, string> {
    const window = this.#windowOf(of, now);
    window.used += 1;
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(limit - window.used, 0)),
      'x-ratelimit-used': String(window.used),
      'x-ratelimit-reset': String(Math.ceil(window.resetAt / 1000)),
      'x-ratelimit-resource': 'core',
    };
    if (window.used <= limit) return headers;
    throw new GithubError(403, `API rate limit exceeded for ${of}.`, headers);
  }

  #windowOf(of: string, now: Date): Window {
    const open = this.#windows.get(of);
    if (open && now.getTime() < open.resetAt) return open;
    const fresh = { used: 0, resetAt: now.getTime() + hour };
    this.#windows.set(of, fresh);
    return fresh;
  }
}
