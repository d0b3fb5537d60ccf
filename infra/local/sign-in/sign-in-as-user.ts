import type { KeyPair } from '../clients.ts';
import { userArn } from '../iam/arns.ts';
import type { User } from '../iam/entities.ts';
import { isPassword } from '../iam/password.ts';
import type { State } from '../iam/state.ts';
import { toSecond } from '../iam/unique-id.ts';
import { issue } from '../sts/credentials.ts';
import type { UserIdentity } from '../trail/cloudtrail-record.ts';
import type { Trail } from '../trail/trail.ts';
import { type Browser, signInRecord } from './sign-in-record.ts';
import { SignInRefused } from './sign-in-refused.ts';

export interface UserSignIn extends Browser {
  accountId: string;
  userName: string;
  password: string;
}

export interface SignInParts {
  state: State;
  trail: Trail;
}

/** How long the console keeps somebody signed in, in seconds. */
const signedInFor = 43_200;

/** As the data plane knows the user: a new one cannot sign in yet. */
const seenUser = ({ users }: State, { accountId, userName }: UserSignIn): User | undefined => {
  const id = users.find(accountId, userName)?.id;
  return id === undefined ? undefined : users.seen(id);
};

/** A name that nobody has may be a password that was typed in the wrong field, so it is not recorded. */
const nobody = (accountId: string): UserIdentity => ({
  type: 'IAMUser',
  accountId,
  accessKeyId: '',
  userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
});

const sessionOf = (state: State, user: User, now: Date): KeyPair => {
  const passwordLastUsed = toSecond(now);
  state.users.update(user.id, (known) => ({ ...known, passwordLastUsed }));
  const { accountId, id: userId, name: userName } = user;
  const { accessKeyId, secretAccessKey, sessionToken } = issue(state, {
    caller: {
      kind: 'session-token',
      accountId,
      arn: userArn(user),
      userId,
      userName,
      fromConsole: true,
    },
    principalId: userId,
    now,
    seconds: signedInFor,
  });
  return { accessKeyId, secretAccessKey, sessionToken };
};

/**
 * Signs an IAM user in to the console. No policy is asked: a user who is denied everything gets in, and every call
 * that the console then makes is refused.
 *
 * @returns what the console signs the user's calls with; CloudTrail's ConsoleLogin does not say its key id
 * @throws SignInRefused for an unknown user, a user without a password, or another password; it is recorded too
 */
export const signInAsUser = ({ state, trail }: SignInParts, signIn: UserSignIn): KeyPair => {
  const { accountId, password } = signIn;
  const now = state.clock.now();
  const user = seenUser(state, signIn);
  const record = { eventName: 'ConsoleLogin', accountId, browser: signIn, now } as const;
  const refuse = (userIdentity: UserIdentity, errorMessage: string) => {
    trail.write(signInRecord({ ...record, userIdentity, errorMessage }));
    return new SignInRefused(errorMessage);
  };
  if (!user) throw refuse(nobody(accountId), 'No username found in supplied account');
  const { id: principalId, name: userName, loginProfile } = user;
  const identity = { type: 'IAMUser', principalId, accountId, userName } as const;
  if (!loginProfile?.password || !isPassword(loginProfile.password, password)) {
    throw refuse({ ...identity, accessKeyId: '' }, 'Failed authentication');
  }
  trail.write(signInRecord({ ...record, userIdentity: { ...identity, arn: userArn(user) } }));
  return sessionOf(state, user, now);
};
