import { locationJson } from './alert-json.ts';
import { type Answer, notFound } from './answer.ts';
import { deliveries, delivery, hookConfig, redeliver } from './deliveries.ts';
import {
  accessToken,
  installationOfRepository,
  installationRepositories,
  installations,
} from './installations.ts';
import { organizationAlerts, repositoryAlerts, shown } from './listings.ts';
import { numberedPage } from './paging.ts';
import { resolveAlert } from './resolve-alert.ts';
import { alertOf, type Incoming, type Route, type Site, withToken } from './route.ts';

export type { Incoming, Site } from './route.ts';

const alert = withToken('secret_scanning_alerts', (repository, site, request, [number]) => ({
  body: shown({ repository, alert: alertOf(repository, number) }, site, request),
}));

const locations = withToken('secret_scanning_alerts', (repository, site, request, [number]) => {
  const { items, headers } = numberedPage(alertOf(repository, number).locations, site, request);
  return { body: items.map((each) => locationJson(each, repository, site.apiUrl)), headers };
});

const blob = withToken('contents', (repository, { apiUrl }, { accept }, [sha = '']) => {
  const content = repository.blobs.get(sha);
  if (!content) throw notFound();
  if (/application\/vnd\.github\.raw/.test(accept)) return { body: content };
  const url = `${apiUrl}/repos/${repository.owner}/${repository.name}/git/blobs/${sha}`;
  return {
    body: { sha, url, size: content.length, encoding: 'base64', content: content.toString('base64') },
  };
});

const repo = '/repos/([^/]+)/([^/]+)';
const routes: [string, RegExp, Route][] = [
  ['GET', /^\/app\/installations$/, installations],
  ['POST', /^\/app\/installations\/(\d+)\/access_tokens$/, accessToken],
  ['GET', /^\/app\/hook\/config$/, hookConfig],
  ['GET', /^\/app\/hook\/deliveries$/, deliveries],
  ['GET', /^\/app\/hook\/deliveries\/(\d+)$/, delivery],
  ['POST', /^\/app\/hook\/deliveries\/(\d+)\/attempts$/, redeliver],
  ['GET', /^\/installation\/repositories$/, installationRepositories],
  ['GET', /^\/orgs\/([^/]+)\/secret-scanning\/alerts$/, organizationAlerts],
  ['GET', new RegExp(`^${repo}/installation$`), installationOfRepository],
  ['GET', new RegExp(`^${repo}/secret-scanning/alerts$`), repositoryAlerts],
  ['GET', new RegExp(`^${repo}/secret-scanning/alerts/(\\d+)$`), alert],
  ['PATCH', new RegExp(`^${repo}/secret-scanning/alerts/(\\d+)$`), resolveAlert],
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
