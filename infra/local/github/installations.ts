import { notFound } from './answer.ts';
import { numberedPage } from './paging.ts';
import { asApp, asInstallation, type Site } from './route.ts';
import type { Installation, Repository } from './state.ts';
import { issueToken, repositoriesOf } from './tokens.ts';

const installationJson = (
  { id, permissions, suspended, events = ['secret_scanning_alert'] }: Installation,
  site: Site,
) => {
  const account = site.organizations.accountOf(id, site.state);
  return {
    id,
    account,
    target_type: account.type,
    repository_selection: 'all',
    permissions,
    events,
    suspended_at: suspended ? '2026-01-01T00:00:00Z' : null,
  };
};

/** A repository where it is listed; the real one has some hundred fields. */
export const repositoryJson = ({ owner, name, private: isPrivate }: Repository) => ({
  name,
  full_name: `${owner}/${name}`,
  private: isPrivate,
  owner: { login: owner },
});

export const accessToken = asApp((site, { now, body }, [id]) =>
  issueToken(site.state, Number(id), body, now),
);

/** "Get a repository installation for the authenticated app". */
export const installationOfRepository = asApp((site, _, [owner = '', name = '']) => {
  const found = site.state.installations.get(site.state.repository(owner, name).installationId);
  if (!found) throw notFound();
  return { body: installationJson(found, site) };
});

/** "List installations for the authenticated app". */
export const installations = asApp((site, request) => {
  const { items, headers } = numberedPage([...site.state.installations.values()], site, request);
  return { body: items.map((each) => installationJson(each, site)), headers };
});

/** "List repositories accessible to the app installation". */
export const installationRepositories = asInstallation((token, site, request) => {
  const all = repositoriesOf(token, site.state);
  const { items, headers } = numberedPage(all, site, request);
  return { body: { total_count: all.length, repositories: items.map(repositoryJson) }, headers };
});
