import { createPrivateKey, sign } from 'node:crypto';
import { now } from '#lib/platform/clock.ts';
import { GithubRefused } from './errors.ts';
import type { GithubApp } from './stored-secrets.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Reads a PEM whose line breaks may have been stored as `\n`, in either of the forms that GitHub has used. */
const keyOf = (pem: string) => {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    throw new GithubRefused(
      0,
      'the private key of the App is not a PEM key: put the right one into its secret',
    );
  }
};

/**
 * The token with which the App speaks for itself: RS256, issued a minute ago because clocks differ, and valid
 * for less than the ten minutes that GitHub allows (GitHub docs, "Generating a JSON Web Token (JWT) for a
 * GitHub App").
 *
 * @throws GithubRefused when the stored key is no key
 */
export const appJwt = ({ appId, privateKey }: GithubApp): string => {
  const seconds = Math.floor(now().getTime() / 1000);
  const claims = { iat: seconds - 60, exp: seconds + 540, iss: String(appId) };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), keyOf(privateKey)).toString('base64url')}`;
};
