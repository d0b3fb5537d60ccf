import { type KeyObject, verify } from 'node:crypto';
import { GithubError } from './answer.ts';

const notDecoded = () => new GithubError(401, 'A JSON web token could not be decoded');

const decoded = (part: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw notDecoded();
};

const checkTimes = ({ iat, exp }: Record<string, unknown>, now: Date): void => {
  const seconds = now.getTime() / 1000;
  if (typeof iat !== 'number' || iat > seconds) {
    throw new GithubError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing a time in the past",
    );
  }
  if (typeof exp !== 'number' || exp <= seconds) {
    throw new GithubError(401, "'Expiration time' claim ('exp') must be a numeric value in the future");
  }
  // Ten minutes from now, whatever the token says about when it was issued.
  if (exp > seconds + 600)
    throw new GithubError(401, "'Expiration time' claim ('exp') is too far in the future");
};

/**
 * Checks the JWT with which the App speaks for itself: signed with its key by RS256, issued by it, in time.
 * @throws GithubError 401
 */
export const checkAppJwt = (authorization: string, publicKey: KeyObject, appId: number, now: Date): void => {
  const [header, claims, signature] = authorization.replace(/^bearer /i, '').split('.');
  if (!header || !claims || !signature) throw notDecoded();
  const signed = Buffer.from(`${header}.${claims}`);
  const rightKey = verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'));
  if (decoded(header)['alg'] !== 'RS256' || !rightKey) throw notDecoded();
  const { iss, ...times } = decoded(claims);
  if (String(iss) !== String(appId)) throw new GithubError(401, 'Integration not found');
  checkTimes(times, now);
};
