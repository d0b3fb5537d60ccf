import { alertJson } from './alert-json.ts';
import { GithubError, notFound } from './answer.ts';
import { repositoryJson } from './installations.ts';
import { numberedPage } from './paging.ts';
import { asInstallation, type Incoming, type Site, scanned, withToken } from './route.ts';
import type { Repository, StoredAlert } from './state.ts';
import { checkReach, repositoriesOf } from './tokens.ts';

interface Listed {
  repository: Repository;
  alert: StoredAlert;
}

const wanted = ({ query }: Incoming) => {
  const state = query.get('state');
  const types = query.get('secret_type')?.split(',');
  return ({ alert }: Listed): boolean =>
    (!state || (state === 'open') === (alert.resolution === null)) &&
    (!types || types.includes(alert.secretType));
};

const alertsOf = (repository: Repository): Listed[] =>
  [...repository.alerts.values()].map((alert) => ({ repository, alert }));

/** Newest first, as GitHub sorts by default. */
const newestFirst = (a: Listed, b: Listed): number =>
  b.alert.createdAt.getTime() - a.alert.createdAt.getTime() || b.alert.number - a.alert.number;

/** The alert, without its secret where that was asked for. */
export const shown = (listed: Listed, { apiUrl }: Site, { query }: Incoming) => {
  const { secret, ...rest } = alertJson(listed.alert, listed.repository, apiUrl);
  return query.get('hide_secret') === 'true' ? rest : { ...rest, secret };
};

const listed = (all: Listed[], site: Site, request: Incoming) =>
  numberedPage(all.filter(wanted(request)).sort(newestFirst), site, request);

/** "List secret scanning alerts for a repository". */
export const repositoryAlerts = withToken('secret_scanning_alerts', (repository, site, request) => {
  const { items, headers } = listed(alertsOf(scanned(repository)), site, request);
  return { body: items.map((each) => shown(each, site, request)), headers };
});

/** "List secret scanning alerts for an organization": each names its repository. */
export const organizationAlerts = asInstallation((token, site, request, [organization = '']) => {
  const { login, type } = site.organizations.accountOf(token.installationId, site.state);
  const isItsOwn = login.toLowerCase() === organization.toLowerCase();
  if (!isItsOwn || type !== 'Organization') throw notFound();
  if (site.organizations.closed.has(login.toLowerCase()))
    throw new GithubError(403, 'Resource not accessible by integration');
  const repositories = repositoriesOf(token, site.state);
  for (const each of repositories) checkReach(token, each, 'secret_scanning_alerts');
  const all = repositories.filter(({ secretScanning }) => secretScanning).flatMap(alertsOf);
  const { items, headers } = listed(all, site, request);
  const body = items.map((each) => ({
    ...shown(each, site, request),
    repository: repositoryJson(each.repository),
  }));
  return { body, headers };
});
