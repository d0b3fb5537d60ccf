import { assumedRole, type Call } from './call.ts';
import { ComputeEnds } from './compute-ends.ts';
import type { Door, Entry } from './door.ts';
import { Doors, entryOf, entryOfIssued } from './entry.ts';
import { type Issued, issuedIn } from './issuing.ts';
import { issuedLink, type Known, type Link, sourceOf } from './known.ts';
import { doorsOf, mayOpen } from './opening.ts';
import { PasswordChanges } from './password-changes.ts';
import { type Edge, Pending } from './pending.ts';

/** A console session begins when its user has signed in, give or take, milliseconds. */
const signInTakes = 5_000;

/** More than this is not followed: what is beyond is said. */
const mostKnown = 100_000;

/** Everything that is to be done at once, without going deeper with every hop. */
type Work = { issued: Issued; link: Link } | { opens: Door };

/**
 * The credentials that came from a leaked one, transitively, and the doors that they opened. Takes records in any order,
 * as often as one likes: nothing that was found is lost, and finding it again changes nothing. Links are made by key
 * ids, compared exactly; where a credential carries none, by the door that it came in by.
 */
export class Lineage {
  readonly rootId: string | null;
  readonly #known = new Map<string, Known>();
  readonly #doors = new Doors();
  readonly #pending: Pending;
  readonly #passwords = new PasswordChanges();
  readonly #ends = new ComputeEnds();
  /** Role sessions by the ARN that their calls carry and the second in which they began. */
  readonly #sessions = new Map<string, Known>();
  /** When users signed in with a password of the lineage, by ARN, milliseconds. */
  readonly #signIns = new Map<string, number[]>();
  readonly #shared = new Map<string, string>();
  /** Whether all changes of passwords were seen: in a first reading somebody else's may be still to come. */
  #passwordsKnown: boolean;
  #newest = Number.NEGATIVE_INFINITY;
  #unsettled = false;
  #beyond = 0;
  /** Who issued the leaked credential itself, where a record shows it. */
  issuerOfRoot: Link | undefined;

  /**
   * @param rootId the leaked key; null where only a user is known, whose keys are then roots as they show up
   * @param passwordsKnown when records are looked up by user, the changes of its password are read first
   */
  constructor(rootId: string | null, { pending = new Pending(), passwordsKnown = false } = {}) {
    this.rootId = rootId;
    this.#passwordsKnown = passwordsKnown;
    this.#pending = pending;
    if (rootId !== null)
      this.addRoot(rootId, { certain: true, why: 'it is the key that was reported as leaked' });
  }

