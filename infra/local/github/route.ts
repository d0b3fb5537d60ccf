import { type Answer, notFound } from './answer.ts';
import type { DeliveryLog } from './delivery-log.ts';
import type { Organizations } from './organizations.ts';
import type { RateLimits } from './rate-limits.ts';
import type { GithubState, IssuedToken, Repository, StoredAlert } from './state.ts';
import { checkReach, findToken } from './tokens.ts';

/** One request, as far as the routes need it. */
export interface Incoming {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string;
  accept: string;
  body: Record<string, unknown>;
  now: Date;
}

export interface Site {
  state: GithubState;
  apiUrl: string;
  /** Requests that an installation has an hour. */
  rateLimit: number | undefined;
  /** Requests that the App itself has an hour. */
  appRateLimit?: number;
  /** Where the App delivers its webhooks, as its settings say; absent where it has none. */
  hookUrl?: string;
  limits: RateLimits;
  deliveries: DeliveryLog;
  organizations: Organizations;
  /** @throws GithubError 401 unless the App itself speaks */
  checkApp(authorization: string, now: Date): void;
}

/** What a route answers with; status 200 unless it says otherwise. */
export interface Found {
  body: unknown;
  status?: number;
  headers?: Record<string, string>;
}

export type Route = (site: Site, request: Incoming, parts: string[]) => Answer;
type Run<T> = (asked: T, site: Site, request: Incoming, rest: string[]) => Found;

const answer = ({ body, status = 200, headers = {} }: Found, limits: Record<string, string>): Answer => ({
  status,
  body,
  headers: { ...limits, ...headers },
});

/** Runs a route that the App opens with its JWT. */
export const asApp =
  (run: (site: Site, request: Incoming, parts: string[]) => Found): Route =>
  (site, request, parts) => {
    site.checkApp(request.authorization, request.now);
    const limits = site.limits.count('the App', request.now, site.appRateLimit);
    return answer(run(site, request, parts), limits);
  };

/** Runs a route that any token of an installation opens. */
export const asInstallation =
  (run: Run<IssuedToken>): Route =>
  (site, request, parts) => {
    const token = findToken(site.state, request.authorization, request.now);
    const of = `installation ID ${token.installationId}`;
    const limits = site.limits.count(of, request.now, site.rateLimit);
    return answer(run(token, site, request, parts), limits);
  };

/** Runs a route that a token of an installation opens, for one repository and with one permission. */
export const withToken = (
  permission: string,
  run: Run<Repository>,
  level: 'read' | 'write' = 'read',
): Route =>
  asInstallation((token, site, request, [owner = '', name = '', ...rest]) => {
    const repository = site.state.repository(owner, name);
    checkReach(token, repository, permission, level);
    return run(repository, site, request, rest);
  });

/** The repository, if secrets are looked for in it. @throws GithubError 404 */
export const scanned = (repository: Repository): Repository => {
  if (!repository.secretScanning) throw notFound('Secret scanning is disabled on this repository.');
  return repository;
};

/** @throws GithubError 404 */
export const alertOf = (repository: Repository, number: string | undefined): StoredAlert => {
  const alert = scanned(repository).alerts.get(Number(number));
  if (!alert) throw notFound();
  return alert;
};
