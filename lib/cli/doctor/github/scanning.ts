import { GithubRefused } from '#lib/signal/github/errors.ts';
import type { Ask } from '#lib/signal/github/poll/ask.ts';
import { type ListedRepository, toRepositories } from '#lib/signal/github/poll/listed.ts';
import { type Finding, notChecked, wrong } from '../check.ts';
import type { Installation } from './installations.ts';

/** Repositories that are asked: each costs a request of the hour's limit, which polling needs too. */
const most = 30;

const mend = (name: string): string =>
  `switch it on for all repositories: https://github.com/organizations/${name}/settings/security_products`;

/** GitHub answers 404 where secret scanning is off, and 410 in older versions (REST API, "Secret scanning"). */
const isOff = async (ask: Ask, as: number, { owner, name }: ListedRepository): Promise<boolean> => {
  try {
    const parameters = { owner: owner.login, repo: name, per_page: 1, hide_secret: true };
    await ask({ route: 'GET /repos/{owner}/{repo}/secret-scanning/alerts', parameters, as });
    return false;
  } catch (error) {
    if (error instanceof GithubRefused && (error.status === 404 || error.status === 410)) return true;
    throw error;
  }
};

/** The repositories of an installation in which GitHub looks for no secrets. @throws GithubRefused, GithubUnavailable */
export const scanningIsOn = async ({ id, login }: Installation, ask: Ask): Promise<Finding[]> => {
  const { body, next } = await ask({
    route: 'GET /installation/repositories',
    parameters: { per_page: 100 },
    as: id,
  });
  const repositories = toRepositories(body, []);
  const asked = repositories.slice(0, most);
  const off: string[] = [];
  for (const repository of asked) if (await isOff(ask, id, repository)) off.push(repository.name);
  return [
    ...(repositories.length === 0
      ? [
          wrong(
            login,
            'the App sees no repository',
            'give it all repositories in the settings of its installation',
          ),
        ]
      : []),
    ...(off.length > 0 ? [wrong(login, `secret scanning is off: ${off.join(', ')}`, mend(login))] : []),
    ...(next || repositories.length > asked.length
      ? [notChecked(login, `secret scanning of repositories beyond the first ${most}`)]
      : []),
  ];
};
