import { type Caller, type Credential, CredentialRefused, type Identities } from '../contract.ts';
import { rootArn, userArn } from './arns.ts';
import type { AccessKey } from './entities.ts';
import type { State } from './state.ts';

const unknown = () =>
  new CredentialRefused('unknown', 'The security token included in the request is invalid.');

const badToken = () =>
  new CredentialRefused('bad-token', 'The security token included in the request is invalid.');

/**
 * Finds who signed. It sees IAM as the data plane does, late by the propagation delay: a key that was just
 * switched off still signs, and one that was just created does not yet.
 */
export const createIdentities = (state: State): Identities => ({
  find(accessKeyId, sessionToken) {
    const session = state.sessions.get(accessKeyId);
    if (session) return ofSession(state, session, sessionToken);
    const key = state.keys.seen(accessKeyId);
    if (!key) throw unknown();
    if (sessionToken !== undefined) throw badToken();
    const caller = callerOf(state, key);
    if (key.status !== 'Active') throw new CredentialRefused('inactive', `${accessKeyId} is ${key.status}`);
    return { secretAccessKey: key.secret, caller };
  },

  used(accessKeyId, service, region) {
    const caller = state.sessions.get(accessKeyId)?.caller;
    const usage = { at: state.clock.now(), service, region };
    if (!caller) state.usage.set(accessKeyId, usage);
    if (caller?.kind === 'role-session') state.usage.set(caller.userId.split(':')[0] ?? '', usage);
  },
});

const callerOf = (state: State, { id, accountId, userId }: AccessKey): Caller => {
  if (userId === undefined) {
    return { kind: 'root', accountId, arn: rootArn(accountId), userId: accountId, accessKeyId: id };
  }
  const user = state.users.seen(userId);
  if (!user) throw unknown();
  return { kind: 'user', accountId, arn: userArn(user), userId, accessKeyId: id, userName: user.name };
};

type Session = NonNullable<ReturnType<State['sessions']['get']>>;

/** A session outlives the key that asked for it, but not the user or role that it acts for. */
const ofSession = (state: State, session: Session, token: string | undefined): Credential => {
  const { secretAccessKey, sessionToken, expiresAt, principalId, caller } = session;
  if (token !== sessionToken) throw badToken();
  if (state.clock.now() >= expiresAt) {
    throw new CredentialRefused('expired', 'The security token included in the request is expired');
  }
  const principals = caller.kind === 'role-session' ? state.roles : state.users;
  if (principalId !== undefined && !principals.seen(principalId)) throw unknown();
  return { secretAccessKey, sessionToken, expiresAt, caller };
};
