import { type GithubAlertRef, githubAlertRef } from '../github-alert-ref.ts';
import { configuredGithubClient } from './configured-client.ts';

/** `github:[host/]owner/repo#7[:KEY]`, as a signal's id. What its parts may be, the schema of a reference says. */
const form = /^github:(?:([^/#:]+)\/)?([^/#:]+)\/([^/#:]+)#(\d{1,15})(?::[A-Z0-9]+)?$/;

const refIn = (signalId: string): GithubAlertRef | undefined => {
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
 * Whether the alert behind a signal is still open on GitHub.
 * @returns undefined where the id names no alert
 * @throws what GitHub's client throws; ConfigError where no App is configured, or none for its host
 */
export const alertState = async (signalId: string): Promise<'open' | 'resolved' | undefined> => {
  const ref = refIn(signalId);
  if (!ref) return undefined;
  const { resolution } = await (await configuredGithubClient(ref.host)).alert(ref);
  return resolution === undefined ? 'open' : 'resolved';
};
