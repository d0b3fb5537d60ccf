import type { KeyPair } from '../clients.ts';
import { type Caller, CredentialRefused, type Identities } from '../contract.ts';
import { findIssuerIn } from '../find-issuer.ts';
import type { State } from '../iam/state.ts';
import { issue } from '../sts/credentials.ts';
import { userIdentity } from '../trail/user-identity.ts';
import type { SignInParts } from './sign-in-as-user.ts';
import { type Browser, signInRecord } from './sign-in-record.ts';
import { SignInRefused } from './sign-in-refused.ts';

export interface SessionSignInParts extends SignInParts {
  identities: Identities;
}

/** The federation endpoint takes sessions of roles and of GetFederationToken only. */
const callerOf = (identities: Identities, pair: KeyPair): Caller => {
  const refused = new SignInRefused(
    'the federation endpoint takes sessions of roles and federated users only',
  );
  try {
    const { caller, secretAccessKey } = identities.find(pair.accessKeyId, pair.sessionToken);
    const federable = caller.kind === 'role-session' || caller.kind === 'federated-user';
    if (federable && secretAccessKey === pair.secretAccessKey) return caller;
  } catch (error) {
    if (!(error instanceof CredentialRefused)) throw error;
    throw new SignInRefused(error.message);
  }
  throw refused;
};

/**
 * The session goes on in the console under another key id. It still counts as issued when it was, so that a deny of
 * sessions older than a moment holds it too, and it ends when it would have ended.
 */
const goOn = (state: State, { accessKeyId, issuedAt, ...caller }: Caller): KeyPair => {
  const now = state.clock.now();
  const session = state.sessions.get(accessKeyId);
  const left = Math.floor(((session?.expiresAt.getTime() ?? 0) - now.getTime()) / 1000);
  const issued = issue(state, {
    caller: { ...caller, fromConsole: true },
    ...(session?.principalId !== undefined && { principalId: session.principalId }),
    now,
    seconds: left,
    ...(issuedAt && { issuedAt }),
  });
  return {
    accessKeyId: issued.accessKeyId,
    secretAccessKey: issued.secretAccessKey,
    sessionToken: issued.sessionToken,
  };
};

/**
 * Takes a session into the console: GetSigninToken with the session, then a sign-in with what that gave.
 *
 * @returns what the console signs with: another key id, of the same role session or federated user
 * @throws SignInRefused for a credential that is no such session, or may not be used any more
 */
export const signInWithSession = (
  { state, trail, identities }: SessionSignInParts,
  pair: KeyPair,
  browser: Browser = {},
): KeyPair => {
  const caller = callerOf(identities, pair);
  const { accountId } = caller;
  const now = state.clock.now();
  const signer = userIdentity(caller, findIssuerIn(state));
  trail.write(signInRecord({ eventName: 'GetSigninToken', userIdentity: signer, accountId, browser, now }));
  const { accessKeyId, ...signedIn } = signer;
  trail.write(signInRecord({ eventName: 'ConsoleLogin', userIdentity: signedIn, accountId, browser, now }));
  return goOn(state, caller);
};
