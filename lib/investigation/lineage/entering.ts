import { IdSet } from '../id-set.ts';
import { assumedRole, type Call } from './call.ts';
import type { Door, Entry } from './door.ts';
import type { Issued } from './issuing.ts';
import { type Known, type Link, sourceOf } from './known.ts';

/** How a credential that came in by a door is linked, as long as no sign-in is known that it follows from. */
export const linkOfEntry = ({ door, certain, why }: Entry, call: Call): Link => {
  const isSignIn = call.accessKeyId === null;
  const inConsole = isSignIn || call.fromConsole;
  return {
    issuedBy: issuerOf(door, call),
    via: viaOf(door, inConsole),
    at: isSignIn ? call.at : call.sessionBegan,
    certain,
    why,
    ...(isSignIn && { from: sourceOf(call) }),
  };
};

const viaOf = (door: Door, inConsole: boolean): string => {
  if (door.kind === 'login-profile' && inConsole) return 'ConsoleLogin';
  return door.kind === 'role' ? 'AssumeRole' : door.via;
};

const issuerOf = (door: Door, { callerArn }: Call): string => {
  if (door.kind === 'login-profile') return `login-profile:${door.userArn}`;
  return door.kind === 'signin-token' ? `console-session:${callerArn}` : door.openedBy;
};

/** The credential that came in by a door, as its call describes it. */
export const enteredAs = ({ door, id }: Entry, call: Call): Issued => {
  const session = assumedRole(call.callerArn)?.session;
  return {
    id,
    kind: kindOf(door, id, call),
    principal: principalOf(call),
    accountId: call.callerAccountId ?? call.accountId,
    ...(call.callerArn && { sessionArn: call.callerArn }),
    ...(session && { sessionName: session }),
  };
};

const kindOf = (door: Door, id: string, call: Call): Issued['kind'] => {
  if (call.accessKeyId === null || call.fromConsole) return 'console-session';
  if (door.kind !== 'user') return 'role-session';
  return id.startsWith('ASIA') ? 'session-token' : 'access-key';
};

const principalOf = ({ callerType, callerName, callerArn, issuerArn }: Call): Issued['principal'] => {
  const ofRole = callerType === 'AssumedRole';
  const arn = ofRole ? (issuerArn ?? callerArn) : callerArn;
  if (arn === null || callerName === null) return null;
  return { kind: ofRole ? 'role' : 'user', name: callerName, arn };
};

const second = (at: number): number => Math.round(at / 1000);

/** Role sessions by the ARN that their calls carry and the second in which they began. */
export class SameSessions {
  readonly #sessions = new Map<string, Known>();
  /** Sessions that acted before it was known whose they are. */
  readonly #acted = new IdSet();

  /** @returns whether calls were seen before that may be of the same session */
  add({ sessionArn, kind, issuedAt, linkCertain, ...known }: Known): boolean {
    if (!sessionArn || kind !== 'role-session' || issuedAt === null || !linkCertain) return false;
    this.#sessions.set(`${sessionArn} ${second(issuedAt)}`, {
      ...known,
      sessionArn,
      kind,
      issuedAt,
      linkCertain,
    });
    return around(sessionArn, issuedAt).some((key) => this.#acted.has(key));
  }

  /** The session that a call acts as under another id: Identity Center issues one id and uses another. */
  of({ accessKeyId, callerArn, callerType, sessionBegan, invokedBy }: Call): Known | undefined {
    if (accessKeyId === null || callerArn === null || sessionBegan === null) return undefined;
    if (invokedBy !== null || callerType !== 'AssumedRole') return undefined;
    const found = around(callerArn, sessionBegan).map((key) => this.#sessions.get(key));
    const twin = found.find((known) => known !== undefined);
    if (!twin) this.#acted.add(`${callerArn} ${second(sessionBegan)}`);
    return twin;
  }
}

// Two times that AWS wrote for the same moment differ by a second or two.
const around = (arn: string, at: number): string[] =>
  [0, -1, 1, -2, 2].map((by) => `${arn} ${second(at) + by}`);

export const sameSession = (id: string, twin: Known, at: number | null): { issued: Issued; link: Link } => {
  const { kind, principal, accountId, sessionArn, sessionName, until } = twin;
  return {
    issued: {
      id,
      kind,
      principal,
      accountId,
      ...(sessionArn && { sessionArn }),
      ...(sessionName && { sessionName }),
      ...(until && { until }),
    },
    link: {
      issuedBy: twin.id,
      via: twin.via,
      at,
      certain: false,
      why: `it acts as the same session as ${twin.id}, begun at the same moment; the call that issued this id is not in the records`,
    },
  };
};
