import type { Json } from '#lib/investigation/detail.ts';
import type { CredentialKind } from '#lib/investigation/investigation.ts';
import {
  accountOf,
  type Caller,
  federatedUser,
  otherAccount,
  roleSession,
  rootSession,
  stranger,
  user,
  victim,
  withIdentity,
} from '#test/fixtures/cloudtrail/callers.ts';
import { createAccessKey } from '#test/fixtures/cloudtrail/iam.ts';
import {
  assumeRole,
  assumeRoot,
  getFederationToken,
  getSessionToken,
} from '#test/fixtures/cloudtrail/issuing.ts';
import { record, refused } from '#test/fixtures/cloudtrail/record.ts';
import type { How, Outcome, Seen } from './steps.ts';
import type { Actor, Side, World } from './world.ts';

export const ended = (call: Json, outcome: Outcome): Json => {
  if (outcome === 'done') return call;
  if (outcome === 'refused') return refused(call);
  return outcome === 'only a message'
    ? { ...call, errorMessage: 'not today' }
    : { ...call, errorCode: 'AccessDenied' };
};

interface Issue {
  how: How;
  role?: string;
  session?: string;
  /** For whom a key is made. */
  userName?: string;
  outcome?: Outcome;
}

interface Issued {
  call: Json;
  bearer: Caller;
  kind: CredentialKind;
}

type Making = (
  by: Caller,
  world: World,
  issue: Required<Pick<Issue, 'role' | 'session' | 'userName'>>,
) => Issued;

const makings: Record<How, Making> = {
  AssumeRole: (by, world, { role, session }) => {
    const [id, time] = [world.newId('ASIA'), world.now()];
    const bearer = roleSession(role, session, id, { account: accountOf(by), creationDate: time });
    return { call: assumeRole(by, id, time, { role, session }), bearer, kind: 'role-session' };
  },
  GetSessionToken: (by, world) => {
    const [id, creationDate] = [world.newId('ASIA'), world.now()];
    const bearer = user(String(by.identity['userName']), id, { account: accountOf(by), creationDate });
    return { call: getSessionToken(by, id, creationDate), bearer, kind: 'session-token' };
  },
  GetFederationToken: (by, world) => {
    const [id, time, name] = [world.newId('ASIA'), world.now(), world.name('guest')];
    const bearer = federatedUser(name, String(by.identity['userName']), id, {
      account: accountOf(by),
      creationDate: time,
    });
    return { call: getFederationToken(by, id, time, name), bearer, kind: 'federation-token' };
  },
  AssumeRoot: (by, world) => {
    const id = world.newId('ASIA');
    return {
      call: assumeRoot(by, id, world.now(), stranger),
      bearer: rootSession(id, stranger),
      kind: 'root-session',
    };
  },
  CreateAccessKey: (by, world, { userName }) => {
    const id = world.newId('AKIA');
    return {
      call: createAccessKey(by, id, world.now(), userName),
      bearer: user(userName, id, { account: accountOf(by) }),
      kind: 'access-key',
    };
  },
};

const longTerm = ({ id }: Actor): boolean => id.startsWith('AKIA');

/** Only users and root take session and federation tokens; anybody else takes a role. */
const possible = (by: Actor, how: How): How => (how.startsWith('Get') && !longTerm(by) ? 'AssumeRole' : how);

/** Where the new credential belongs, and who is its parent. */
const parentage = (world: World, by: Actor, how: How, role: string): { side: Side; issuedBy: string[] } => {
  if (by.side !== 'other') return { side: by.side, issuedBy: [by.id] };
  const openers = how === 'AssumeRole' ? world.openersOf(by, role) : undefined;
  return openers ? { side: 'inferred', issuedBy: openers } : { side: 'other', issuedBy: [] };
};

/** One who holds a credential issues another, or fails to: then whoever acts under that id is somebody else. */
export const issue = (world: World, by: Actor, asked: Issue): Actor => {
  const { role = 'deploy', session = world.name('s'), userName = 'dana', outcome = 'done' } = asked;
  const how = possible(by, asked.how);
  const { call, bearer, kind } = makings[how](by.caller, world, { role, session, userName });
  world.write(ended(call, outcome));
  const { side, issuedBy } = parentage(world, by, how, role);
  return outcome === 'done'
    ? world.join(bearer, side, { kind, issuedBy, via: how })
    : world.stranger(String(bearer.identity['accessKeyId']));
};

/** A role of another account: two records of one event. Only one of them may name the new id. */
export const issueAcross = (world: World, by: Actor, seen: Seen, outcome: Outcome): Actor => {
  const [id, time, session, role] = [world.newId('ASIA'), world.now(), world.name('s'), world.name('vault')];
  const shared = { role, session, account: stranger };
  const more = (recipientAccountId: string) => ({ recipientAccountId, sharedEventID: `shared-${id}` });
  const ours = ended(assumeRole(by.caller, id, time, { ...shared, more: more(victim) }), outcome);
  const outside = otherAccount(victim, String(by.caller.identity['principalId']));
  const theirs = ended(assumeRole(outside, id, time, { ...shared, more: more(stranger) }), outcome);
  world.write(seen === 'theirs' ? { ...ours, responseElements: null } : ours);
  if (seen !== 'ours') world.write(theirs);
  const bearer = roleSession(role, session, id, { account: stranger, creationDate: time });
  const link = { kind: 'role-session' as const, issuedBy: [by.id], via: 'AssumeRole' };
  return outcome === 'done' ? world.join(bearer, by.side, link) : world.stranger(id);
};

/** Identity Center issues a session under one id and uses it under another, whose issuing no record shows. */
export const useUnderAnotherId = (world: World, by: Actor, outcome: Outcome): void => {
  world.wait(5);
  const issued = issue(world, by, { how: 'AssumeRole', role: 'AWSReservedSSO_Ops_1', outcome });
  const bearer = withIdentity(issued.caller, { accessKeyId: world.newId('ASIA') });
  const side = issued.side === 'other' ? 'other' : 'inferred';
  world.join(bearer, side, { kind: 'role-session', issuedBy: [issued.id], via: 'AssumeRole' });
  world.write(record(bearer, 's3:ListBuckets', world.wait(1)));
};
