import { firstTextsAt } from '../detail.ts';
import { assumedRole, type Call } from './call.ts';
import type { Door, Entry } from './door.ts';
import type { Issued } from './issuing.ts';
import { regionOf } from './region.ts';

/** Doors by what a record would have to name to have come in by one. */
export class Doors {
  readonly #doors = new Map<string, Door>();
  readonly #users = new Map<string, Door[]>();
  readonly #sessions = new Map<string, Door[]>();
  readonly #roles = new Map<string, Door[]>();
  readonly #providers = new Map<string, Door[]>();

  get size(): number {
    return this.#doors.size;
  }

  /** @returns whether it is new, or opened earlier than was known */
  add(door: Door): boolean {
    const known = this.#doors.get(door.key);
    // What was ended and opened again is open: its last opening counts for that, its first for who came in.
    if (known) known.lastAt = Math.max(known.lastAt ?? known.at, door.at);
    if (known && known.at <= door.at) return false;
    if (known) {
      Object.assign(known, door);
      return true;
    }
    this.#doors.set(door.key, door);
    const [shelf, name] = this.#shelfOf(door);
    shelf.set(name, [...(shelf.get(name) ?? []), door]);
    return true;
  }

  #shelfOf(door: Door): [Map<string, Door[]>, string] {
    switch (door.kind) {
      case 'login-profile':
      case 'user':
        return [this.#users, `${door.accountId} ${door.userName}`];
      case 'signin-token':
        return [this.#sessions, door.sessionArn];
      case 'compute':
      case 'reached':
        return [this.#sessions, door.sessionName];
      case 'role':
        return [this.#roles, `${door.accountId} ${door.roleName}`];
      case 'provider':
        return [this.#providers, door.arn];
    }
  }

  ofUser(accountId: string | null, name: string | null): readonly Door[] {
    return this.#users.get(`${accountId} ${name}`) ?? [];
  }

  /** By the ARN of a session, or by its name. */
  ofSession(name: string): readonly Door[] {
    return this.#sessions.get(name) ?? [];
  }

  ofRole(accountId: string | null, name: string | null): readonly Door[] {
    return this.#roles.get(`${accountId} ${name}`) ?? [];
  }

  ofProvider(arn: string): readonly Door[] {
    return this.#providers.get(arn) ?? [];
  }

  all(): Door[] {
    return [...this.#doors.values()];
  }
}

const after = (call: Call, door: Door): boolean => call.at !== null && call.at >= door.at;

/** How a call came in by a door whose own credential no call of the lineage issued; undefined where it did not. */
export const entryOf = (call: Call, doors: Doors): Entry | undefined => {
  if (doors.size === 0) return undefined;
  if (call.invokedBy !== null && call.callerType !== 'AWSService') return undefined;
  switch (call.callerType) {
    case 'IAMUser':
      return ofUser(call, doors);
    case 'AssumedRole':
    case 'FederatedUser':
      return ofSession(call, doors);
    default:
      return undefined;
  }
};

const ofUser = (call: Call, doors: Doors): Entry | undefined => {
  const open = doors.ofUser(call.accountId, call.callerName).filter((door) => after(call, door));
  const login = open.find(({ kind }) => kind === 'login-profile');
  const made = open.find(({ kind }) => kind === 'user');
  const key = call.accessKeyId;
  if (key === null) {
    if (!login || call.action !== 'signin:ConsoleLogin') return undefined;
    return {
      door: login,
      id: `console-session:${call.callerArn ?? login.key}`,
      certain: call.succeeded,
      why: signedIn(login),
    };
  }
  // Whoever was in the console before the password was changed goes on being who he was.
  const before = login !== undefined && call.sessionBegan !== null && call.sessionBegan < login.at;
  if (login && !before && key.startsWith('ASIA') && call.fromConsole)
    return {
      door: login,
      id: key,
      certain: made !== undefined,
      why: `a console session of user ${call.callerName}, whose password the lineage set`,
    };
  if (!made) return undefined;
  return {
    door: made,
    id: key,
    certain: false,
    why: `it acts as user ${call.callerName}, which the lineage made; the call that issued it is not in the records`,
  };
};

const signedIn = ({ via }: Door): string => `signed in with the password that ${via} set`;

const ofSession = (call: Call, doors: Doors): Entry | undefined => {
  const { accessKeyId: key, callerArn: arn } = call;
  if (arn === null) return undefined;
  const token = doors.ofSession(arn).find((door) => after(call, door));
  if (token && key === null && call.action === 'signin:ConsoleLogin')
    return {
      door: token,
      id: `console-session:${arn}`,
      certain: call.succeeded,
      why: 'signed in with the token that GetSigninToken gave',
    };
  if (key === null) return undefined;
  if (token && call.fromConsole)
    return {
      door: token,
      id: key,
      certain: false,
      why: `a console session of ${arn}, which took a sign-in token before`,
    };
  const role = assumedRole(arn);
  return role ? (ofCompute(call, key, role, doors) ?? ofMadeRole(call, key, role, doors)) : undefined;
};

const ofCompute = (
  call: Call,
  key: string,
  role: { role: string; session: string },
  doors: Doors,
): Entry | undefined => {
  const open = doors
    .ofSession(role.session)
    .filter((door) => door.accountId === call.callerAccountId && after(call, door));
  const compute = open.find(
    (door) => door.kind === 'compute' && (door.role === null || door.role === role.role),
  );
  if (compute?.kind === 'compute') {
    const certain = compute.made && call.fromInstance;
    return {
      door: compute,
      id: key,
      certain,
      why: `a session of ${role.role} named after what ${compute.via} started${certain ? ', handed out by EC2' : ''}`,
    };
  }
  const reached = open.find((door) => door.kind === 'reached' && door.ip === call.sourceIp);
  return (
    reached && {
      door: reached,
      id: key,
      certain: false,
      why: `the credentials of instance ${role.session}, used from the address from which ${reached.via} had reached it`,
    }
  );
};

const ofMadeRole = (call: Call, key: string, { role }: { role: string }, doors: Doors): Entry | undefined => {
  const door = doors
    .ofRole(call.callerAccountId, role)
    .find((each) => each.kind === 'role' && each.made && after(call, each));
  return (
    door && {
      door,
      id: key,
      certain: false,
      why: `a session of role ${role}, which the lineage made; the call that issued it is not in the records`,
    }
  );
};

/** By which door a credential came in that a call of nobody of the lineage issued. */
export const entryOfIssued = (call: Call, issued: Issued, doors: Doors): Entry | undefined => {
  if (doors.size === 0 || issued.kind !== 'role-session') return undefined;
  const { id, sessionName, principal, accountId } = issued;
  const compute = doors.ofSession(sessionName ?? '').find(
    (door) =>
      door.kind === 'compute' &&
      door.accountId === accountId &&
      // A namesake in another Region, or with another role, is somebody else's.
      (door.role === null || door.role === principal?.name) &&
      door.region === regionOf(call) &&
      after(call, door),
  );
  if (compute?.kind === 'compute' && call.callerType === 'AWSService') {
    const certain = compute.made && call.invokedBy === compute.service;
    return {
      door: compute,
      id,
      certain,
      why: `${call.invokedBy ?? 'an AWS service'} issued it to what ${compute.via} started`,
    };
  }
  const role = doors
    .ofRole(accountId, principal?.name ?? null)
    .find((door) => after(call, door) && mayEnter(call, door));
  if (role) return { door: role, id, certain: false, why: ofRole(role, principal?.name ?? '') };
  const through = providersOf(call)
    .flatMap((arn) => doors.ofProvider(arn))
    .find((door) => after(call, door));
  return through && { door: through, id, certain: false, why: `it came in through what ${through.via} made` };
};

const ofRole = (door: Door, name: string): string =>
  door.kind === 'role' && door.made
    ? `a session of role ${name}, which the lineage made`
    : `a session of role ${name}, whose trust the lineage had rewritten`;

// Whoever assumed a role rightfully before goes on doing so after its trust was rewritten: what is new is who comes from outside.
const mayEnter = (call: Call, door: Door): boolean =>
  door.kind === 'role' && (door.made || call.callerType !== 'AWSService');

const providersOf = ({ detail }: Call): string[] => [
  ...firstTextsAt(detail, ['requestParameters.principalArn']),
  ...firstTextsAt(detail, ['requestParameters.trustAnchorArn']),
  ...firstTextsAt(detail, ['userIdentity.identityProvider']),
];
