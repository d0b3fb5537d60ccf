/**
 * GitHub did not answer, or not now: a fault of the network, a 5xx, a rate limit, a token that has not spread
 * yet. The message stays on the queue. Holds no part of the request or the answer: they carry the token and
 * the leaked secret.
 */
export class GithubUnavailable extends Error {
  readonly status: number;
  /** Seconds to wait, where GitHub said so. */
  readonly retryAfter: number | undefined;
  constructor(status: number, reason: string, retryAfter?: number) {
    super(`GitHub is not available (${status}): ${reason}`);
    this.name = 'GithubUnavailable';
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** GitHub answered no, and will until a person mends something; `mend` says what. */
export class GithubRefused extends Error {
  readonly status: number;
  readonly mend: string;
  constructor(status: number, mend: string) {
    super(`GitHub refuses (${status}): ${mend}`);
    this.name = 'GithubRefused';
    this.status = status;
    this.mend = mend;
  }
}

/** The alerts of this repository are closed by reviewers only (GitHub docs, "Delegated alert dismissal"). */
export class ReviewerNeeded extends GithubRefused {
  constructor(status: number) {
    super(status, 'delegated alert dismissal is on for this repository: a reviewer must close the alert');
    this.name = 'ReviewerNeeded';
  }
}
