import { githubDotCom } from '../host.ts';
import type { Question } from './ask.ts';
import { type Attempt, toAttempts } from './listed.ts';
import { everyPage } from './next-page.ts';
import type { HostRun } from './run.ts';

const day = 24 * 60 * 60_000;
const events = ['secret_scanning_alert', 'secret_scanning_alert_location'];

const listing: Question = {
  route: 'GET /app/hook/deliveries',
  as: 'app',
  mends: {
    403: 'the App may not see its deliveries',
    404: 'the App has no webhook: set it up, or nothing is told at once',
  },
};

/** For how many milliseconds a host shows its deliveries (GitHub docs, "Redelivering webhooks"). */
export const shownFor = (host: string): number =>
  (host === githubDotCom || host.endsWith('.ghe.com') ? 3 : 7) * day;

/**
 * Every attempt since then to deliver a webhook about a secret, newest first. Also those that succeeded, which tell
 * that a failure was mended. GitHub's own filter for failures would leave out what never got an answer.
 * @param since ISO 8601 UTC
 * @throws PollStopped, GithubUnavailable, GithubRefused
 */
export const attemptsSince = async ({ ask, tally }: HostRun, since: string): Promise<Attempt[]> => {
  const attempts: Attempt[] = [];
  await everyPage(ask, listing, async (body) => {
    const page = toAttempts(body, tally.problems);
    const recent = page.filter(({ deliveredAt }) => deliveredAt >= since);
    attempts.push(...recent.filter(({ event }) => events.includes(event)));
    return recent.length < page.length ? 'enough' : 'more';
  });
  return attempts;
};

/**
 * The last attempt of each webhook that was never delivered: the GUID stays the same when it is delivered again
 * (GitHub docs, "Handling failed webhook deliveries"). Oldest first, for those GitHub forgets first.
 * @param attempts newest first
 */
export const undelivered = (attempts: readonly Attempt[]): Attempt[] => {
  const delivered = new Set(attempts.filter((each) => each.delivered).map(({ guid }) => guid));
  const last = new Map<string, Attempt>();
  for (const each of attempts.toReversed()) if (!delivered.has(each.guid)) last.set(each.guid, each);
  return [...last.values()];
};
