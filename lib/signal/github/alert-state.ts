import { githubOwner, githubRepositoryName } from '../github-alert-ref.ts';
import { configuredGithubClient } from './configured-client.ts';
import { githubDotCom } from './host.ts';

/** `github:[host/]owner/repo#7[:KEY]`, as a signal's id. */
const form = /^github:(?:([a-z0-9.-]+)\/)?([^/#:]+)\/([^/#:]+)#(\d{1,15})(?::[A-Z0-9]+)?$/;

/**
 * Whether the alert behind a signal is still open on GitHub.
 * @returns undefined where the id names no alert
 * @throws what GitHub's client throws, ConfigError where no App is configured
 */
export const alertState = async (signalId: string): Promise<'open' | 'resolved' | undefined> => {
  const [, host = githubDotCom, owner = '', name = '', number = ''] = form.exec(signalId) ?? [];
  if (!githubOwner.safeParse(owner).success || !githubRepositoryName.safeParse(name).success) return undefined;
  const client = await configuredGithubClient(host);
  const { resolution } = await client.alert({
    kind: 'github-alert',
    ...(host === githubDotCom ? {} : { host }),
    repository: { owner, name },
    alertNumber: Number(number),
    action: 'polled',
  });
  return resolution === undefined ? 'open' : 'resolved';
};
