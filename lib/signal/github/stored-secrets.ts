import * as z from 'zod/mini';
import { ConfigError } from '#lib/platform/config-error.ts';
import type { WebhookSecrets } from '#lib/signal/webhook-signature.ts';
import { defaultApiUrl, githubHost, hostOfApi } from './host.ts';

const filled = z.string().check(z.minLength(1));
const webhookSecrets = z.object({ current: filled, previous: z.nullish(z.string()) });
const githubApp = z.object({
  appId: z.union([z.int(), z.string().check(z.regex(/^\d+$|^Iv[\w.]+$/))]),
  privateKey: filled,
});

// Tokens travel to it. Without TLS only to this machine, as in a drill.
const apiUrl = z.union([
  z.string().check(z.regex(/^https:\/\/[^\s\\@?#]+$/)),
  z.string().check(z.regex(/^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?:\/[^\s\\@?#]*)?$/)),
]);
const hosts = z.strictObject({
  hosts: z
    .record(githubHost, z.strictObject({ ...githubApp.shape, apiUrl: z.optional(apiUrl) }))
    .check(z.refine((value) => Object.keys(value).length > 0)),
});

/** The App that reads alerts: its id (or client id) and its private key in PEM. */
export type GithubApp = z.infer<typeof githubApp>;

/** The App on one GitHub, and where that answers. */
export interface HostApp {
  /** `github.com`, `ghe.acme.com` */
  host: string;
  /** `https://api.github.com`, `https://ghe.acme.com/api/v3` */
  apiUrl: string;
  app: GithubApp;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text, and the text is the secret.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/**
 * The webhook secrets as they are stored: `{"current":"…","previous":"…"}`, the second only while rotating.
 * @throws ConfigError without any part of the text
 */
export const parseWebhookSecrets = (text: string): WebhookSecrets => {
  const result = webhookSecrets.safeParse(parsed(text));
  if (!result.success) {
    throw new ConfigError('TOURNIQUET_WEBHOOK_SECRET_ID', 'the secret is not {"current":"…","previous":"…"}');
  }
  return { current: result.data.current, previous: result.data.previous ?? undefined };
};

/**
 * The GitHub Apps as they are stored: one, `{"appId":1,"privateKey":"-----BEGIN …"}`, which answers for the host of
 * `apiUrl`; or one for each host, `{"hosts":{"ghe.acme.com":{"appId":1,"privateKey":"…","apiUrl":"https://…"}}}`,
 * of which apiUrl is only needed where GitHub does not answer at the address that its documentation gives.
 * @throws ConfigError without any part of the text
 */
export const parseGithubApps = (text: string, apiUrl: string): [HostApp, ...HostApp[]] => {
  const stored = parsed(text);
  const one = githubApp.safeParse(stored);
  if (one.success && !hasHosts(stored)) return [{ host: hostOfApi(apiUrl), apiUrl, app: one.data }];
  const several = hosts.safeParse(stored);
  const [first, ...others] = several.success ? Object.entries(several.data.hosts).map(toHostApp) : [];
  if (first) return [first, ...others];
  throw new ConfigError(
    'TOURNIQUET_GITHUB_APP_SECRET_ID',
    'the secret is neither {"appId":…,"privateKey":"…"} nor {"hosts":{"github.com":{"appId":…,"privateKey":"…"}}}',
  );
};

const hasHosts = (stored: unknown): boolean =>
  typeof stored === 'object' && stored !== null && Object.hasOwn(stored, 'hosts');

const toHostApp = ([host, { apiUrl = defaultApiUrl(host), ...app }]: [
  string,
  GithubApp & { apiUrl?: string | undefined },
]): HostApp => ({ host, apiUrl, app });
