import * as z from 'zod/mini';
import { githubDotCom, githubHost } from './github/host.ts';

// Both names become parts of an API path. `.` and `..` are valid to the character class but not as names:
// a URL parser resolves them to another path.
export const githubOwner = z
  .string('must be text')
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/, 'is not a login'));
export const githubRepositoryName = z.string('must be text').check(
  z.regex(/^[A-Za-z0-9._-]{1,100}$/, 'is not a repository name'),
  z.refine((name) => name !== '.' && name !== '..', 'is not a repository name'),
);

/** A number that GitHub counts things with. */
export const positiveInteger = z
  .number('must be a number')
  .check(z.int('must be a whole number'), z.positive('must be above 0'));

/** A page on GitHub, for people to open: no spaces or control characters, so that it stays one link in a mail. */
export const pageUrl = z.string().check(z.regex(/^https?:\/\/[\x21-\x7e]{1,500}$/));

/** Where a secret stands in a file of the repository's history. The path is text that whoever leaked it chose. */
export const filePlace = z.object({
  path: z.string().check(z.minLength(1), z.maxLength(1000)),
  startLine: z.int(),
  endLine: z.int(),
  // Becomes part of a path of the API.
  blobSha: z.string().check(z.regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/)),
});
export type FilePlace = z.infer<typeof filePlace>;

/** The actions that say that a secret is out: the others only change how people work on an alert. */
export const alertActions = ['created', 'reopened', 'publicly_leaked', 'validated'] as const;
export type AlertAction = (typeof alertActions)[number];

/** `location_created` stands for an event of its own: the secret of a known alert was found in a further place. */
export const refActions = [...alertActions, 'location_created', 'polled'] as const;
export type RefAction = (typeof refActions)[number];

/**
 * What goes on the queue for one alert: names and numbers with which to read it, and nothing secret. The secret
 * is read from GitHub by the one function that acts on it.
 */
export const githubAlertRef = z.object({
  kind: z.literal('github-alert'),
  /** The GitHub that the repository is on; absent for github.com. */
  host: z.optional(githubHost),
  repository: z.object({ owner: githubOwner, name: githubRepositoryName, private: z.optional(z.boolean()) }),
  alertNumber: positiveInteger,
  /** Absent where the webhook belongs to a repository, organization or enterprise and not to the App: it is looked up. */
  installationId: z.optional(positiveInteger),
  action: z.enum(refActions),
  /** The place that a `location_created` is about, where that is a file. Its path is redacted. */
  location: z.optional(filePlace),
  /** When it reached us, ISO 8601 UTC. */
  deliveredAt: z.optional(z.iso.datetime()),
  /** The page of the alert. */
  htmlUrl: z.optional(pageUrl),
});

export type GithubAlertRef = z.infer<typeof githubAlertRef>;

type Named = Pick<GithubAlertRef, 'host' | 'repository'>;

/** `ghe.acme.com/acme/`, and `acme/` on github.com: no login holds a dot, so neither is mistaken for the other. */
const onHost = ({ host = githubDotCom }: Named, name: string): string =>
  host === githubDotCom ? name : `${host}/${name}`;

/** The owner, with its host unless that is github.com: `acme`, `ghe.acme.com/acme`. */
export const ownerOf = (ref: Named): string => onHost(ref, ref.repository.owner);

/** The repository, for people and ids: `acme/shop`, `ghe.acme.com/acme/shop`. */
export const repositoryOf = (ref: Named): string => `${ownerOf(ref)}/${ref.repository.name}`;

/** The alert, for people and ids: `acme/shop#7`, `ghe.acme.com/acme/shop#7`. */
export const alertName = (ref: Named & Pick<GithubAlertRef, 'alertNumber'>): string =>
  `${repositoryOf(ref)}#${ref.alertNumber}`;
