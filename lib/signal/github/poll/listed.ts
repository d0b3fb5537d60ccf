import * as z from 'zod/mini';
import { githubOwner, githubRepositoryName, pageUrl, positiveInteger } from '../../github-alert-ref.ts';
import { GithubRefused } from '../errors.ts';

/** One attempt to deliver a webhook. */
export interface Attempt {
  /** Digits: there are more deliveries than a number can count exactly. */
  id: string;
  /** The same for every attempt to deliver one webhook. */
  guid: string;
  deliveredAt: string;
  delivered: boolean;
  event: string;
}

// Octokit reads numbers that are too large for JavaScript as bigint.
const id = z.pipe(z.union([z.int(), z.bigint()]), z.transform(String));
const attempt = z.object({
  id,
  guid: z.string().check(z.minLength(1), z.maxLength(200)),
  delivered_at: z.iso.datetime({ offset: true }),
  status_code: z.number(),
  event: z.string(),
});

const installation = z.object({
  id: positiveInteger,
  account: z.catch(z.nullish(z.object({ login: githubOwner, type: z.optional(z.string()) })), undefined),
});
export type Installation = z.infer<typeof installation>;

const repository = z.object({
  name: githubRepositoryName,
  owner: z.object({ login: githubOwner }),
  private: z.catch(z.optional(z.boolean()), undefined),
});
export type ListedRepository = z.infer<typeof repository>;

const text = z.catch(z.nullish(z.string()), undefined);
const alert = z.object({
  number: positiveInteger,
  secret_type: z.string(),
  provider_slug: text,
  provider: text,
  html_url: z.catch(z.optional(pageUrl), undefined),
});
/** An alert as lists show it. The secret, which an older GitHub sends although it was asked not to, is left out. */
export type ListedAlert = z.infer<typeof alert>;

/** Reads a list entry by entry: one that is not as documented is noted, and must not hide the others. */
const listOf =
  <T extends z.ZodMiniType>(item: T, what: string) =>
  (body: unknown, problems: string[]): z.infer<T>[] => {
    if (!Array.isArray(body)) throw new GithubRefused(200, `GitHub's answer is not a list of ${what}`);
    return body.flatMap((entry) => {
      const parsed = item.safeParse(entry);
      if (parsed.success) return [parsed.data];
      const field = parsed.error.issues[0]?.path.join('.') || 'content';
      problems.push(`an entry in GitHub's list of ${what} has no usable ${field}`);
      return [];
    });
  };

const attempts = listOf(attempt, 'deliveries');

/** @throws GithubRefused when the answer is not a list of deliveries */
export const toAttempts = (body: unknown, problems: string[]): Attempt[] =>
  attempts(body, problems).map(({ id, guid, delivered_at: deliveredAt, status_code: status, event }) => ({
    id,
    guid,
    deliveredAt: new Date(deliveredAt).toISOString(),
    delivered: status >= 200 && status < 300,
    event,
  }));

/** @throws GithubRefused when the answer is not a list of installations */
export const toInstallations = listOf(installation, 'installations');

/** The alerts of one repository. @throws GithubRefused when the answer is not a list of alerts */
export const toAlerts = listOf(alert, 'alerts');

/** The alerts of an organization, each with its repository. @throws GithubRefused when the answer is no list */
export const toOrganizationAlerts = listOf(z.extend(alert, { repository }), 'alerts');

const repositories = listOf(repository, 'repositories');

/** @throws GithubRefused when the answer is not a list of repositories */
export const toRepositories = (body: unknown, problems: string[]): ListedRepository[] =>
  repositories(
    typeof body === 'object' && body && 'repositories' in body ? body.repositories : body,
    problems,
  );

const delivery = z.object({ request: z.object({ payload: z.unknown() }) });

/** The bytes that a delivery was made of, or as good as: GitHub keeps the payload as JSON. */
export const toPayload = (body: unknown): Uint8Array => {
  const parsed = delivery.safeParse(body);
  if (!parsed.success) throw new GithubRefused(200, "GitHub's answer is not a delivery");
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
  return Buffer.from(JSON.stringify(parsed.data.request.payload ?? null, plain));
};
