import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretReader } from '#lib/aws/secrets.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import { type GithubClient, githubClientFor } from './client.ts';
import { parseGithubApp } from './stored-secrets.ts';

const secrets = once(() => secretReader(new SecretsManagerClient({ region: config.region() })));
let kept: { text: string; apiUrl: string; client: GithubClient } | undefined;

/**
 * The client of the configured GitHub App. It is made once, because it keeps the tokens, and anew when the
 * stored key was rotated.
 *
 * @throws SecretUnreadable, and ConfigError when the stored secret is not an App's
 */
export const configuredGithubClient = async (): Promise<GithubClient> => {
  const text = await secrets().read(config.githubAppSecretId());
  const apiUrl = config.githubApiUrl();
  if (kept?.text !== text || kept.apiUrl !== apiUrl) {
    kept = { text, apiUrl, client: githubClientFor(parseGithubApp(text), apiUrl) };
  }
  return kept.client;
};
