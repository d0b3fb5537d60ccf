import type { Json } from '#lib/investigation/detail.ts';
import { accountOf, type Caller, user, userArn, withIdentity } from '#test/fixtures/cloudtrail/callers.ts';
import {
  consoleLogin,
  createLoginProfile,
  createUser,
  inConsole,
  updateLoginProfile,
} from '#test/fixtures/cloudtrail/iam.ts';
import { record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { ended } from './issuing.ts';
import type { Login, Outcome } from './steps.ts';
import type { Actor, Side, World } from './world.ts';

/** Who keeps the users of an account, and is no part of the lineage. */
const admin = (account: string): Caller => user('admin', 'AKIAQ7ADMINSKEY2AAAA', { account });

/** @returns who goes on working in the session that was there before */
const loginBefore = (world: World, name: string, account: string): Caller => {
  world.write(createLoginProfile(admin(account), world.wait(5), name));
  const creationDate = world.wait(5);
  const own = user(name, world.newId('ASIA'), { account, creationDate });
  world.write(consoleLogin(own, creationDate));
  world.write(inConsole(own, 'iam:ListUsers', world.wait(5)));
  return own;
};

/** Whose a login is: the one's who last set the password. */
const changeInBetween = (world: World, name: string, account: string, between: Login['between']): boolean => {
  if (between === 'nothing') return false;
  const call = updateLoginProfile(admin(account), world.wait(5), name);
  world.write(between === 'changed' ? call : refused(call));
  return between === 'changed';
};

const setPassword = (world: World, by: Actor, name: string, { made, before, outcome }: Login): Side => {
  const account = accountOf(by.caller);
  if (made) {
    world.write(createUser(by.caller, world.wait(5), name));
    world.make('AWS::IAM::User', name, by);
  }
  const own = before && !made ? loginBefore(world, name, account) : undefined;
  const change = own ? updateLoginProfile : createLoginProfile;
  world.write(ended(change(by.caller, world.wait(5), name), outcome));
  if (own) world.write(inConsole(own, 'iam:ListRoles', world.wait(5)));
  const side = outcome === 'done' ? by.side : 'other';
  const via = change === updateLoginProfile ? 'UpdateLoginProfile' : 'CreateLoginProfile';
  const id = `login-profile:${userArn(name, account)}`;
  world.link({ id, kind: 'login-profile', issuedBy: [by.id], via }, side);
  return side;
};

/** Somebody sets the password of a user and logs in with it. */
export const logIn = (world: World, by: Actor, login: Login): void => {
  const name = world.name(login.made ? 'made' : 'staff');
  const account = accountOf(by.caller);
  const set = setPassword(world, by, name, login);
  // With whose password somebody else's user logs in is no matter of this story.
  if (login.made && login.outcome !== 'done') return;
  const taken = !login.made && changeInBetween(world, name, account, login.between);
  const side = taken ? 'other' : set;
  const [arn, at] = [userArn(name, account), world.wait(5)];
  const inside = user(name, world.newId('ASIA'), { account, creationDate: at });
  world.write(consoleLogin(inside, at, login.login));
  if (login.login === 'Failure') return;
  const [session, via] = [`console-session:${arn}`, 'ConsoleLogin'];
  const link = { kind: 'console-session', via } as const;
  world.link({ ...link, id: session, issuedBy: [`login-profile:${arn}`] }, side);
  // Where its beginning is not that of the login, it may be a session of the user's own.
  const sure = login.made || login.atLogin;
  const bearer = login.atLogin ? inside : began(inside, world.wait(7));
  world.join(bearer, side === 'certain' && !sure ? 'inferred' : side, { ...link, issuedBy: [session] });
  world.write(inConsole(bearer, 'iam:ListUsers', world.wait(1)));
};

/** The same principal in a session of another beginning: what handed out the first one did not hand out this one. */
const began = (caller: Caller, creationDate: string, more: Json = {}): Caller => {
  const { ec2RoleDelivery: _, ...context } = Object(caller.identity['sessionContext']);
  const attributes = { creationDate, mfaAuthenticated: 'false' };
  return withIdentity(caller, { ...more, sessionContext: { ...context, attributes } });
};

/** A session of a role, or a federated one, buys itself a console; what acts there afterwards is inferred. */
export const signIn = (world: World, by: Actor, follow: boolean, outcome: Outcome): void => {
  const { type, arn } = by.caller.identity;
  if (type !== 'AssumedRole' && type !== 'FederatedUser') return;
  const id = `console-session:${arn}`;
  // Which of two sessions of one name opened a console, its calls do not tell.
  if (world.links.get(id)?.issuedBy.includes(by.id) === false) return;
  const call = record(by.caller, 'signin:GetSigninToken', world.wait(2), {
    responseElements: { GetSigninToken: 'Success' },
  });
  world.write(ended(call, outcome));
  const side = outcome === 'done' ? by.side : 'other';
  const link = { kind: 'console-session', via: 'GetSigninToken' } as const;
  world.link({ ...link, id, issuedBy: [by.id] }, side);
  if (!follow || outcome !== 'done') return;
  const bearer = began(by.caller, world.wait(2), { accessKeyId: world.newId('ASIA') });
  world.join(bearer, side === 'other' ? 'other' : 'inferred', { ...link, issuedBy: [id] });
  world.write(inConsole(bearer, 's3:ListBuckets', world.wait(2)));
};
