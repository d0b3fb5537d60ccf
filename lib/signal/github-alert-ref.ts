import * as z from 'zod/mini';

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

/** The actions that say that a secret is out: the others only change how people work on an alert. */
export const alertActions = ['created', 'reopened', 'publicly_leaked', 'validated'] as const;
export type AlertAction = (typeof alertActions)[number];

/**
 * What goes on the queue for one alert: names and numbers with which to read it, and nothing secret. The secret
 * is read from GitHub by the one function that acts on it.
 */
export const githubAlertRef = z.object({
  kind: z.literal('github-alert'),
  repository: z.object({ owner: githubOwner, name: githubRepositoryName, private: z.optional(z.boolean()) }),
  alertNumber: positiveInteger,
  /** Absent where the webhook belongs to a repository or organization and not to the App: it is looked up. */
  installationId: z.optional(positiveInteger),
  action: z.enum(alertActions),
  /** When it reached us, ISO 8601 UTC. */
  deliveredAt: z.optional(z.iso.datetime()),
  /** The page of the alert. */
  htmlUrl: z.optional(pageUrl),
});

export type GithubAlertRef = z.infer<typeof githubAlertRef>;
