import { alertJson, locationJson } from './alert-json.ts';
import { type Answer, notFound } from './answer.ts';
import type { GithubState, Repository, StoredAlert } from './state.ts';
import { checkReach, countRequest, findToken, issueToken } from './tokens.ts';

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
  /** Requests that a token has an hour. */
  rateLimit: number | undefined;
  /** @throws GithubError 401 unless the App itself speaks */
  checkApp(authorization: string, now: Date): void;
}

type Route = (site: Site, request: Incoming, parts: string[]) => Answer;

const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({ status: 200, body, headers });

/** Runs a route that a token of an installation opens, for one repository and with one permission. */
const withToken =
  (
    permission: string,
    run: (repository: Repository, site: Site, request: Incoming, rest: string[]) => unknown,
  ): Route =>
  (site, request, [owner = '', name = '', ...rest]) => {
    const token = findToken(site.state, request.authorization, request.now);
    const headers = countRequest(token, request.now, site.rateLimit);
    const repository = site.state.repository(owner, name);
    checkReach(token, repository, permission);
    return ok(run(repository, site, request, rest), headers);
  };

const scanned = (repository: Repository): Repository => {
  if (!repository.secretScanning) throw notFound('Secret scanning is disabled on this repository.');
  return repository;
};

const alertOf = (repository: Repository, number: string | undefined): StoredAlert => {
  const alert = scanned(repository).alerts.get(Number(number));
  if (!alert) throw notFound();
  return alert;
};

const page = <T>(all: T[], query: URLSearchParams): T[] => {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  return all.slice(start, start + size);
};

const accessToken: Route = (site, { authorization, now, body }, [id]) => {
  site.checkApp(authorization, now);
  return issueToken(site.state, Number(id), body, now);
};

const installation: Route = (site, { authorization, now }, [owner = '', name = '']) => {
  site.checkApp(authorization, now);
  const found = site.state.installations.get(site.state.repository(owner, name).installationId);
  if (!found) throw notFound();
  return ok({ id: found.id, permissions: found.permissions });
};

const alerts = withToken('secret_scanning_alerts', (repository, { apiUrl }, { query }) => {
  const state = query.get('state');
  const wanted = [...scanned(repository).alerts.values()].filter(
    ({ resolution }) => !state || (state === 'open') === (resolution === null),
  );
  // Newest first, as GitHub sorts by default.
  return page(wanted.reverse(), query).map((alert) => alertJson(alert, repository, apiUrl));
});

const alert = withToken('secret_scanning_alerts', (repository, { apiUrl }, { query }, [number]) => {
  const { secret, ...rest } = alertJson(alertOf(repository, number), repository, apiUrl);
  return query.get('hide_secret') === 'true' ? rest : { ...rest, secret };
});

const locations = withToken('secret_scanning_alerts', (repository, { apiUrl }, { query }, [number]) =>
  page(alertOf(repository, number).locations, query).map((each) => locationJson(each, repository, apiUrl)),
);

const blob = withToken('contents', (repository, { apiUrl }, { accept }, [sha = '']) => {
  const content = repository.blobs.get(sha);
  if (!content) throw notFound();
  if (/application\/vnd\.github\.raw/.test(accept)) return content;
  const url = `${apiUrl}/repos/${repository.owner}/${repository.name}/git/blobs/${sha}`;
  return { sha, url, size: content.length, encoding: 'base64', content: content.toString('base64') };
});

const repo = '/repos/([^/]+)/([^/]+)';
const routes: [string, RegExp, Route][] = [
  ['POST', /^\/app\/installations\/(\d+)\/access_tokens$/, accessToken],
  ['GET', new RegExp(`^${repo}/installation$`), installation],
  ['GET', new RegExp(`^${repo}/secret-scanning/alerts$`), alerts],
  ['GET', new RegExp(`^${repo}/secret-scanning/alerts/(\\d+)$`), alert],
  ['GET', new RegExp(`^${repo}/secret-scanning/alerts/(\\d+)/locations$`), locations],
  ['GET', new RegExp(`^${repo}/git/blobs/([0-9a-f]+)$`), blob],
];

/** Answers one request. @throws GithubError as GitHub would refuse it */
export const route = (site: Site, request: Incoming): Answer => {
  for (const [method, pattern, run] of routes) {
    const match = request.method === method ? pattern.exec(request.path) : null;
    if (match) return run(site, request, match.slice(1));
  }
  throw notFound();
};
