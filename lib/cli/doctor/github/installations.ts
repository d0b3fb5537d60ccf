import * as z from 'zod/mini';
import { GithubRefused } from '#lib/signal/github/errors.ts';
import type { Ask } from '#lib/signal/github/poll/ask.ts';
import { everyPage } from '#lib/signal/github/poll/next-page.ts';
import { type Finding, wrong } from '../check.ts';

const listed = z.object({
  id: z.int(),
  account: z.nullish(z.object({ login: z.string(), type: z.optional(z.string()) })),
  permissions: z.record(z.string(), z.string()),
  events: z.array(z.string()),
  suspended_at: z.nullish(z.string()),
});

/** Where the App is installed, and what it may there. */
export interface Installation {
  id: number;
  login: string;
  permissions: Readonly<Record<string, string>>;
  events: readonly string[];
  suspended: boolean;
}

const toInstallation = (entry: unknown): Installation => {
  const read = listed.safeParse(entry);
  if (!read.success) throw new GithubRefused(200, "GitHub's list of installations is not as documented");
  const { id, account, permissions, events, suspended_at } = read.data;
  return {
    id,
    login: account?.login ?? `installation ${id}`,
    permissions,
    events,
    suspended: Boolean(suspended_at),
  };
};

/** @throws GithubRefused, GithubUnavailable */
export const installationsOf = async (ask: Ask): Promise<Installation[]> => {
  const all: Installation[] = [];
  const mends = {
    401: 'the id or the private key in the secret is not that of the App: put the right ones there',
  };
  await everyPage(ask, { route: 'GET /app/installations', as: 'app', mends }, async (body) => {
    if (!Array.isArray(body)) throw new GithubRefused(200, "GitHub's answer is not a list of installations");
    all.push(...body.map(toInstallation));
    return 'more';
  });
  return all;
};

/** What the App needs of GitHub's permissions, and what it cannot do without each. */
const needed: Readonly<Record<string, [name: string, without: string]>> = {
  secret_scanning_alerts: ['Secret scanning alerts: read', 'no alert can be read'],
  contents: ['Contents: read', 'a key whose id stands beside its secret in the file is not found'],
};

const accept =
  'accept the new permissions of the App in the settings of the organization, or ask its owner to';

/** What an installation lacks. A suspended one is asked for nothing further. */
export const isComplete = ({ login, suspended, permissions, events }: Installation): Finding[] => {
  if (suspended)
    return [
      wrong(
        login,
        'the installation of the GitHub App is suspended',
        'resume it in the settings of the organization',
      ),
    ];
  const lacking = Object.entries(needed).filter(([permission]) => permissions[permission] === undefined);
  return [
    ...lacking.map(([, [name, without]]) =>
      wrong(
        login,
        `the App lacks the permission "${name}": ${without}`,
        `grant it to the App, and ${accept}`,
      ),
    ),
    ...(events.includes('secret_scanning_alert')
      ? []
      : [
          wrong(
            login,
            'the App is not told of alerts there: it lacks the event "Secret scanning alert"',
            `subscribe the App to it, and ${accept}`,
          ),
        ]),
  ];
};
