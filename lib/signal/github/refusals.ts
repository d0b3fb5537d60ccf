import { GithubRefused, GithubUnavailable, ReviewerNeeded } from './errors.ts';

/** What was asked of GitHub, which decides what a refusal means. */
export type Subject =
  | 'installation'
  | 'alert-token'
  | 'alert-write-token'
  | 'file-token'
  | 'alert'
  | 'alert-change'
  | 'file';

const notInstalled = 'the GitHub App is not installed on this repository: install it there';
const badApp =
  'GitHub does not accept the id or the private key of the App: put the right ones into its secret';
const mayNotChange =
  'the App may not close alerts of this repository: grant it "Secret scanning alerts: write", or switch TOURNIQUET_GITHUB_RESOLVE_ALERTS off';
const suspended = 'the installation of the GitHub App is suspended: resume it';

// GitHub's words are not repeated: what stands between it and us may echo the request, and so the token.
const mends: Record<Subject, Record<number, string>> = {
  installation: { 401: badApp, 403: suspended, 404: notInstalled },
  'alert-token': {
    401: badApp,
    403: suspended,
    404: notInstalled,
    422: 'the App has no access to this repository, or not the permission "Secret scanning alerts: read"',
  },
  'alert-write-token': {
    401: badApp,
    403: suspended,
    404: notInstalled,
    422: mayNotChange,
  },
  'file-token': {
    401: badApp,
    403: suspended,
    404: notInstalled,
    422: 'the App has not the permission "Contents: read", without which the file of the leak cannot be read',
  },
  alert: {
    403: 'the App may not read the alerts of this repository: grant it "Secret scanning alerts: read"',
    404: 'there is no such alert, or secret scanning was switched off for the repository',
    410: 'secret scanning is switched off for the repository',
  },
  'alert-change': {
    403: mayNotChange,
    404: 'there is no such alert, or secret scanning was switched off for the repository',
    422: 'the alert cannot be changed so',
  },
  file: {
    403: 'the App may not read files of this repository: grant it "Contents: read"',
    404: 'the file is gone from the repository, or the App may not read it',
  },
};

interface Failure {
  status: number;
  headers: Record<string, unknown>;
  message: string;
}

/** What octokit's error says, read field by field: the error itself holds the token and the answer's body. */
const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error)) return { status: 0, headers: {}, message: '' };
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 0;
  const response =
    'response' in error ? (error.response as { headers?: Record<string, unknown> }) : undefined;
  return { status, headers: response?.headers ?? {}, message: error.message };
};

const isRateLimit = ({ status, headers, message }: Failure): boolean =>
  status === 429 ||
  (status === 403 &&
    ('retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message)));

const secondsToWait = (headers: Record<string, unknown>): number | undefined => {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
};

/**
 * Turns whatever octokit threw into an error of ours with a status and words of our own.
 *
 * A fresh token may be answered with 401 until GitHub has spread it, so 401 is only final for the App itself.
 * Rate limits come as 403 or 429 (GitHub docs, "Rate limits for the REST API").
 */
export const explainFailure = (error: unknown, subject: Subject): GithubUnavailable | GithubRefused => {
  if (error instanceof GithubUnavailable || error instanceof GithubRefused) return error;
  // Octokit wraps what its `fetch` throws: ours throws for a redirect.
  if (error instanceof Error && error.cause instanceof GithubRefused) return error.cause;
  const failure = failureOf(error);
  const { status } = failure;
  if (isRateLimit(failure)) {
    return new GithubUnavailable(status, 'rate limited', secondsToWait(failure.headers));
  }
  if (status === 0 || status === 408 || status >= 500) {
    return new GithubUnavailable(status, `no usable answer to the ${subject} request`);
  }
  // The token was given with the permission: what is refused then is refused to all who are no reviewers.
  if (status === 403 && subject === 'alert-change' && !/not accessible by integration/i.test(failure.message))
    return new ReviewerNeeded(status);
  const mend = mends[subject][status];
  if (status === 401 && !mend) return new GithubUnavailable(401, 'the token is not accepted');
  return new GithubRefused(status, mend ?? `an answer to the ${subject} request that is not documented`);
};