  /** Follows a further credential that nobody of the lineage issued. */
  addRoot(id: string, { certain, why }: { certain: boolean; why: string }): Known {
    const known = this.#known.get(id);
    if (known) return known;
    const isKey = /^A[KS]IA/.test(id);
    this.#do([
      {
        issued: { id, kind: isKey ? kindOfRoot(id) : 'console-session', principal: null, accountId: null },
        link: { issuedBy: null, via: null, at: null, certain, why },
      },
    ]);
    return this.#known.get(id) ?? { id, ...rootless };
  }

  /** The leaked credential first, then as they were found. */
  all(): Known[] {
    return [...this.#known.values()];
  }

  get(id: string): Known | undefined {
    return this.#known.get(id);
  }

  doors(): Door[] {
    return this.#doors.all();
  }

  /** Whether no link on the way from the leaked credential rests on inference. */
  isCertain(id: string): boolean {
    for (let known = this.#known.get(id); known; known = this.#known.get(known.issuedBy ?? '')) {
      if (!known.linkCertain) return false;
      if (known.issuedBy === null) return true;
    }
    return false;
  }

  /** Whether somebody ended compute, or took its role away, since the lineage started it. */
  hasEnded({ accountId, sessionName, at }: Extract<Door, { kind: 'compute' }>): boolean {
    return this.#ends.hasEnded(accountId, sessionName, at);
  }

  /** Credentials that were not followed because there are too many. */
  get beyond(): number {
    return this.#beyond;
  }

  /** Whether records that were read already may hold more, now that more is known. */
  get unsettled(): boolean {
    return this.#unsettled;
  }

  /** To be called before the same records are read once more. */
  beginAgain(): void {
    this.#unsettled = false;
    this.#passwordsKnown = true;
    this.#pending.clear();
    this.#newest = Number.NEGATIVE_INFINITY;
  }

  /** Notes what a record tells of the lineage. @returns the credential that made the call, when it is of the lineage */
  link(call: Call): Known | undefined {
    this.#passwords.note(call);
    this.#ends.note(call);
    const caller = this.callerOf(call);
    const issued = issuedIn(call);
    for (const each of issued) this.#issued(call, each, caller);
    if (issued.length === 0) this.#pair(call, caller);
    if (mayOpen(call.action)) this.#opened(call, caller);
    if (call.at !== null && call.at > this.#newest) this.#newest = call.at;
    if (this.#pending.wasFull()) this.#unsettled = true;
    return caller;
  }

  /** The credential of the lineage that made a call, as far as is known now. */
  callerOf(call: Call): Known | undefined {
    const byKey = call.accessKeyId === null ? undefined : this.#known.get(call.accessKeyId);
    if (byKey) return byKey;
    const entry = entryOf(call, this.#doors);
    if (entry) return this.#enter(entry, call);
    return this.#sameSession(call);
  }

  #enter(entry: Entry, call: Call): Known | undefined {
    const { door, id } = entry;
    const isSignIn = call.accessKeyId === null;
    if (isSignIn && !call.succeeded) return this.#known.get(id);
    if (door.kind === 'login-profile' && !this.#mayUse(door, call)) return undefined;
    if (isSignIn && call.at !== null && call.callerArn !== null) this.#signedIn(call.callerArn, call.at);
    const certain = entry.certain || this.#beganWithSignIn(call);
    const known = this.#known.get(id);
    if (known && (known.linkCertain || !certain)) return known;
    this.#do([{ issued: enteredAs(entry, call), link: this.#linkOfEntry(entry, certain, call) }]);
    return this.#known.get(id);
  }

  #mayUse(door: Extract<Door, { kind: 'login-profile' }>, call: Call): boolean {
    return this.#passwordsKnown && !this.#passwords.changedBetween(door, call, (key) => this.#known.has(key));
  }

  #signedIn(arn: string, at: number): void {
    const times = this.#signIns.get(arn) ?? [];
    if (!times.includes(at)) this.#signIns.set(arn, [...times, at]);
  }

  #beganWithSignIn({ callerArn, sessionBegan: began, fromConsole }: Call): boolean {
    if (!fromConsole || callerArn === null || began === null) return false;
    return (this.#signIns.get(callerArn) ?? []).some((at) => Math.abs(at - began) <= signInTakes);
  }

  #linkOfEntry({ door, why }: Entry, certain: boolean, call: Call): Link {
    const isSignIn = call.accessKeyId === null;
    const console = isSignIn || call.fromConsole;
    return {
      issuedBy: this.#parentFor(door, isSignIn, call),
      via: console && door.kind === 'login-profile' ? 'ConsoleLogin' : door.via,
      at: isSignIn ? call.at : call.sessionBegan,
      certain,
      why,
      ...(isSignIn && { from: sourceOf(call) }),
    };
  }

  // A console session's own calls follow from its sign-in, and that from the password.
  #parentFor(door: Door, isSignIn: boolean, call: Call): string {
    const signIn = `console-session:${call.callerArn}`;
    if (door.kind !== 'login-profile' && door.kind !== 'signin-token') return door.openedBy;
    if (!isSignIn && this.#known.has(signIn)) return signIn;
    return door.kind === 'login-profile' ? `login-profile:${door.userArn}` : door.openedBy;
  }

  // Identity Center and some services use a session under another id than the one that its issuing shows.
  #sameSession(call: Call): Known | undefined {
    const { accessKeyId, callerArn, sessionBegan, invokedBy } = call;
    if (accessKeyId === null || callerArn === null || sessionBegan === null || invokedBy !== null)
      return undefined;
    const twin = aroundSecond(callerArn, sessionBegan)
      .map((key) => this.#sessions.get(key))
      .find((known) => known !== undefined);
    if (!twin || call.callerType !== 'AssumedRole') return undefined;
    const { kind, principal, accountId, sessionArn = '', until } = twin;
    this.#do([
      {
        issued: { id: accessKeyId, kind, principal, accountId, sessionArn, ...(until && { until }) },
        link: {
          issuedBy: twin.id,
          via: twin.via ?? 'AssumeRole',
          at: sessionBegan,
          certain: false,
          why: `it acts as the same session as ${twin.id}, begun at the same moment; the call that issued this id is not in the records`,
        },
      },
    ]);
    return this.#known.get(accessKeyId);
  }

  #issued(call: Call, issued: Issued, caller: Known | undefined): void {
    const link = this.#linkTo(call, issued, caller);
    if (link) this.#do([{ issued, link }]);
    // An inferred way in does not rule out that the caller turns out to be of the lineage.
    if (link?.certain) return;
    const { accessKeyId, sharedEventId } = call;
    if (accessKeyId !== null) this.#pending.add(accessKeyId, { issued, link: issuedLink(call, accessKeyId) });
    else if (sharedEventId !== null)
      this.#pending.add(`shared ${sharedEventId}`, { issued, link: paired(call, '') });
  }

  #linkTo(call: Call, issued: Issued, caller: Known | undefined): Link | undefined {
    if (caller) return issuedLink(call, caller.id);
    const other = call.sharedEventId === null ? undefined : this.#shared.get(call.sharedEventId);
    if (other !== undefined && call.accessKeyId === null) return paired(call, other);
    const entry = entryOfIssued(call, issued, this.#doors);
    if (!entry) return undefined;
    const { door, certain, why } = entry;
    const via = door.kind === 'compute' ? door.via : call.eventName;
    return { issuedBy: door.openedBy, via, at: call.at, certain, why, from: sourceOf(call) };
  }

  // A role of another account leaves two records of one call: ours names the key, theirs the id that was issued.
  #pair(call: Call, caller: Known | undefined): void {
    const { sharedEventId, accessKeyId, succeeded } = call;
    if (sharedEventId === null || accessKeyId === null || !succeeded || !call.action.startsWith('sts:'))
      return;
    if (caller) this.#do(this.#workOf([{ shared: sharedEventId }], caller.id));
    else this.#pending.add(accessKeyId, { shared: sharedEventId });
  }

  #opened(call: Call, caller: Known | undefined): void {
    const openedBy = caller?.id ?? call.accessKeyId;
    if (openedBy === null || openedBy === undefined) return;
    const doors = doorsOf(call, openedBy);
    if (caller) this.#do(doors.map((opens) => ({ opens })));
    else for (const opens of doors) this.#pending.add(openedBy, { opens });
  }

  #do(work: Work[]): void {
    const queue = [...work];
    for (let next = queue.pop(); next; next = queue.pop()) {
      if ('opens' in next) queue.push(...this.#open(next.opens));
      else if (this.#adopt(next.issued, next.link))
        queue.push(...this.#workOf(this.#pending.take(next.issued.id), next.issued.id));
    }
  }

  #workOf(edges: readonly Edge[], from: string): Work[] {
    return edges.flatMap((edge): Work[] => {
      if ('opens' in edge) return [{ opens: { ...edge.opens, openedBy: from } }];
      if ('issued' in edge) return [{ issued: edge.issued, link: { ...edge.link, issuedBy: from } }];
      this.#shared.set(edge.shared, from);
      return this.#workOf(this.#pending.take(`shared ${edge.shared}`), from);
    });
  }

  #open(door: Door): Work[] {
    if (!this.#doors.add(door)) return [];
    // What was read before may have come in by it.
    if (this.#newest >= door.at || door.kind === 'login-profile') this.#unsettled = true;
    if (door.kind === 'login-profile')
      return [{ issued: loginProfile(door), link: linkOf(door, `${door.via} set the password`) }];
    if (door.kind === 'signin-token')
      return [
        {
          issued: consoleSession(door, this.#known.get(door.openedBy)),
          link: linkOf(door, 'GetSigninToken gave a way into the console'),
        },
      ];
    return [];
  }

  /** @returns whether it is new */
  #adopt(issued: Issued, link: Link): boolean {
    const { id } = issued;
    if (id === this.rootId && this.#known.has(id)) {
      if (link.issuedBy !== null) this.issuerOfRoot ??= link;
      return false;
    }
    const known = this.#known.get(id);
    if (known) {
      if (!known.linkCertain && link.certain && !this.#descends(link.issuedBy, id))
        this.#relink(known, issued, link);
      return false;
    }
    if (this.#known.size >= mostKnown) {
      this.#beyond += 1;
      return false;
    }
    const fresh = joined(issued, link);
    this.#known.set(id, fresh);
    if (fresh.sessionArn && fresh.kind === 'role-session' && fresh.issuedAt !== null && fresh.linkCertain)
      this.#sessions.set(`${fresh.sessionArn} ${second(fresh.issuedAt)}`, fresh);
    return true;
  }

  #relink(known: Known, issued: Issued, link: Link): void {
    Object.assign(known, joined(issued, link));
  }

  #descends(id: string | null, from: string): boolean {
    for (let at = id; at !== null; at = this.#known.get(at)?.issuedBy ?? null) if (at === from) return true;
    return false;
  }
}

const second = (at: number): number => Math.round(at / 1000);

/** Two times that AWS wrote for the same moment differ by a second or two. */
const aroundSecond = (arn: string, at: number): string[] =>
  [0, -1, 1, -2, 2].map((by) => `${arn} ${second(at) + by}`);

const joined = (issued: Issued, { issuedBy, via, at, certain, why, from }: Link): Known => ({
  ...issued,
  issuedBy,
  via,
  issuedAt: at,
  linkCertain: certain,
  why,
  ...(from && { issuedFrom: from }),
});

/** Of a root that was beyond what is followed. */
const rootless = {
  kind: 'access-key',
  principal: null,
  accountId: null,
  issuedBy: null,
  via: null,
  issuedAt: null,
  linkCertain: false,
  why: 'one of too many',
} as const;

const kindOfRoot = (id: string): Known['kind'] => (id.startsWith('ASIA') ? 'role-session' : 'access-key');

const paired = (call: Call, issuedBy: string): Link => ({
  ...issuedLink(call, issuedBy),
  why: `the record of the same ${call.eventName} in the account of the role answers with its id`,
});

const linkOf = (door: Door, why: string): Link => ({
  issuedBy: door.openedBy,
  via: door.via,
  at: door.at,
  certain: true,
  why,
});

const loginProfile = ({
  userArn,
  userName,
  accountId,
}: Extract<Door, { kind: 'login-profile' }>): Issued => ({
  id: `login-profile:${userArn}`,
  kind: 'login-profile',
  principal: { kind: 'user', name: userName, arn: userArn },
  accountId,
});

const consoleSession = (
  { sessionArn, accountId }: Extract<Door, { kind: 'signin-token' }>,
  opener: Known | undefined,
): Issued => ({
  id: `console-session:${sessionArn}`,
  kind: 'console-session',
  principal: opener?.principal ?? null,
  accountId,
  ...(opener?.until && { until: opener.until }),
});

const enteredAs = ({ door, id }: Entry, call: Call): Issued => {
  const session = assumedRole(call.callerArn)?.session;
  return {
    id,
    kind: kindOfEntry(door, id, call),
    principal: principalOf(call),
    accountId: call.callerAccountId ?? call.accountId,
    ...(call.callerArn && { sessionArn: call.callerArn }),
    ...(session && { sessionName: session }),
  };
};

const kindOfEntry = (door: Door, id: string, call: Call): Issued['kind'] => {
  if (call.accessKeyId === null || call.fromConsole) return 'console-session';
  if (door.kind !== 'user') return 'role-session';
  return id.startsWith('ASIA') ? 'session-token' : 'access-key';
};

const principalOf = ({ callerType, callerName, callerArn, issuerArn }: Call): Issued['principal'] => {
  const ofRole = callerType === 'AssumedRole';
  const arn = ofRole ? (issuerArn ?? callerArn) : callerArn;
  return arn === null || callerName === null
    ? null
    : { kind: ofRole ? 'role' : 'user', name: callerName, arn };
};
