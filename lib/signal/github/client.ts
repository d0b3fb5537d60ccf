import type { GithubAlertRef } from '../github-alert-ref.ts';
import {
  type AlertResolution,
  type GithubAlert,
  type Place,
  toGithubAlert,
  toPlaces,
  toResolution,
} from './alert.ts';
import { GithubUnavailable } from './errors.ts';
import { installationTokens, type Permission } from './installation-tokens.ts';
import { type ApiRequest, githubSender } from './sender.ts';
import type { GithubApp } from './stored-secrets.ts';

/** `resolved` as revoked with a comment of at most 280 characters, or open again. */
export type AlertChange = { state: 'resolved'; comment: string } | { state: 'open' };

/** What is asked of GitHub about one alert. Every call throws GithubUnavailable or GithubRefused, nothing else. */
export interface GithubClient {
  alert(ref: GithubAlertRef): Promise<GithubAlert>;
  /** The first hundred places where the secret stands. */
  places(ref: GithubAlertRef): Promise<Place[]>;
  /** The text of a file as it was when the secret stood in it. */
  file(ref: GithubAlertRef, blobSha: string): Promise<string>;
}

/** How alerts are closed and opened again. */
export interface AlertCloser {
  /** How an alert stands. Its secret is not even sent. */
  resolution(ref: GithubAlertRef): Promise<AlertResolution>;
  /** Closes or opens it, which needs the permission to write. @throws also ReviewerNeeded */
  change(ref: GithubAlertRef, change: AlertChange): Promise<void>;
}

const largestFile = 5 * 1024 * 1024;

// Windows writes some files in UTF-16: without its zero bytes, which the sender has left out, what is ASCII in them
// reads as such.
const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const alertRoute = 'GET /repos/{owner}/{repo}/secret-scanning/alerts/{number}';

const bodyOf = (change: AlertChange) =>
  change.state === 'open'
    ? { state: 'open' }
    : { state: 'resolved', resolution: 'revoked', resolution_comment: change.comment };

/**
 * A client for the alerts of every repository that the App is installed on. Memoise it: it keeps the tokens,
 * each for one repository and one permission.
 *
 * @param apiUrl `https://api.github.com`, or `https://HOST/api/v3` for GitHub Enterprise Server
 */
export const githubClientFor = (app: GithubApp, apiUrl: string): GithubClient & AlertCloser => {
  const sender = githubSender(apiUrl);
  const tokens = installationTokens(app, sender);
  const once = async <T>(ref: GithubAlertRef, permission: Permission, send: (token: string) => Promise<T>) =>
    send(`Bearer ${await tokens.token(ref, permission)}`);
  const authorized: typeof once = async (ref, permission, send) => {
    try {
      return await once(ref, permission, send);
    } catch (error) {
      if (!(error instanceof GithubUnavailable && error.status === 401)) throw error;
      // The kept token was revoked, with the installation or by a person: one that is new may be good.
      tokens.forget(ref, permission);
      return once(ref, permission, send);
    }
  };
  const request = ({ repository }: GithubAlertRef, authorization: string): Omit<ApiRequest, 'route'> => ({
    parameters: { owner: repository.owner, repo: repository.name },
    authorization,
    subject: 'alert',
  });
  const about = (ref: GithubAlertRef, route: string, more = {}) =>
    authorized(ref, 'secret_scanning_alerts', (authorization) => {
      const { parameters, ...rest } = request(ref, authorization);
      return sender.json({ ...rest, route, parameters: { ...parameters, number: ref.alertNumber, ...more } });
    });
  return {
    resolution: async (ref) => toResolution(await about(ref, `${alertRoute}?hide_secret=true`)),
    change: (ref, change) =>
      authorized(ref, 'secret_scanning_alerts:write', async (authorization) => {
        const { parameters } = request(ref, authorization);
        const route = alertRoute.replace('GET', 'PATCH');
        const wish = { ...parameters, number: ref.alertNumber, ...bodyOf(change) };
        // The answer holds the secret, and nobody looks at it.
        await sender.json({ route, parameters: wish, authorization, subject: 'alert-change' });
      }),
    alert: async (ref) => toGithubAlert(await about(ref, alertRoute)),
    places: async (ref) => toPlaces(await about(ref, `${alertRoute}/locations`, { per_page: 100 })),
    file: (ref, blobSha) =>
      authorized(ref, 'contents', async (authorization) => {
        const { parameters } = request(ref, authorization);
        const route = 'GET /repos/{owner}/{repo}/git/blobs/{sha}';
        const bytes = await sender.bytes(
          { route, parameters: { ...parameters, sha: blobSha }, authorization, subject: 'file' },
          largestFile,
        );
        return toText(bytes);
      }),
  };
};
