import { type GithubAlertRef, githubAlertRef } from '../github-alert-ref.ts';
import { configuredGithubClient } from './configured-client.ts';

/** `github:[host/]owner/repo#7[:KEY]`, as a signal's id. What its parts may be, the schema of a reference says. */
const form = /^github:(?:([^/#:]+)\/)?([^/#:]+)\/([^/#:]+)#(\d{1,15})(?::[A-Z0-9]+)?$/;

/** The alert that the id of a signal names, if it names one. */
export const alertRefIn = (signalId: string): GithubAlertRef | undefined => {
  const [, host, owner, name, number] = form.exec(signalId) ?? [];
  const parsed = githubAlertRef.safeParse({
    kind: 'github-alert',
    ...(host !== undefined && { host }),
    repository: { owner, name },
    alertNumber: Number(number),
    action: 'polled',
  });
  return parsed.success ? parsed.data : undefined;
};

/**
 * Whether the alert behind a signal is still open on GitHub, or closed by nobody but us.
 * @returns undefined where the id names no alert
 * @throws what GitHub's client throws; ConfigError where no App is configured, or none for its host
 */
export const alertState = async (
  signalId: string,
): Promise<'open' | 'closed-by-us' | 'resolved' | undefined> => {
  const ref = alertRefIn(signalId);
  if (!ref) return undefined;
  const { resolution, closedByUs } = await (await configuredGithubClient(ref.host)).alert(ref);
  if (closedByUs) return 'closed-by-us';
  return resolution === undefined ? 'open' : 'resolved';
};
