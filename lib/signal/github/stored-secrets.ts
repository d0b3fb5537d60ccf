import * as z from 'zod/mini';
import { ConfigError } from '#lib/platform/config-error.ts';
import type { WebhookSecrets } from '#lib/signal/webhook-signature.ts';

const filled = z.string().check(z.minLength(1));
const webhookSecrets = z.object({ current: filled, previous: z.nullish(z.string()) });
const githubApp = z.object({
  appId: z.union([z.int(), z.string().check(z.regex(/^\d+$|^Iv[\w.]+$/))]),
  privateKey: filled,
});

/** The App that reads alerts: its id (or client id) and its private key in PEM. */
export type GithubApp = z.infer<typeof githubApp>;

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
 * The GitHub App as it is stored: `{"appId":1,"privateKey":"-----BEGIN …"}`.
 * @throws ConfigError without any part of the text
 */
export const parseGithubApp = (text: string): GithubApp => {
  const result = githubApp.safeParse(parsed(text));
  if (!result.success) {
    throw new ConfigError(
      'TOURNIQUET_GITHUB_APP_SECRET_ID',
      'the secret is not {"appId":…,"privateKey":"…"}',
    );
  }
  return result.data;
};
