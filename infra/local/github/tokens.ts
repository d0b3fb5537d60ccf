import { randomBytes } from 'node:crypto';
import { type Answer, GithubError, notFound } from './answer.ts';
import type { GithubState, Installation, IssuedToken, Repository } from './state.ts';

const lifetime = 60 * 60_000;

const ranks: Record<string, number> = { read: 1, write: 2 };
const covers = (granted: string | undefined, asked: string): boolean =>
  (ranks[granted ?? ''] ?? 0) >= (ranks[asked] ?? Number.POSITIVE_INFINITY);

const askedPermissions = (body: Record<string, unknown>, { permissions }: Installation) => {
  if (body['permissions'] === undefined) return { ...permissions };
  const asked = Object.entries(body['permissions'] as Record<string, string>);
  if (!asked.every(([name, level]) => covers(permissions[name], level))) {
    throw new GithubError(422, 'The permissions requested are not granted to this installation.');
  }
  return Object.fromEntries(asked);
};

const askedRepositories = (body: Record<string, unknown>, known: Repository[]): string[] | undefined => {
  if (body['repositories'] === undefined) return undefined;
  const asked = (body['repositories'] as string[]).map((name) => name.toLowerCase());
  const names = new Set(known.map(({ name }) => name.toLowerCase()));
  if (!asked.every((name) => names.has(name))) {
    throw new GithubError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  return asked;
};

/** Issues an installation token, limited as the request asks. @throws GithubError 403, 404, 422 */
export const issueToken = (
  state: GithubState,
  id: number,
  body: Record<string, unknown>,
  now: Date,
): Answer => {
  const installation = state.installations.get(id);
  if (!installation) throw notFound();
  if (installation.suspended) throw new GithubError(403, 'This installation has been suspended');
  const permissions = askedPermissions(body, installation);
  const repositories = askedRepositories(body, state.repositoriesOf(id));
  const expiresAt = new Date(now.getTime() + lifetime);
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  state.tokens.set(token, { installationId: id, permissions, repositories, expiresAt });
  const selection = repositories ? 'selected' : 'all';
  const answer = { token, expires_at: expiresAt.toISOString(), permissions, repository_selection: selection };
  return { status: 201, body: answer };
};

const badCredentials = () => new GithubError(401, 'Bad credentials');

/** The token behind a request. @throws GithubError 401 when it is unknown or over */
export const findToken = (state: GithubState, authorization: string, now: Date): IssuedToken => {
  const token = state.tokens.get(authorization.replace(/^(bearer|token) /i, ''));
  if (!token || token.expiresAt <= now || !state.installations.has(token.installationId))
    throw badCredentials();
  return token;
};

/** The repositories that a token opens. */
export const repositoriesOf = (token: IssuedToken, state: GithubState): Repository[] =>
  state
    .repositoriesOf(token.installationId)
    .filter(({ name }) => !token.repositories || token.repositories.includes(name.toLowerCase()));

/** @throws GithubError 404 for a repository outside the token's, 403 without the permission */
export const checkReach = (
  token: IssuedToken,
  repository: Repository,
  permission: string,
  level: 'read' | 'write' = 'read',
): void => {
  const named = !token.repositories || token.repositories.includes(repository.name.toLowerCase());
  if (repository.installationId !== token.installationId || !named) throw notFound();
  if (!covers(token.permissions[permission], level)) {
    throw new GithubError(403, 'Resource not accessible by integration');
  }
};
