import { alertJson } from './alert-json.ts';
import { GithubError } from './answer.ts';
import { alertOf, withToken } from './route.ts';
import type { StoredAlert } from './state.ts';

const resolutions = ['false_positive', 'wont_fix', 'revoked', 'used_in_tests'];

// GitHub docs, "Closing secret scanning alerts": a comment has at most this many characters.
const longestComment = 280;

interface Wish {
  resolution: string | null;
  comment: string | null;
}

const mismatch = (message: string) => new GithubError(422, message);

/** What the body asks for. @throws GithubError 422 where its state does not go with the rest, 400 for the comment */
const readWish = ({
  state,
  resolution = null,
  resolution_comment: comment = null,
}: Record<string, unknown>) => {
  if (state !== 'open' && state !== 'resolved') throw mismatch('state must be open or resolved');
  if (state === 'open' && (resolution !== null || comment !== null))
    throw mismatch('an open alert has neither resolution nor comment');
  if (state === 'resolved' && !resolutions.includes(String(resolution)))
    throw mismatch('a resolved alert needs a resolution');
  if (comment !== null && (typeof comment !== 'string' || comment.length > longestComment))
    throw new GithubError(400, 'The resolution comment is invalid');
  return { resolution: resolution as string | null, comment } satisfies Wish;
};

const apply = (alert: StoredAlert, { resolution, comment }: Wish, now: Date): void => {
  if (alert.resolution === resolution) throw new GithubError(400, 'The resolution was not changed');
  alert.resolution = resolution;
  alert.resolvedAt = resolution === null ? null : now;
  alert.resolutionComment = comment;
};

/** "Update a secret scanning alert": its state, with a resolution and a comment. */
export const resolveAlert = withToken(
  'secret_scanning_alerts',
  (repository, site, { body, now, query }, [number]) => {
    const alert = alertOf(repository, number);
    const wish = readWish(body);
    const fullName = `${repository.owner}/${repository.name}`.toLowerCase();
    if (site.organizations.delegatedDismissal.has(fullName))
      throw new GithubError(403, 'Delegated alert dismissal is enabled: a reviewer must close this alert');
    apply(alert, wish, now);
    const { secret, ...rest } = alertJson(alert, repository, site.apiUrl);
    return { body: query.get('hide_secret') === 'true' ? rest : { ...rest, secret } };
  },
  'write',
);
