import type { KeyPair } from '../clients.ts';
import { type SignInParts, signInAsUser, type UserSignIn } from './sign-in-as-user.ts';
import type { Browser } from './sign-in-record.ts';
import { type SessionSignInParts, signInWithSession } from './sign-in-with-session.ts';

/** The ways into the console, which is no API: nothing of it is on the wire. */
export interface SignIns {
  /** Signs an IAM user in. @throws SignInRefused, which CloudTrail records too */
  signIn(signIn: UserSignIn): KeyPair;
  /** Takes a session of a role or of a federated user into the console. @throws SignInRefused */
  signInWithSession(session: KeyPair, browser?: Browser): KeyPair;
}

export const createSignIns = (parts: SignInParts & SessionSignInParts): SignIns => ({
  signIn: (signIn) => signInAsUser(parts, signIn),
  signInWithSession: (session, browser) => signInWithSession(parts, session, browser),
});
