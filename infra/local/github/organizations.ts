import type { GithubState } from './state.ts';

/** What the owners of repositories are, and what they have switched on. Names are kept in lower case. */
export class Organizations {
  /** Owners that are people: everybody else is an organization. */
  readonly people = new Set<string>();
  /** Organizations that answer 403 to who asks for their alerts as a whole. */
  readonly closed = new Set<string>();
  /** Repositories, `owner/name`, where only a reviewer may close an alert. */
  readonly delegatedDismissal = new Set<string>();

  /** Who installed the App: the owner of what it covers. */
  accountOf(installationId: number, state: GithubState) {
    const login = state.repositoriesOf(installationId)[0]?.owner ?? `installation-${installationId}`;
    const type = this.people.has(login.toLowerCase()) ? 'User' : 'Organization';
    return { login, id: installationId + 1, type };
  }
}
