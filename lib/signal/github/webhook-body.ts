import * as z from 'zod/mini';
import { redact } from '#lib/platform/redact.ts';
import {
  type FilePlace,
  filePlace,
  type GithubAlertRef,
  githubOwner,
  githubRepositoryName,
  pageUrl,
  positiveInteger,
  type RefAction,
} from '../github-alert-ref.ts';
import { toPlace } from './alert.ts';
import { githubDotCom, hostIn } from './host.ts';

const text = z.string('must be text');

const notOnHost = 'is not an address on a host of GitHub';
const isOnHost = (url: unknown): boolean => typeof url === 'string' && hostIn(url) !== undefined;

/** Names the host that will be asked, so it is right or it is nothing; `null` is how JSON says nothing. */
const repositoryPage = z.nullish(text.check(z.refine(isOnHost, notOnHost)));

/** The address in the API counts only where there is no page: behind a proxy it may be any. */
const hasAddress = ({ html_url: page, url }: { html_url?: unknown; url?: unknown }): boolean =>
  typeof page === 'string' || url === undefined || url === null || isOnHost(url);

/**
 * A webhook about a secret scanning alert or one of its places, as far as it is read. What it is about must be right to
 * the letter. What only decorates it (the provider, the page of the alert, whether the repository is private, the file)
 * is left out where it is not as documented: no leak is dropped for its decoration.
 */
export const webhookBody = z.object(
  {
    alert: z.object({
      number: positiveInteger,
      secret_type: text,
      provider_slug: z.catch(z.optional(z.string()), undefined),
      provider: z.catch(z.optional(z.string()), undefined),
      html_url: z.catch(z.optional(pageUrl), undefined),
    }),
    repository: z
      .object(
        {
          name: githubRepositoryName,
          owner: z.object({ login: githubOwner }, 'must be an object'),
          private: z.catch(z.optional(z.boolean()), undefined),
          html_url: repositoryPage,
          url: z.optional(z.unknown()),
        },
        'must be an object',
      )
      .check(z.refine(hasAddress, { path: ['url'], error: notOnHost })),
    installation: z.nullish(z.object({ id: positiveInteger }, 'must be an object')),
    location: z.optional(z.object({ type: text, details: z.optional(z.unknown()) }, 'must be an object')),
  },
  'must be an object',
);

export type WebhookBody = z.infer<typeof webhookBody>;

/** The file of a location, with a path that shows no secret: whoever leaks one may have named a file after it. */
const fileOf = ({ location }: WebhookBody): FilePlace | undefined => {
  const place = filePlace.safeParse(location && toPlace(location.type, location.details).file);
  return place.success ? { ...place.data, path: redact(place.data.path).slice(0, 1000) } : undefined;
};

/**
 * The host of the repository, undefined for github.com. The body says it, for the body is signed: GitHub Enterprise
 * Server names itself in a header as well (X-GitHub-Enterprise-Host), which is not.
 */
const hostOf = ({ repository: { html_url: page, url } }: WebhookBody): string | undefined => {
  const host = hostIn(page ?? String(url ?? ''));
  return host === githubDotCom ? undefined : host;
};

/** What goes on the queue for the webhook. @param deliveredAt ISO 8601 UTC */
export const toRef = (body: WebhookBody, action: RefAction, deliveredAt: string): GithubAlertRef => {
  const { alert, repository, installation } = body;
  const { private: isPrivate, name, owner } = repository;
  const [host, location] = [hostOf(body), fileOf(body)];
  return {
    kind: 'github-alert',
    ...(host ? { host } : {}),
    repository: { owner: owner.login, name, ...(isPrivate === undefined ? {} : { private: isPrivate }) },
    alertNumber: alert.number,
    ...(installation ? { installationId: installation.id } : {}),
    action,
    ...(location ? { location } : {}),
    deliveredAt,
    ...(alert.html_url ? { htmlUrl: alert.html_url } : {}),
  };
};
