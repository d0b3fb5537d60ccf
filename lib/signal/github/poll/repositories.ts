import { count } from '#lib/platform/plain-text.ts';
import { GithubRefused } from '../errors.ts';
import { type Installation, type ListedRepository, toRepositories } from './listed.ts';
import { everyPage } from './next-page.ts';
import type { HostRun } from './run.ts';
import { PollStopped } from './stopped.ts';

const nameOf = ({ owner, name }: ListedRepository): string => `${owner.login}/${name}`;

const repositoriesOf = async ({ id }: Installation, { ask, tally }: HostRun): Promise<ListedRepository[]> => {
  const all: ListedRepository[] = [];
  const mends = { 403: 'the installation of the GitHub App is suspended: resume it' };
  await everyPage(ask, { route: 'GET /installation/repositories', as: id, mends }, async (body) => {
    all.push(...toRepositories(body, tally.problems));
    return 'more';
  });
  return all;
};

/** Where secrets are not looked for there is no alert (GitHub answers 404; 410 for a repository that is archived). */
const hasNoAlerts = ({ status }: GithubRefused): boolean => status === 404 || status === 410;

/**
 * Visits the repositories of an installation. A run that is stopped on the way leaves a note where, and the next one
 * begins there: what lies behind would never be reached otherwise.
 * @throws PollStopped, GithubUnavailable; GithubRefused when the repositories cannot be listed
 */
export const walkRepositories = async (
  installation: Installation,
  run: HostRun,
  visit: (repository: ListedRepository) => Promise<void>,
): Promise<void> => {
  const place = `poll:${run.host}:${installation.id}`;
  const before = (await run.seen.get(place))?.['repository'];
  const all = await repositoriesOf(installation, run);
  const refused: string[] = [];
  const start = Math.max(
    0,
    all.findIndex((each) => nameOf(each) === before),
  );
  const begin = (repository: ListedRepository | undefined): Promise<void> =>
    run.seen.set(place, { repository: repository && nameOf(repository) });
  for (const [index, repository] of all.entries()) {
    if (index < start) continue;
    try {
      await visit(repository);
    } catch (error) {
      if (error instanceof GithubRefused) {
        if (!hasNoAlerts(error)) refused.push(`${nameOf(repository)}: ${error.message}`);
        continue;
      }
      // A repository that GitHub cannot answer for must not keep the next run from those behind it.
      await begin(error instanceof PollStopped ? repository : all[index + 1]);
      throw error;
    }
  }
  if (before !== undefined) await begin(undefined);
  if (refused.length > 0)
    run.tally.problems.push(`${count(refused.length, 'repository', 'repositories')}: ${refused[0]}`);
};
