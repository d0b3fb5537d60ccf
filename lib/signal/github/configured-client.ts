import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretReader } from '#lib/aws/secrets.ts';
import { config } from '#lib/platform/config.ts';
import { ConfigError } from '#lib/platform/config-error.ts';
import { once } from '#lib/platform/once.ts';
import { githubClientFor } from './client.ts';
import { githubDotCom } from './host.ts';
import { type HostApp, parseGithubApps } from './stored-secrets.ts';

const secrets = once(() => secretReader(new SecretsManagerClient({ region: config.region() })));

type ConfiguredClient = ReturnType<typeof githubClientFor>;

interface Kept {
  text: string;
  apiUrl: string;
  apps: HostApp[];
  clients: Map<string, ConfiguredClient>;
}
let kept: Kept | undefined;

const current = async (): Promise<Kept> => {
  const text = await secrets().read(config.githubAppSecretId());
  const apiUrl = config.githubApiUrl();
  if (kept?.text !== text || kept.apiUrl !== apiUrl) {
    kept = { text, apiUrl, apps: parseGithubApps(text, apiUrl), clients: new Map() };
  }
  return kept;
};

/**
 * The configured GitHub Apps, one for each host.
 * @throws SecretUnreadable, and ConfigError when the stored secret is not an App's
 */
export const configuredGithubApps = async (): Promise<readonly HostApp[]> => (await current()).apps;

/**
 * The client of the App on a host. It is made once, because it keeps the tokens, and anew when the stored key was
 * rotated. Whoever writes a host into a message chooses among those that are configured: nothing else is ever asked.
 *
 * @throws SecretUnreadable, and ConfigError when the stored secret is not an App's or holds none for this host
 */
export const configuredGithubClient = async (host = githubDotCom): Promise<ConfiguredClient> => {
  const { apps, clients } = await current();
  const known = clients.get(host);
  if (known) return known;
  const found = apps.find((each) => each.host === host);
  if (!found) {
    const others = apps.map((each) => each.host).join(', ');
    throw new ConfigError(
      'TOURNIQUET_GITHUB_APP_SECRET_ID',
      `the secret holds no App for ${host}, only for ${others}: add it under "hosts"`,
    );
  }
  const client = githubClientFor(found.app, found.apiUrl);
  clients.set(host, client);
  return client;
};
